"""The price curve: its band, the dots beside it, the prices that stand out."""

import pandas as pd
import pytest

from charts.price_response import Mark, price_curve
from tests.charts.checked import checked

CURVE = pd.DataFrame({"relative_price": [0.8, 0.9, 1.0, 1.1], "probability": [0.8, 0.6, 0.4, 0.2],
                      "low": [0.7, 0.5, 0.3, 0.1], "high": [0.9, 0.7, 0.5, 0.3]})  # fmt: skip
BINS = pd.DataFrame({"relative_price": [0.85, 1.05], "n": [100, 50], "rate": [0.7, 0.3], "low": [0.6, 0.2],
                     "high": [0.8, 0.4]})  # fmt: skip
PAID = Mark("half won", 0.95, 0.93, 0.97, is_best=False)
BEST = Mark("best for margin", 0.92, 0.9, 0.94, is_best=True)


def test_the_curve_lies_on_its_band_with_what_was_observed() -> None:
    band, dots, line, pointed = checked(price_curve(CURVE, BINS, [])).data
    assert (min(band.y), max(band.y)) == (0.1, 0.9)
    assert (list(dots.x), list(dots.y)) == ([0.85, 1.05], [0.7, 0.3])
    assert list(dots.error_y.array) == pytest.approx([0.1, 0.1])
    assert list(line.y) == [0.8, 0.6, 0.4, 0.2]
    assert pointed.customdata[0][0] == (
        "<b>80.0% of the reference</b><br>chance to win 80.0%<br>95 % interval 70.0% – 90.0%"
    )
    assert dots.customdata[1][0].splitlines()[0].startswith("<b>about 105.0% of the reference</b><br>won 30.0% of 50")


def test_prices_that_stand_out_are_named_one_above_the_other() -> None:
    figure = checked(price_curve(CURVE, BINS, [PAID, BEST]))
    paid, best = figure.layout.annotations
    assert (paid.text, best.text) == ("half won <b>95%</b>", "best for margin <b>92%</b>")
    assert best.y > paid.y
    assert figure.layout.yaxis.range[1] > best.y


def test_a_price_beyond_the_curve_is_not_drawn() -> None:
    figure = checked(price_curve(CURVE, BINS, [PAID._replace(value=0.5)]))
    assert len(figure.data) == 4
    assert not figure.layout.annotations


def test_an_interval_that_is_open_or_goes_beyond_the_curve_ends_with_it() -> None:
    open_ended = checked(price_curve(CURVE, BINS, [PAID._replace(high=None)]))
    assert len(open_ended.data) == 5  # the price itself, no interval
    wide = checked(price_curve(CURVE, BINS, [PAID._replace(low=0.1, high=9.0)]))
    assert (min(wide.data[1].x), max(wide.data[1].x)) == (0.8, 1.1)


def test_ticks_are_shares_of_the_reference() -> None:
    axis = checked(price_curve(CURVE, BINS, [])).layout.xaxis
    assert list(axis.ticktext) == ["80%", "90%", "100%", "110%"]
