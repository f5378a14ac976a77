"""The ranking under rules that are not saved yet."""

from datetime import date
from typing import Any

from auth.scope import Scope
from filters import Filters
from metrics.points_preview import list_preview
from settings import ActivityPoints, Points
from tests.data.rep_candidates import call, entry
from tests.metrics.rep_events import snapshot

COMPANY = snapshot(
    entry("2026-03-02 12:00", "Demo Given", "ann"),
    entry("2026-03-02 15:00", "Demo Given", "bob"),
    entry("2026-03-03 15:00", "Signed", "bob", deal="d2"),
    call("2026-03-02 10:00", "cy", "c1", direction="outbound", duration_s=50.0),
    call("2026-03-03 10:00", "cy", "c2", direction="inbound", duration_s=50.0),
    call("2026-03-04 02:00", "cy", "c3", direction="outbound", duration_s=50.0),
)
WINDOW = date(2026, 3, 2), date(2026, 3, 3)


def previewed(rules: Points, **dims: Any) -> list[tuple[Any, ...]]:
    found = list_preview(rules, *WINDOW, Filters(dims=dims), Scope.all(), COMPANY)
    columns = ["rep", "rank", "points", "new_rank", "new_points", "change"]
    return list(found[columns].itertuples(index=False, name=None))


def test_new_weights_reorder_the_ranking() -> None:
    rules = Points(stages={"Demo Given": 1, "Signed": 5}, activities={"call": ActivityPoints(weight=4)})
    assert previewed(rules) == [("Cy", 2, 2.0, 1, 8.0, 1), ("Bob", 3, 0.0, 2, 5.0, 1), ("Ann", 1, 10.0, 3, 1.0, -2)]


def test_what_counts_is_judged_anew() -> None:
    calls = ActivityPoints(weight=4, directions=("outbound",), min_seconds=50)
    assert previewed(Points(activities={"call": calls}))[0] == ("Cy", 2, 2.0, 1, 4.0, 1)


def test_another_zone_brings_the_evening_of_the_last_day_in() -> None:
    rules = Points(zones={"West": "America/New_York"})  # c3 is then of the 3rd
    assert previewed(rules)[0] == ("Cy", 2, 2.0, 1, 3.0, 1)


def test_who_does_not_play_any_more_has_no_rank() -> None:
    found = list_preview(Points(teams=("West",)), *WINDOW, Filters(), Scope.all(), COMPANY)
    assert found["rep"].tolist() == ["Cy", "Bob", "Ann"]
    assert found["new_rank"].tolist()[:2] == [1, 2]
    assert found.iloc[2].isna()[["new_rank", "new_points", "change"]].all()
    assert found.attrs["score_key"][0] == {"rule": "call", "label": "Calls", "weight": 1.0, "valid_from": "1970-01-01"}


def test_filters_apply() -> None:
    assert [row[0] for row in previewed(Points(), team=["West"])] == ["Cy", "Bob"]
