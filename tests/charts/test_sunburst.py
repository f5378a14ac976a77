"""Rings of won revenue: which pieces there are, how large, and what a click on each filters."""

from typing import Any

import pandas as pd
import pytest

from charts import sunburst as rings
from charts.sunburst import drawn, sunburst
from tests.charts.checked import checked


def frame(rows: list[tuple[Any, ...]], *names: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*(names or ("sector", "product")), "won_revenue"])


SHOP = frame([("retail", "Pump", 300.0), ("retail", "Scale", 100.0), ("medical", "Pump", 600.0)])


def pieces(trace: Any) -> dict[str, tuple[str, float]]:
    """Of each piece: its parent and its value, by id."""
    return {i: (parent, value) for i, parent, value in zip(trace.ids, trace.parents, trace.values, strict=True)}


def test_the_outer_ring_holds_the_amounts_and_the_inner_one_sums_them() -> None:
    trace = sunburst(SHOP, ("sector", "product"), "EUR").data[0]
    assert pieces(trace) == {
        '["medical"]': ("", 0), '["retail"]': ("", 0), '["medical", "Pump"]': ('["medical"]', 600),
        '["retail", "Pump"]': ('["retail"]', 300), '["retail", "Scale"]': ('["retail"]', 100),
    }  # fmt: skip


def test_plotly_knows_all_that_is_drawn() -> None:
    checked(sunburst(SHOP, ("sector", "product"), "EUR"))


def test_a_click_filters_by_all_that_leads_to_the_piece() -> None:
    trace = sunburst(SHOP, ("sector", "product"), "EUR").data[0]
    filters = dict(zip(trace.ids, (mark[1] for mark in trace.customdata), strict=True))
    assert filters['["retail"]'] == {"dims": {"sector": ["retail"]}}
    assert filters['["retail", "Scale"]'] == {"dims": {"sector": ["retail"], "product": ["Scale"]}}


def test_hovering_says_the_amount_and_its_share() -> None:
    trace = sunburst(SHOP, ("sector", "product"), "EUR").data[0]
    hovers = dict(zip(trace.ids, (mark[0] for mark in trace.customdata), strict=True))
    assert hovers['["retail"]'] == "<b>retail</b><br>won €400<br>40.0% of what is shown"
    assert hovers['["retail", "Pump"]'] == "<b>retail · Pump</b><br>won €300<br>30.0% of what is shown"


def test_amounts_of_zero_and_below_are_no_pieces() -> None:
    trace = sunburst(frame([("a", "P", 10.0), ("a", "Q", -4.0), ("b", "P", 0.0)]), ("sector", "product"), "EUR").data[0]
    assert list(trace.ids) == ['["a"]', '["a", "P"]']


def test_what_is_not_known_is_a_piece_of_its_own_that_can_be_filtered() -> None:
    trace = sunburst(frame([(None, "P", 10.0), ("None", "P", 5.0)]), ("sector", "product"), "EUR").data[0]
    assert list(trace.ids)[:2] == ["[null]", '["None"]']
    assert trace.labels[0] == "not known"
    assert trace.customdata[0][1] == {"dims": {"sector": ["(none)"]}}


def test_pieces_too_small_to_be_seen_are_one_in_each_branch() -> None:
    small = frame([("a", "P", 990.0), ("a", "Q", 3.0), ("a", "R", 2.0), ("b", "P", 3.0), ("b", "Q", 2.0)])
    assert list(drawn(small)) == [True, False, False, False, False]
    trace = sunburst(small, ("sector", "product"), "EUR").data[0]
    found = pieces(trace)
    assert found['["a", "other"]'] == ('["a"]', 5)
    assert found['["b", "other"]'] == ('["b"]', 5)
    assert trace.customdata[list(trace.ids).index('["a", "other"]')][1] is None


def test_there_are_never_more_pieces_than_can_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rings, "MOST_LEAVES", 2)
    trace = sunburst(frame([("a", "P", 4.0), ("a", "Q", 3.0), ("a", "R", 2.0), ("a", "S", 1.0)]),
                     ("sector", "product"), "EUR").data[0]  # fmt: skip
    assert list(trace.ids) == ['["a"]', '["a", "P"]', '["a", "Q"]', '["a", "other"]']
    assert trace.values[-1] == 3


def test_groups_beyond_the_colours_of_the_series_share_a_pale_one() -> None:
    many = frame([(f"s{n}", "P", 100.0 - n) for n in range(9)])
    colours = list(sunburst(many, ("sector", "product"), "EUR").data[0].marker.colors[:9])
    assert len(set(colours)) == 8
    assert colours[7] == colours[8] == "rgba(154, 167, 181, 0.42)"


def test_three_rings_pale_outwards() -> None:
    trace = sunburst(frame([("N", "T", "Ann", 1.0)], "region", "team", "rep"), ("region", "team", "rep"), "EUR").data[0]
    assert list(trace.marker.colors) == [f"rgba(37, 99, 201, {o})" for o in (0.42, 0.28, 0.18)]


def test_nothing_won_is_said() -> None:
    figure = sunburst(frame([("a", "P", -1.0)]), ("sector", "product"), "EUR")
    assert "No deal was won" in figure.layout.annotations[0].text
