"""When the log first saw deals."""

from datetime import date
from pathlib import Path
from typing import Any

from data.deal_versions import versions_of_deals
from data.sightings import with_sightings
from tests.data.canonical import table
from tests.data.crm_deals import deal, mapping, received, said


def seen(*deals: dict[str, Any], more: str = "") -> list[tuple[date | None, bool]]:
    frame = table("opportunities", *deals).drop("origin")
    spec = mapping(more)
    return with_sightings(frame, spec, versions_of_deals("crm", spec).deals).select("seen_on", "came_undated").rows()


def test_a_deal_is_known_from_its_first_undecided_version_on(fairlead: Path) -> None:
    received(said(3, 1), said(3, 2, "D2"), said(3, 3, "D3", state="won"), said(3, 4, "D2", note="x"),
             said(3, 5, "D4"), said(3, 6, "D4", state="won"))  # fmt: skip
    found = seen(deal(seq=1), deal(number="D2", seq=4), deal("won", "D3", seq=3), deal("won", "D4", seq=6))
    assert [on for on, _undated in found] == [date(2024, 3, 1), date(2024, 3, 2), None, date(2024, 3, 5)]


def test_a_deal_that_came_without_a_day_is_told_from_one_that_had_one(var: Path) -> None:
    received(said(3, 1), said(3, 2, made="2024-03-02"), said(3, 1, "D2", made="2024-03-01"), said(3, 2, "D2", note="x",
             made="2024-03-01"))  # fmt: skip
    assert [undated for _on, undated in seen(deal(seq=2), deal(number="D2", seq=4))] == [True, False]


def test_of_dates_that_move_nobody_knows_since_when_they_are_known(var: Path) -> None:
    received(said(3, 1))
    assert seen(deal(), more="shift_years = true") == [(None, False)]


def test_a_deal_was_decided_when_a_version_first_said_so_for_good(var: Path) -> None:
    received(
        said(3, 1), said(3, 5, state="won"), said(3, 9), said(3, 12, state="lost"), said(3, 15, state="lost", note="")
    )
    spec = mapping()
    frame = with_sightings(
        table("opportunities", deal("lost")).drop("origin"), spec, versions_of_deals("crm", spec).deals
    )
    assert frame["settled_on"].to_list() == [date(2024, 3, 12)]
