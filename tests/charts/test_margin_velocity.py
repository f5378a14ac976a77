"""Margin against speed: quarters by the medians, names that cover nothing."""

import pandas as pd

from charts.margin_velocity import NAMED, margin_velocity
from tests.charts.checked import checked

FOUR = [("fast rich", 10.0, 0.8, "keep"), ("fast poor", 8.0, 0.1, "dearer"), ("slow rich", 2.0, 0.7, "cheaper"),
        ("slow poor", 1.0, 0.2, "review")]  # fmt: skip


def frame(*rows: tuple[str, float, float, str | None]) -> pd.DataFrame:
    """Rows are (product, units a month, margin, leeway)."""
    columns = ["product", "units_per_month", "gross_margin", "leeway"]
    made = pd.DataFrame(list(rows), columns=columns)
    return made.assign(revenue=[1000.0 - i for i in range(len(made))], lines=12)


def test_each_product_is_a_dot_and_a_click_filters_by_it() -> None:
    (dots,) = checked(margin_velocity(frame(*FOUR), "EUR", 5.0, 0.45)).data
    assert (list(dots.x), list(dots.y)) == ([10, 8, 2, 1], [0.8, 0.1, 0.7, 0.2])
    assert dots.customdata[1] == [
        "<b>fast poor</b><br>8.0 units a month, gross margin 10.0%<br>revenue €999 in 12 sales",
        {"dims": {"product": ["fast poor"]}},
    ]
    assert dots.marker.size[0] == max(dots.marker.size)


def test_the_medians_quarter_it_and_the_corners_say_what_to_do() -> None:
    layout = checked(margin_velocity(frame(*FOUR), "EUR", 5.0, 0.45)).layout
    assert [(shape.x0, shape.y0) for shape in layout.shapes] == [(5.0, 0), (0, 0.45)]
    corners = {note.text: (note.x, note.y) for note in layout.annotations if note.xref == "paper"}
    assert corners == {"sells fast, earns well": (1, 1), "room for a lower price": (0, 1), "try a higher price": (1, 0),
                       "sells slowly, earns little": (0, 0)}  # fmt: skip


def test_names_do_not_cover_each_other() -> None:
    heap = [(f"product {i}", 5.0 + i / 1000, 0.5 + i / 1000, "keep") for i in range(30)]
    notes = checked(margin_velocity(frame(*heap, *FOUR), "EUR", 5.0, 0.45)).layout.annotations
    named = [note.text for note in notes if note.xref != "paper"]
    assert 0 < len([name for name in named if name.startswith("product")]) <= 4


def test_no_more_than_a_few_are_named() -> None:
    spread = [(f"p{i}", 1.0 + i % 10, i / 100, "keep") for i in range(100)]
    notes = margin_velocity(frame(*spread), "EUR", 5.0, 0.45).layout.annotations
    assert len([note for note in notes if note.xref != "paper"]) <= NAMED


def test_speeds_far_apart_are_on_a_logarithmic_axis() -> None:
    figure = checked(margin_velocity(frame(*FOUR, ("screws", 5000.0, 0.3, "dearer")), "EUR", 5.0, 0.45))
    assert figure.layout.xaxis.type == "log"
    assert list(figure.layout.xaxis.ticktext) == ["1", "10", "100", "1,000", "10,000"]
    assert checked(margin_velocity(frame(*FOUR[:3]), "EUR", 5.0, 0.45)).layout.xaxis.type == "linear"


def test_the_rest_and_products_without_a_cost_are_not_drawn() -> None:
    rows = [*FOUR, ("other", 9.0, 0.5, None), ("unknown", 9.0, float("nan"), None)]
    assert len(checked(margin_velocity(frame(*rows), "EUR", 5.0, 0.45)).data[0].x) == 4


def test_too_few_products_say_what_it_takes() -> None:
    empty = checked(margin_velocity(frame(("a", 1.0, 0.5, None)), "EUR", float("nan"), float("nan")))
    assert "too few products" in empty.layout.annotations[0].text.replace("<br>", " ")
