"""Names beside lines: free of other lines, above the upper and below the lower."""

from datetime import date

from charts.inside_labels import inside_labels
from charts.lines import Line

DAYS = [date(2026, month, 1) for month in range(1, 13)]
SPAN = (0.0, 100.0)


def line(amounts: list[float | None], name: str) -> Line:
    return Line(amounts, name, "rgb(0, 0, 0)", "rgb(0, 0, 0)")


def test_the_upper_is_named_above_and_the_lower_below() -> None:
    labels = inside_labels(DAYS, [line([40] * 12, "lower"), line([60] * 12, "upper")], SPAN, DAYS[-1])
    found = {label["text"]: (label["y"], label["yanchor"]) for label in labels}
    assert found == {"upper": (60, "bottom"), "lower": (40, "top")}


def test_a_name_stands_on_the_side_where_the_other_line_does_not_run() -> None:
    crossing: list[float | None] = [70.0] * 6 + [20.0] * 6
    labels = inside_labels(DAYS, [line(crossing, "other"), line([60] * 12, "own")], SPAN, DAYS[-1])
    own = next(label for label in labels if label["text"] == "own")
    assert (own["yanchor"] == "top") == (own["x"] < date(2026, 7, 1))


def test_under_the_upper_edge_of_the_axis_the_name_goes_below() -> None:
    assert inside_labels(DAYS, [line([99] * 12, "high")], SPAN, DAYS[-1])[0]["yanchor"] == "top"


def test_a_line_without_any_amount_is_not_named_and_one_of_one_point_is() -> None:
    assert inside_labels(DAYS, [line([None] * 12, "nothing")], SPAN, DAYS[-1]) == []
    assert inside_labels(DAYS[:1], [line([5], "one")], SPAN, DAYS[-1])[0]["x"] == DAYS[0]
