"""Stock beside price, as bubbles."""

from typing import Any

import pandas as pd

from charts.stock_cover import LARGEST, SMALLEST, cover_bubbles
from charts.theme import COMPARISON, LOST, WON, tint
from tests.charts.checked import checked

NAN = float("nan")
COLUMNS = ["product", "situation", "weeks_cover", "price_index", "stock_value", "units", "weekly_units"]


def products(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


THREE = products(
    ("Gauge", "lower", 20.0, 110.0, 100.0, 20.0, 1.0), ("Probe", "raise", 5.0, 90.0, 25.0, 10.0, 2.0),
    ("Meter", "balanced", 10.0, 100.0, NAN, 10.0, 1.0),
)  # fmt: skip


def test_bubbles_stand_at_cover_and_index_with_the_value_as_area() -> None:
    bubbles = checked(cover_bubbles(THREE, 10, "EUR")).data[0]
    assert list(zip(bubbles.x, bubbles.y, strict=True)) == [(10, 100), (20, 110), (5, 90)]
    assert list(bubbles.marker.size) == [SMALLEST, LARGEST, LARGEST / 2]


def test_those_to_be_made_cheaper_or_dearer_stand_out_and_are_named() -> None:
    figure = cover_bubbles(THREE, 10, "EUR")
    assert list(figure.data[0].marker.color) == [tint(c, 0.6) for c in (COMPARISON, LOST, WON)]
    assert [a.text for a in figure.layout.annotations][-2:] == ["Gauge", "Probe"]


def test_the_median_cover_and_rivals_price_are_lines() -> None:
    down, across = cover_bubbles(THREE, 10, "EUR").layout.shapes
    assert (down.x0, across.y0) == (10, 100)


def test_a_cover_far_beyond_the_others_stands_at_the_end() -> None:
    far = products(*THREE.values.tolist(), ("Old", "long", 500.0, 100.0, 1.0, 500.0, 1.0))
    bubbles = cover_bubbles(far, 10, "EUR").data[0]
    assert (bubbles.x[1], bubbles.marker.symbol[1]) == (40, "triangle-right")
    assert "500.0 weeks of cover" in bubbles.customdata[1][0]


def test_a_click_filters_by_the_product() -> None:
    assert cover_bubbles(THREE, 10, "EUR").data[0].customdata[1] == [
        "<b>Gauge</b><br>20.0 weeks of cover<br>20 units, 1.0 sold a week<br>price index 110.0<br>stock at cost €100",
        {"dims": {"product": ["Gauge"]}},
    ]


def test_without_a_product_that_has_both_it_is_said() -> None:
    nothing = products(("Gauge", "no_price", 20.0, NAN, 100.0, 20.0, 1.0))
    assert "competitor's price" in cover_bubbles(nothing, 20, "EUR").layout.annotations[0].text.replace("<br>", " ")
    assert not cover_bubbles(products(), None, "EUR").data
