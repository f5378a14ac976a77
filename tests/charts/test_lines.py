"""Lines and the names behind their ends."""

from datetime import date

from charts.lines import Line, end_labels, trace

DAYS = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)]


def line(*amounts: float | None, name: str = "line") -> Line:
    return Line(amounts, name, "blue", "black")


def heights(*lines: Line, aligned: bool = False) -> list[tuple[str, date, float]]:
    labels = end_labels(DAYS, lines, (0, 100), apart=0.1, aligned=aligned)
    return [(label["text"], label["x"], round(label["y"], 2)) for label in labels]


def test_a_name_stands_behind_the_last_point_of_its_line() -> None:
    named = heights(line(1, 50, None, name="a"), line(1, 2, 20, name="b"), line(None, None, None, name="c"))
    assert named == [("a", DAYS[1], 50), ("b", DAYS[2], 20)]


def test_aligned_names_stand_behind_the_last_day() -> None:
    assert [day for _name, day, _y in heights(line(1, 50, None), line(1, 2, 20), aligned=True)] == [DAYS[2]] * 2


def test_names_of_lines_that_end_together_are_moved_apart_upwards() -> None:
    assert [y for _name, _day, y in heights(line(0, 0, 50), line(0, 0, 52), line(0, 0, 49))] == [59, 69, 49]


def test_at_the_top_names_are_moved_apart_downwards() -> None:
    assert [y for _name, _day, y in heights(line(0, 0, 100), line(0, 0, 99))] == [96.67, 86.67]


def test_a_course_of_one_point_is_a_dot() -> None:
    assert trace(DAYS, line(None, 4, None))["mode"] == "markers"
    assert trace(DAYS, line(None, 4, 5))["mode"] == "lines"
