"""Corridors as bars from end to end."""

from typing import Any

import pandas as pd
import pytest

from charts.corridor import MOST, corridor_bars
from charts.theme import COMPARISON, WON, tint
from tests.charts.checked import checked

NAN = float("nan")


def corridors(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["category", "tier", "low", "high", "n", "basis", "limited"])


TWO = corridors(
    ("Meters", "A", -0.1, 0.2, 40, "category_and_tier", False), (None, None, 0.0, 0.15, 90, "all", True)
)  # fmt: skip


def test_each_corridor_is_a_bar_between_its_ends_pale_where_others_stand_in() -> None:
    bars, limits, counts = checked(corridor_bars(TWO)).data
    assert (bars.base[0], bars.x[0]) == (-0.1, pytest.approx(0.3))
    assert list(bars.marker.color) == [tint(WON, 0.55), tint(COMPARISON, 0.55)]
    assert list(limits.x) == [0.15]
    assert list(counts.text) == ["  n 40", "  n 90"]


def test_a_click_filters_by_category_and_tier() -> None:
    marks = corridor_bars(TWO).data[0].customdata
    assert marks[0] == [
        "<b>Meters · A</b><br>usual: −10.0% to 20.0%<br>40 won deals of its category and tier",
        {"dims": {"category": ["Meters"], "tier": ["A"]}},
    ]
    assert marks[1][1] == {"dims": {"category": ["(none)"], "tier": ["(none)"]}}
    assert marks[1][0].endswith("90 won deals of all categories<br>ends at a limit from the settings")


def test_a_limit_without_a_lower_end_is_a_stroke_alone() -> None:
    bars, limits, _counts = corridor_bars(corridors(("Meters", None, NAN, 0.1, 3, "all", True))).data
    assert (bars.x[0], list(limits.x)) == (0, [0.1])


def test_too_many_are_cut_and_none_is_said() -> None:
    many = corridors(*[(f"<b>{i}", None, 0.0, 0.1, 30, "category", False) for i in range(100)])
    assert len(corridor_bars(many).data[0].x) == MOST
    nothing = corridor_bars(corridors(("Meters", None, NAN, NAN, 3, "all", False)))
    assert nothing.layout.annotations[0].text.startswith("Too few won deals")
