"""Win curves and stage calibration under filters."""

import asyncio

import pytest

from auth.scope import Scope
from derive.chances import find_stage_calibration, find_win_curves, win_curves_for
from filters import Filters
from tests.metrics.test_deal_ages import SNAPSHOT
from tests.metrics.test_stage_entries import snapshot

ALL = Scope.all()


def test_the_curve_counts_open_deals_as_far_as_they_have_come() -> None:
    """Ages 10 lost, 19 open, 20 won, 40 won: after the loss 3/4 are left, after the open one 2, each won in turn."""
    curve = find_win_curves(Filters(), ALL, SNAPSHOT).set_index("day")
    assert curve.loc[20, "won"] == pytest.approx(0.75 / 2)
    assert curve.loc[40, "won"] == pytest.approx(0.75)
    assert curve["naive"].iloc[0] == pytest.approx(2 / 3)


def test_deals_of_unknown_age_are_said_to_be_left_out() -> None:
    found = asyncio.run(win_curves_for(Filters(), ALL, SNAPSHOT))
    assert found.attrs["undated"] == 1
    assert found.attrs["notes"] == ["1 undated deal is not shown."]


def test_there_is_a_curve_for_each_group() -> None:
    found = find_win_curves(Filters(), ALL, SNAPSHOT, "team")
    assert found.groupby("group")["n"].first().to_dict() == {"North": 2, "South": 2}


def test_stages_have_the_share_won_beside_the_crms_percentage() -> None:
    found = find_stage_calibration(Filters(), ALL, snapshot()).set_index("stage")
    assert list(found.index) == ["Lead", "Talk", "Demo"]
    assert found.loc["Talk", ["crm", "observed", "n", "still_open"]].tolist() == pytest.approx([0.2, 0.5, 2, 1])
    assert found.loc["Talk", "low"] < 0.5 < found.loc["Talk", "high"]
