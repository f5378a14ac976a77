"""The strips of prices: quantiles where they belong, own ones first, one axis for all."""

from typing import Any

import pandas as pd
import pytest

from charts.price_positions import MOST_GROUPS, is_wide, price_strips, strips
from tests.charts.checked import checked

QUANTILES = ("p10", "p25", "median", "p75", "p90")


def spread(product: str | None, seller: str, first: float, competitor: str | None = None, n: int = 9) -> dict[str, Any]:
    """Quantiles first, first + 10 ... and as a share of 100."""
    values = {name: first + 10 * i for i, name in enumerate(QUANTILES)}
    return {"product": product, "seller": seller, "competitor": competitor, "n": n, **values, "things": 1,
            "things_sold": 1, **{f"{name}_index": value / 2 for name, value in values.items()}}  # fmt: skip


PAIR = pd.DataFrame([spread("Pump", "own", 100), spread("Pump", "rivals", 120, n=3)])


def named(figure: Any, mode: str) -> list[Any]:
    return [trace for trace in figure.data if trace.mode == mode]


def test_deciles_are_a_line_quartiles_a_box_and_the_median_a_stroke() -> None:
    figure = checked(price_strips(PAIR, "product", "EUR"))
    deciles, rivals, own = named(figure, "lines")
    assert list(deciles.x) == [100, 140, None, 120, 160, None]
    assert (list(own.x), list(rivals.x)) == ([110, 130, None], [130, 150, None])
    assert [list(trace.x) for trace in named(figure, "markers")] == [[140], [120]]


def test_each_strip_is_named_in_its_place() -> None:
    figure = checked(price_strips(PAIR, "product", "EUR"))
    assert "Pump" in figure.layout.yaxis.ticktext[0] and "<b>" in figure.layout.yaxis.ticktext[0]
    assert figure.layout.yaxis.ticktext[1].strip() == "competitors"
    assert list(named(figure, "text")[0].text) == ["n 9", "n 3"]


def test_prices_far_apart_stand_on_a_logarithmic_axis_and_near_ones_do_not() -> None:
    far = pd.concat([PAIR, pd.DataFrame([spread("Plant", "own", 90_000)])])
    assert is_wide(far) and not is_wide(PAIR)
    assert checked(price_strips(far, "product", "EUR")).layout.xaxis.type == "log"
    assert checked(price_strips(PAIR, "product", "EUR")).layout.xaxis.type is None


def test_of_one_category_all_stand_on_one_axis_around_competitors_median() -> None:
    figure = checked(price_strips(PAIR, "product", "EUR", relative=True))
    assert list(named(figure, "markers")[1].x) == [60]
    assert figure.layout.shapes[0].x0 == 100 and 100 in figure.layout.xaxis.tickvals
    assert list(named(figure, "text")[0].text) == ["€120  n 9", "€140  n 3"]
    assert "€120" in named(figure, "markers")[1].customdata[0][0]


def test_a_click_does_what_is_given_for_the_group() -> None:
    figure = checked(price_strips(PAIR, "product", "EUR", {"Pump": {"dims": {"product": ["Pump"]}}}))
    assert named(figure, "markers")[1].customdata[0][1] == {"dims": {"product": ["Pump"]}}


def test_names_from_the_data_are_no_markup() -> None:
    frame = pd.DataFrame([spread("<b>x</b>", "own", 1), spread("<b>x</b>", "competitor", 1, "<i>A</i>")])
    figure = checked(price_strips(frame, "product", "EUR"))
    assert "&lt;b&gt;" in figure.layout.yaxis.ticktext[0] and "&lt;i&gt;" in figure.layout.yaxis.ticktext[1]


def test_of_a_thousand_products_the_first_are_drawn() -> None:
    frame = pd.DataFrame([spread(f"Product {i}", who, 10 + i) for i in range(1000) for who in ("own", "rivals")])
    assert len(checked(price_strips(frame, "product", "EUR")).layout.yaxis.ticktext) == strips(frame, "product")
    assert strips(frame, "product") == 2 * MOST_GROUPS


@pytest.mark.parametrize("relative", [False, True])
def test_nothing_alike_is_said(relative: bool) -> None:
    figure = price_strips(PAIR.head(0), "product", "EUR", relative=relative)
    assert "sell nothing alike" in figure.layout.annotations[0].text.replace("<br>", " ")
