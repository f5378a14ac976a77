"""Bands: closed shapes with gaps where an end is not known."""

from charts.bands import band


def test_a_gap_in_the_data_is_a_gap_in_the_band() -> None:
    shape = band([1.0, 2.0, 3.0, 4.0], [0, 1, None, 3], [5, 6, 7, 8], "rgb(0, 0, 0)")
    assert shape["x"] == [1, 2, 2, 1, None, 4, 4]
    assert shape["y"] == [0, 1, 6, 5, None, 3, 8]


def test_in_steps_each_end_holds_until_the_next_place() -> None:
    shape = band([0.0, 10.0], [1, 2], [3, 4], "rgb(0, 0, 0)", "hv")
    assert shape["x"] == [0, 10, 10, 10, 10, 0]
    assert shape["y"] == [1, 1, 2, 4, 3, 3]


def test_nothing_known_is_nothing_drawn() -> None:
    assert band([1.0], [None], [1], "rgb(0, 0, 0)")["x"] == []
