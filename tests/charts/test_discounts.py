"""Strips of discounts: what is drawn, where list price lies, what a click filters."""

from typing import Any

import pandas as pd
import pytest

from charts.discounts import MOST, STRIP, discount_strips
from charts.theme import COMPARISON, INK
from tests.charts.checked import checked

NAN = float("nan")


def groups(*rows: tuple[Any, int, float, float, float, float, float]) -> pd.DataFrame:
    """Rep, won deals, and the discounts of STRIP."""
    return pd.DataFrame(rows, columns=["rep", "median_discount_n", *STRIP])


TWO = groups(("Ann", 30, -0.1, 0.0, 0.05, 0.1, 0.2), ("Bob", 4, 0.0, 0.1, 0.15, 0.2, 0.3))


def test_a_strip_goes_from_the_tenth_to_the_ninetieth_percentile() -> None:
    wide, middle, medians, _counts = checked(discount_strips(TWO, "rep", 10)).data
    assert (wide.base[0], wide.x[0]) == (-0.1, pytest.approx(0.3))
    assert (middle.base[0], middle.x[0]) == (0.0, pytest.approx(0.1))
    assert list(medians.x) == [0.05, 0.15]


def test_of_too_few_deals_only_the_median_is_shown_and_pale() -> None:
    wide, middle, medians, _counts = discount_strips(TWO, "rep", 10).data
    assert (wide.x[1], middle.x[1]) == (0, 0)
    assert list(medians.marker.line.color) == [INK, COMPARISON]
    assert "too few deals to tell" in medians.customdata[1][0]


def test_the_list_price_is_a_line_and_what_lies_left_of_it_is_called_a_premium() -> None:
    figure = discount_strips(TWO, "rep", 10)
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].x1) == (0, 0)
    assert [note.text for note in figure.layout.annotations] == ["premium", "discount"]
    assert figure.layout.xaxis.range[0] < -0.1


def test_without_premiums_there_are_no_sides_to_name() -> None:
    assert not discount_strips(groups(("Ann", 30, 0.0, 0.01, 0.05, 0.1, 0.2)), "rep", 10).layout.annotations


def test_a_click_filters_by_the_group_and_n_stands_beside_it() -> None:
    unknown = groups((None, 30, 0.0, 0.01, -0.05, 0.1, 0.2))
    _wide, _middle, medians, counts = discount_strips(unknown, "rep", 10).data
    assert medians.customdata[0][1] == {"dims": {"rep": ["(none)"]}}
    assert medians.customdata[0][0].split("<br>")[1] == "half at 5.0% above list or more"
    assert list(counts.text) == ["  n 30"]
    assert discount_strips(TWO, "rep", 10, filters=False).data[2].customdata[0][1] is None


def test_no_more_groups_are_drawn_than_can_be_read_and_names_are_cut_and_escaped() -> None:
    many = groups(*[(f"<b>{'x' * 40}{i}", 30, 0.0, 0.01, 0.05, 0.1, 0.2) for i in range(1000)])
    figure = discount_strips(many, "rep", 10)
    assert len(figure.data[2].x) == MOST
    assert figure.layout.yaxis.ticktext[0].startswith("&lt;b&gt;xxx")


def test_nothing_won_is_said() -> None:
    for frame in (groups(), groups(("Ann", 0, NAN, NAN, NAN, NAN, NAN))):
        assert "Nothing with a list price was sold" in discount_strips(frame, "rep", 10).layout.annotations[
            0
        ].text.replace("<br>", " ")
