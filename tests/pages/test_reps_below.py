"""Trend, targets and profiles below the cards of the Reps page: titles, words, and what exports are given."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from auth.scope import Scope
from errors import BadFilter
from filters import Filters
from metrics.frames import FrameSnapshot
from pages import reps_attainment, reps_profile, reps_trend
from pages.asked import Asked
from pages.exhibit import Exhibit
from pages.table import table_parts
from settings import Company
from tests.data.rep_candidates import call
from tests.metrics.frames import opportunities, target_days
from tests.metrics.rep_events import snapshot

PEOPLE = tuple(
    {"rep_id": f"r{i}", "rep": f"R{i}", "team": "East" if i else "<b>West", "started_on": date(2024, 3, 6)}
    for i in range(7)
)
CALLS = [call(f"2026-03-02 0{i}:00", f"r{who}", f"c{who}{i}") for who in range(7) for i in range(7 - who)]
DEALS = opportunities(["won"] * 3, rep=["R0", "R0", "R1"], value=[10, 20, 5], decided_on=["2026-03-02"] * 3)
TARGETS = target_days([("rep", "East", "R0", "2026-03-03", 60.0)])
COMPANY_ONLY = target_days([("company", None, None, "2026-03-03", 60.0)])


class Firm(FrameSnapshot):
    """What the published snapshot has besides."""

    currency = "EUR"


def firm(**frames: pl.DataFrame) -> FrameSnapshot:
    made = snapshot(*CALLS, people=PEOPLE)
    return Firm({**made.frames, "opportunities": DEALS, "target_days": TARGETS, **frames}, date(2026, 3, 6))


def found(tables: FrameSnapshot | None = None, view: Mapping[str, str] | None = None, **dims: Any) -> Asked:
    view = {"reps.day": "2026-03-06", **(view or {})}
    return Asked(Filters(dims=dims), view, Scope.all(), tables or firm())  # type: ignore[arg-type]


def shown(page: Any, asked: Asked) -> list[Exhibit]:
    made: list[Exhibit] = asyncio.run(page.exhibits(asked))
    return made


def test_the_trend_says_which_days_and_how_many_of_how_many_stand_out() -> None:
    (trend,) = shown(reps_trend, found())
    assert trend.title == "Points by rep and week"
    assert trend.subtitle.startswith("Dec 8, 2025 – Mar 6, 2026. The 5 leading of 7 reps in colour")
    assert "The goal, 500 points, lies far above" in trend.note
    assert list(trend.frame.columns) == ["rep", "week", "points", "points_n", "goal"]


def test_the_trend_is_of_what_was_chosen() -> None:
    view = {"reps.trend": "calls", "reps.trend_grain": "month", "reps.trend_range": "this_year", "reps.trend_rep": "R6"}
    (trend,) = shown(reps_trend, found(view=view))
    assert (trend.title, list(trend.frame.columns)) == ("Calls by rep and month", ["rep", "month", "calls"])
    assert "R6 in colour" in trend.subtitle
    assert len([line for line in trend.draw().data if line.line.width > 1]) == 1


def test_a_year_of_days_becomes_weeks_and_says_so() -> None:
    (trend,) = shown(reps_trend, found(view={"reps.trend_grain": "day", "reps.trend_range": "12_months"}))
    assert trend.title == "Points by rep and week"
    assert "shown by week. Choose a shorter range, or one rep, to see days." in trend.note


def test_a_rep_without_any_points_is_told_apart() -> None:
    quiet = snapshot(*CALLS[:3], people=PEOPLE)
    (trend,) = shown(reps_trend, found(quiet, {"reps.trend_rep": "R6"}))
    assert trend.subtitle.endswith("R6 did nothing that counts then")


def test_choices_that_do_not_exist_are_refused() -> None:
    for name in ("reps.trend", "reps.trend_range", "reps.trend_grain", "reps.trend_rep"):
        with pytest.raises(BadFilter):
            shown(reps_trend, found(view={name: "<b>"}))


def test_a_measure_that_does_not_exist_is_answered_with_the_words_of_those_that_do() -> None:
    with pytest.raises(BadFilter) as refused:
        shown(reps_trend, found(view={"reps.trend": "deals"}))
    assert refused.value.hint.startswith("Valid: Points, Calls, ")


def test_the_target_is_that_of_the_days_quarter_month_or_year() -> None:
    (chart,) = shown(reps_attainment, found())
    assert chart.title == "Won revenue against target by rep, Q1 2026"
    assert chart.frame[["rep", "won_revenue", "attainment"]].values.tolist()[0] == ["R0", 30.0, 0.5]
    assert "Grey: reps without a target" in chart.note
    (month,) = shown(reps_attainment, found(view={"reps.target_span": "month"}))
    assert month.title.endswith("Mar 2026")


def test_why_there_are_no_targets_is_said() -> None:
    (none,) = shown(reps_attainment, found(firm(target_days=COMPANY_ONLY)))
    assert "set for the company or its teams only" in none.note
    (elsewhen,) = shown(reps_attainment, found(view={"reps.day": "2025-03-06"}))
    assert elsewhen.frame.empty
    assert "no target is set" in elsewhen.draw().layout.annotations[0].text.replace("<br>", " ")


def test_fiscal_spans_are_offered_where_the_year_begins_elsewhen() -> None:
    assert list(reps_attainment.spans()) == ["quarter", "month", "year"]
    assert Company().fiscal_year_start == 1
    assert list(reps_attainment.FISCAL) == ["fiscal_quarter", "month", "fiscal_year"]


def test_profiles_have_a_row_per_group_and_say_which_are_too_few_to_rank() -> None:
    teams, bands = shown(reps_profile, found())
    assert teams.frame[["team", "rank", "reps"]].values.tolist() == [
        ["<b>West", "too few to rank", 1.0], ["East", "too few to rank", 6.0],
    ]  # fmt: skip
    assert "fewer than 10 decided deals" in teams.note
    assert bands.frame["tenure"].tolist() == ["2 years to 5 years"]
    assert teams.subtitle.startswith("Apr 1, 2025 – Mar 6, 2026.")


def test_teams_stand_in_the_order_of_their_ranks() -> None:
    ends = ["won"] * 40 + ["lost"] * 40
    deals = opportunities(ends, rep=["R1"] * 40 + ["R0"] * 40, value=[10] * 80, decided_on=["2026-03-02"] * 80)
    teams, _bands = shown(reps_profile, found(firm(opportunities=deals)))
    assert teams.frame[["team", "rank"]].values.tolist() == [["East", "1"], ["<b>West", "2"]]


def test_a_row_of_a_team_filters_by_it_and_one_of_tenure_by_nothing() -> None:
    teams, bands = shown(reps_profile, found())
    assert '"team": ["East"]' in table_parts(teams, "EUR")[0][1]["_key"]
    assert '"filter": null' in table_parts(bands, "EUR", by=())[0][0]["_key"]


def test_the_tables_have_no_filters_and_every_column_is_narrow() -> None:
    columns = reps_profile.fitted(table_parts(shown(reps_profile, found())[0], "EUR")[1])
    assert not any(column["filter"] for column in columns)
    assert sum(column["minWidth"] for column in columns if not column.get("hide")) < 1100


def test_without_a_day_of_start_it_is_said_why_tenure_is_not_known() -> None:
    bare = snapshot(*CALLS, people=tuple({**person, "started_on": None} for person in PEOPLE)).frames["reps"]
    _teams, bands = shown(reps_profile, found(firm(reps=bare)))
    assert bands.frame["tenure"].tolist() == ["not known"]
    assert "no day of start" in bands.note


def test_nobody_left_is_said() -> None:
    gone = snapshot(*CALLS, people=tuple({**person, "active": False} for person in PEOPLE)).frames["reps"]
    teams, _bands = shown(reps_profile, found(firm(reps=gone)))
    assert teams.frame.empty
    assert "There are no reps" in teams.note
