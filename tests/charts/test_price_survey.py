"""Van Westendorp's curves."""

import pandas as pd

from charts.price_survey import survey_curves
from tests.charts.checked import checked

CURVES = pd.DataFrame({
    "price": [10.0, 20.0, 30.0, 40.0, 50.0], "too_cheap": [1, 0.5, 0, 0, 0], "cheap": [1, 1, 0.5, 0, 0],
    "expensive": [0, 0, 0.5, 1, 1], "too_expensive": [0, 0, 0, 0.5, 1],
})  # fmt: skip
POINTS = pd.DataFrame({
    "point": ["marginal_cheapness", "optimal", "indifference", "marginal_expensiveness"],
    "value": [25.0, 30.0, 30.0, 35.0], "low": [24.0, 28.0, 29.0, 33.0], "high": [26.0, 32.0, 31.0, 37.0],
})  # fmt: skip
NAMES = {"too_cheap": "too cheap", "cheap": "cheap", "expensive": "expensive", "too_expensive": "too expensive"}
CALLED = {"marginal_cheapness": "Lowest", "optimal": "Optimal", "indifference": "Indifferent",
          "marginal_expensiveness": "Highest"}  # fmt: skip


def test_four_curves_with_their_names_and_crossings_on_the_acceptable_range() -> None:
    figure = checked(survey_curves(CURVES, POINTS, NAMES, CALLED, "EUR"))
    acceptable, *lines, dots, _pointed = figure.data
    assert (min(acceptable.x), max(acceptable.x)) == (25, 35)
    assert [list(line.y) for line in lines] == [CURVES[name].tolist() for name in NAMES]
    assert {note.text for note in figure.layout.annotations} == set(NAMES.values())
    assert list(dots.x) == [25, 30, 30, 35]
    assert list(dots.y) == [0.25, 0, 0.5, 0.25]
    assert dots.customdata[0][0] == "<b>Lowest: €25</b><br>95 % interval €24 – €26"


def test_the_list_price_is_drawn_and_lies_on_the_axis() -> None:
    figure = checked(survey_curves(CURVES, POINTS, NAMES, CALLED, "EUR", 80.0))
    assert "list price" in [note.text for note in figure.layout.annotations]
    assert figure.layout.xaxis.range[1] > 80


def test_curves_that_do_not_cross_have_no_range_and_no_dot() -> None:
    none = POINTS.assign(value=float("nan"), low=float("nan"), high=float("nan"))
    figure = checked(survey_curves(CURVES, none, NAMES, CALLED, "EUR"))
    assert len(figure.data) == 6
    assert not figure.data[-2].x
