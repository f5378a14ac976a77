"""Targets: set at several levels at once, never added up; attainment, pace and coverage."""

from datetime import date
from math import isnan

from filters import Filters
from metrics.goals import ATTAINMENT, PACE, TARGET
from metrics.pipeline import COVERAGE
from metrics.run import measure
from metrics.sales import WON_REVENUE
from tests.metrics.frames import opportunities, target_days

DEALS = opportunities(
    ["won", "won", "open"],
    value=[30, 20, 40],
    rep=["Ann", "Bob", "Ann"],
    team=["North", "South", "North"],
    sector=["a", "b", "a"],
    decided_on=["2024-01-10", "2024-01-20", None],
    expected_close_on=[None, None, "2024-03-01"],
)
TARGETS = target_days(
    [
        ("company", None, None, "2024-01-15", 80),
        ("company", None, None, "2024-03-15", 120),
        ("team", "North", None, "2024-01-15", 50),
        ("team", "South", None, "2024-01-15", 35),
        ("rep", "North", "Ann", "2024-01-15", 60),
        ("rep", "South", "Bob", "2024-01-15", 10),
    ]
)
FRAMES = {"opportunities": DEALS, "target_days": TARGETS}
QUARTER = Filters(start=date(2024, 1, 1), end=date(2024, 3, 31))
TODAY = date(2024, 1, 31)


def with_dims(**dims: list[str]) -> Filters:
    return Filters(start=QUARTER.start, end=QUARTER.end, dims=dims)  # type: ignore[arg-type]


def test_the_companys_target_is_not_added_to_those_of_its_teams_and_reps() -> None:
    assert measure(TARGET, frames=FRAMES, filters=QUARTER, as_of=TODAY).target.item() == 200


def test_by_team_or_rep_their_own_targets_are_read() -> None:
    teams = measure(TARGET, by="team", frames=FRAMES, filters=QUARTER, as_of=TODAY)
    known = {team: target for team, target in zip(teams.team, teams.target, strict=True) if team}
    assert known == {"North": 50, "South": 35}
    ann = measure(TARGET, frames=FRAMES, filters=with_dims(rep=["Ann"]), as_of=TODAY)
    assert ann.target.item() == 60


def test_without_a_company_target_the_teams_make_it_up() -> None:
    teams_only = target_days([("team", "N", None, "2024-01-02", 3), ("team", "S", None, "2024-01-02", 4)])
    frames = {"opportunities": DEALS, "target_days": teams_only}
    assert measure(TARGET, frames=frames, filters=QUARTER).target.item() == 7


def test_attainment_holds_the_whole_periods_target_and_pace_the_days_gone() -> None:
    result = measure(ATTAINMENT, PACE, frames=FRAMES, filters=QUARTER, as_of=TODAY)
    assert (result.attainment.item(), result.pace.item()) == (0.25, 0.625)


def test_coverage_is_the_pipeline_due_over_what_is_missing() -> None:
    result = measure(COVERAGE, frames=FRAMES, filters=QUARTER, as_of=TODAY)
    assert result.coverage.item() == 40 / (200 - 50)


def test_coverage_of_a_target_already_met_is_null() -> None:
    met = target_days([("company", None, None, "2024-01-15", 50)])
    result = measure(COVERAGE, ATTAINMENT, frames={"opportunities": DEALS, "target_days": met}, filters=QUARTER)
    assert isnan(result.coverage.item())
    assert result.attainment.item() == 1


def test_without_targets_there_is_no_attainment_rather_than_none_reached() -> None:
    none = TARGETS.clear()
    result = measure(TARGET, ATTAINMENT, frames={"opportunities": DEALS, "target_days": none}, filters=QUARTER)
    assert isnan(result.target.item())
    assert isnan(result.attainment.item())
    assert isnan(measure(ATTAINMENT, frames={"opportunities": DEALS}).attainment.item())


def test_a_target_is_not_held_against_sales_under_a_filter_it_does_not_know() -> None:
    result = measure(WON_REVENUE, ATTAINMENT, frames=FRAMES, filters=with_dims(sector=["a"]), as_of=TODAY)
    assert result.won_revenue.item() == 30
    assert isnan(result.attainment.item())
    assert result.attrs["notes"] == ["Target is not filtered by sector."]


def test_months_ahead_show_their_target_and_no_sales() -> None:
    result = measure(TARGET, WON_REVENUE, grain="month", frames=FRAMES, filters=QUARTER, as_of=TODAY)
    shown = [
        (m.month, None if isnan(t) else t, None if isnan(w) else w)
        for m, t, w in zip(result.month, result.target, result.won_revenue, strict=True)
    ]
    assert shown == [(1, 80, 50), (3, 120, None)]


def test_a_dimension_that_targets_lack_leaves_them_null_beside_sales() -> None:
    result = measure(WON_REVENUE, TARGET, by="sector", frames=FRAMES, filters=QUARTER, as_of=TODAY)
    assert list(result.won_revenue) == [30, 20]
    assert all(isnan(t) for t in result.target)
