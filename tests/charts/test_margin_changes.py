"""Margins before and now, the product that lost the most money on top."""

import pandas as pd
import pytest

from charts.margin_changes import MOST, margin_changes
from charts.theme import LOST, WON
from tests.charts.checked import checked

NAN = float("nan")


def frame(*rows: tuple[str | None, float, float, float]) -> pd.DataFrame:
    """Rows are (product, margin before, margin now, revenue)."""
    return pd.DataFrame([
        {"product": product, "gross_margin_before": before, "gross_margin": now, "margin_change": now - before,
         "margin_money": (now - before) * revenue, "revenue": revenue, "from_price": 0.01,
         "from_cost": now - before - 0.01}
        for product, before, now, revenue in rows
    ])  # fmt: skip


def test_the_largest_loss_of_money_is_on_top() -> None:
    figure = checked(margin_changes(
        frame(("up", 0.4, 0.5, 100), ("little", 0.4, 0.2, 10), ("much", 0.4, 0.3, 1000)), "EUR"))  # fmt: skip
    assert [text.strip() for text in figure.layout.yaxis.ticktext] == ["much", "little", "up"]
    lines, before, now, _rows = figure.data
    assert list(before.x) == [0, 0, 0]
    assert list(now.x) == list(lines.x) == pytest.approx([-0.1, -0.2, 0.1])
    assert list(now.marker.color) == [LOST, LOST, WON]
    assert [note.text for note in figure.layout.annotations] == [
        "30.0%  <b>−€100</b>", "20.0%  <b>−€2</b>", "50.0%  <b>+€10</b>",
    ]  # fmt: skip


def test_a_row_says_why_and_a_click_filters_by_the_product() -> None:
    rows = margin_changes(frame(("Gauge", 0.4, 0.3, 1000)), "EUR").data[3]
    assert rows.customdata[0] == [
        "<b>Gauge</b><br>margin 30.0%, before 40.0%<br>+1.0\u00a0pt from prices, −11.0\u00a0pt from costs"
        "<br>comes to −€100 on €1,000", {"dims": {"product": ["Gauge"]}},
    ]  # fmt: skip


def test_the_rest_and_what_is_not_known_are_not_drawn() -> None:
    figure = checked(margin_changes(frame(("other", 0.4, 0.3, 9e9), ("new", NAN, 0.3, 9e9), ("a", 0.4, 0.3, 1)), "EUR"))
    assert [text.strip() for text in figure.layout.yaxis.ticktext] == ["a"]


def test_of_many_products_those_that_moved_the_most_are_drawn() -> None:
    rows = [(f"p{i}", 0.4, 0.4 - i / 1000, 100.0) for i in range(100)]
    assert len(checked(margin_changes(frame(*rows), "EUR")).data[1].y) == MOST


def test_long_names_are_cut_and_markup_is_text() -> None:
    figure = checked(margin_changes(frame(("<b>Very</b> long name of a product indeed", 0.4, 0.3, 1)), "EUR"))
    assert figure.layout.yaxis.ticktext[0].startswith("&lt;b&gt;Very&lt;/b&gt;")
    assert "…" in figure.layout.yaxis.ticktext[0]


def test_one_product_whose_margin_is_the_same_is_drawn() -> None:
    low, high = checked(margin_changes(frame(("a", 0.4, 0.4, 1)), "EUR")).layout.xaxis.range
    assert low < 0 < high


def test_nothing_to_compare_says_what_it_takes() -> None:
    empty = checked(margin_changes(frame(("a", NAN, 0.4, 1)), "EUR"))
    assert "both now and before" in empty.layout.annotations[0].text.replace("<br>", " ")
