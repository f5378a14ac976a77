"""Sparklines: a picture in an address, of the course and not of the size."""

from urllib.parse import unquote

from charts.sparkline import sparkline


def lines(values: list[float | None]) -> list[str]:
    """The two paths of the picture: the course, and the dot at its end."""
    picture = unquote(sparkline(values))
    return [part.split("'")[1] for part in picture.split("<path d=")[1:]]


def test_the_course_runs_from_the_lowest_value_at_the_bottom_to_the_highest_at_the_top() -> None:
    assert lines([1, 3, 2]) == ["M3 25L50 3L97 14", "M97.0 14.0h0"]


def test_a_gap_in_the_data_is_a_gap_in_the_line_and_a_point_alone_is_a_dot() -> None:
    assert lines([1, None, 2, float("nan"), 1, 1])[0] == "M3 25h0M40.6 3h0M78.2 25L97 25"


def test_a_course_without_change_is_a_level_line() -> None:
    assert lines([5, 5])[0] == "M3 14L97 14"


def test_fewer_than_two_values_are_no_course() -> None:
    assert sparkline([None, 4]) == ""
    assert sparkline([]) == ""


def test_the_address_can_stand_in_a_style_between_double_quotes() -> None:
    assert not set(sparkline([1, 2])) & set('"<>#')
