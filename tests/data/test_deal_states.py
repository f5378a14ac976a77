"""Deals as they stood: what was in force on a day, never what became of them later."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from data.deal_states import COLUMNS, deal_states
from data.wide_deals import wide_opportunities
from data.wide_facts import wide_facts
from tests.data.canonical import table
from tests.data.wide_context import context

STAGES = ("New", "Demo", "Offer", "Won", "Lost")
MEANS = ("untouched", "open", "open", "won", "lost")
CHANCES = (0.1, 0.3, 0.6, 1.0, 0.0)
REPS = table(
    "reps", {"rep_id": "r1", "rep": "Ann", "team": "East"}, {"rep_id": "r2", "rep": "Ben", "team": "West"}
)  # fmt: skip


def day(text: str | None) -> date | None:
    """ "3-09" is 9 March 2024."""
    if text is None:
        return None
    month, _, number = text.rpartition("-")
    return date(2024, int(month), int(number))


def deal(status: str = "open", stage: str | None = "Demo", opened: str | None = "3-01", **given: Any) -> dict[str, Any]:
    dates = {"created_on": opened, **{c: given.pop(c, None) for c in ("closed_on", "expected_close_on", "seen_on")}}
    return {"opportunity_id": "D", "rep_id": "r1", "status": status, "stage": stage, **given,
            **{name: day(text) for name, text in dates.items()}}  # fmt: skip


def entry(stage: str, on: str, previous: str | None = None, number: str = "D") -> dict[str, Any]:
    return {"opportunity_id": number, "stage": stage, "previous_stage": previous, "changed_on": day(on)}


def change(on: str, evidence: str = "reported", number: str = "D", **pairs: tuple[Any, Any]) -> dict[str, Any]:
    """Each pair is (previous, new)."""
    said = {name: value for f, (before, now) in pairs.items() for name, value in ((f, now), (f"previous_{f}", before))}
    said = {name: day(v) if "close_on" in name else v for name, v in said.items()}
    return {"opportunity_id": number, "changed_on": day(on), "evidence": evidence, **said}


def states(
    *deals: dict[str, Any],
    entries: list[dict[str, Any]] | None = None,
    changes: list[dict[str, Any]] | None = None,
    stages: bool = True,
) -> pl.DataFrame:
    rows = [{"opportunity_id": f"D{n}", **row} for n, row in enumerate(deals)]
    seen = pl.Series("seen_on", [row.pop("seen_on", None) for row in rows], dtype=pl.Date)
    settled = pl.Series("settled_on", [row.pop("settled_on", None) for row in rows], dtype=pl.Date)
    undated = pl.Series("came_undated", [row.pop("came_undated", False) for row in rows], dtype=pl.Boolean)
    named = zip(STAGES, MEANS, CHANCES, strict=True)
    known = [{"stage": s, "status": m, "probability": p, "position": n} for n, (s, m, p) in enumerate(named) if stages]
    tables = {
        "opportunities": table("opportunities", *rows).with_columns(seen, settled, undated),
        "stage_changes": table("stage_changes", *(entries or [])),
        "deal_changes": table("deal_changes", *(changes or [])),
        "stages": table("stages", *known),
        "reps": REPS,
    }
    wide = {**wide_opportunities(tables, context()), **dict(wide_facts(tables, context()))}
    return deal_states(tables, wide, context())


def stood(frame: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Rows of from and to as month-day, then the columns."""
    short = [pl.col(c).dt.strftime("%-m-%d") for c in ("from_on", "to_on")]
    days = [c for c in columns if c.endswith("_on")]
    shown = frame.with_columns(*short, *(pl.col(c).dt.strftime("%-m-%d") for c in days))
    return shown.select("from_on", "to_on", *columns).rows()


def test_an_open_deal_without_a_past_has_stood_so_since_it_was_opened() -> None:
    frame = states(deal(amount=50.0, expected_close_on="6-30", probability=0.4, forecast_category="Commit"))
    assert frame.schema == pl.Schema(COLUMNS)
    assert stood(frame, "stage", "position", "status", "value", "probability", "opened_on", "entered_on", "rep") == [
        ("3-01", None, "Demo", 1, "open", 50.0, 0.4, "3-01", None, "Ann")
    ]
    assert stood(frame, "expected_close_on", "forecast_category", "outcome", "left_on", "reconstructed") == [
        ("3-01", None, "6-30", "Commit", None, None, True)
    ]


def test_what_the_log_did_not_know_yet_is_reconstructed() -> None:
    assert stood(states(deal(amount=50.0, seen_on="4-10")), "value", "reconstructed") == [
        ("3-01", "4-10", 50.0, True), ("4-10", None, 50.0, False),
    ]  # fmt: skip


def test_stages_follow_their_entries() -> None:
    entries = [entry("Demo", "3-05", "New"), entry("Offer", "4-01", "Demo")]
    frame = states(deal(stage="Offer", probability=0.7, seen_on="3-01"), entries=entries)
    assert stood(frame, "stage", "position", "status", "entered_on", "probability") == [
        ("3-01", "3-05", "New", 0, "untouched", "3-01", 0.1), ("3-05", "4-01", "Demo", 1, "open", "3-05", 0.3),
        ("4-01", None, "Offer", 2, "open", "4-01", 0.7),
    ]  # fmt: skip


def test_a_stage_entered_again_counts_from_the_second_time_and_what_lasts_no_day_is_nothing() -> None:
    back = [entry("Demo", "3-01"), entry("Offer", "4-01"), entry("Demo", "4-05"), entry("Offer", "4-09"),
            entry("Demo", "4-09")]  # fmt: skip
    assert stood(states(deal(seen_on="3-01"), entries=back), "stage", "entered_on") == [
        ("3-01", "4-01", "Demo", "3-01"), ("4-01", "4-05", "Offer", "4-01"), ("4-05", None, "Demo", "4-05"),
    ]  # fmt: skip


def test_of_two_changes_on_a_day_the_last_counts() -> None:
    twice = [change("4-01", amount=(10.0, 20.0)), change("4-01", amount=(20.0, 30.0))]
    assert stood(states(deal(amount=30.0, seen_on="3-01"), changes=twice), "value") == [
        ("3-01", "4-01", 10.0), ("4-01", None, 30.0),
    ]  # fmt: skip


def test_every_field_has_the_value_of_its_last_change_and_before_the_first_the_one_it_left() -> None:
    changes = [
        change("3-10", expected_close_on=("5-31", "6-30")),
        change("3-20", forecast_category=("Pipeline", "Commit"), amount=(10.0, 20.0)),
        change("4-01", rep_id=("r2", "r1"), expected_close_on=("6-30", "7-31")),
    ]
    now = deal(amount=20.0, expected_close_on="7-31", forecast_category="Commit")
    columns = ("expected_close_on", "forecast_category", "value", "rep", "team", "reconstructed")
    assert stood(states(now, changes=changes), *columns) == [
        ("3-01", "3-10", "5-31", "Pipeline", 10.0, "Ben", "West", False),
        ("3-10", "3-20", "6-30", "Pipeline", 10.0, "Ben", "West", False),
        ("3-20", "4-01", "6-30", "Commit", 20.0, "Ben", "West", False),
        ("4-01", None, "7-31", "Commit", 20.0, "Ann", "East", False),
    ]


def test_observed_changes_are_reconstructed_before_the_first_version() -> None:
    first = change("3-10", "observed", amount=(10.0, 10.0), rep_id=("r1", "r1"), expected_close_on=("6-30", "6-30"))
    frame = states(deal(amount=20.0, seen_on="3-10"), changes=[first, change("4-01", "observed", amount=(10.0, 20.0))])
    assert stood(frame, "value", "expected_close_on", "reconstructed") == [
        ("3-01", "3-10", 10.0, "6-30", True), ("3-10", "4-01", 10.0, "6-30", False),
        ("4-01", None, 20.0, "6-30", False),
    ]  # fmt: skip


def test_an_amount_taken_away_leaves_the_list_price() -> None:
    now = deal(list_price=25.0, quantity=2.0, seen_on="3-01")
    assert stood(states(now, changes=[change("4-01", amount=(40.0, None))]), "value") == [
        ("3-01", "4-01", 40.0), ("4-01", None, 50.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"status": "won", "amount": 90.0, "list_price": 50.0, "quantity": 2.0}, 100.0),
        ({"status": "won", "amount": 90.0}, None),
        ({"status": "lost", "amount": 90.0}, 90.0),
        ({"status": "lost", "amount": 0.0, "list_price": 50.0}, 50.0),
    ],
)
def test_a_deal_decided_since_is_worth_what_was_expected(given: dict[str, Any], value: float | None) -> None:
    stage = given["status"].capitalize()
    past = [entry("Demo", "3-01"), entry(stage, "4-01", "Demo")]
    decided = deal(**given, stage=stage, closed_on="4-01", forecast_category="Closed", probability=1.0)
    frame = states(decided, entries=past)
    assert stood(frame, "stage", "status", "value", "probability", "forecast_category", "reconstructed") == [
        ("3-01", "4-01", "Demo", "open", value, 0.3, None, True)
    ]
    assert stood(frame, "outcome", "left_on") == [("3-01", "4-01", given["status"], "4-01")]


def test_a_deal_decided_since_with_a_version_from_before_is_worth_what_that_said() -> None:
    seen = change("3-20", "observed", amount=(70.0, 70.0))
    decided = deal("won", "Won", closed_on="4-01", amount=90.0, list_price=100.0, seen_on="3-20")
    assert stood(states(decided, changes=[seen]), "value") == [("3-01", "3-20", 70.0), ("3-20", "4-01", 70.0)]


def test_what_is_dated_on_the_day_of_the_decision_or_later_says_nothing_of_the_time_before() -> None:
    late = [change("4-01", amount=(70.0, 90.0)), change("4-20", rep_id=("r1", "r2"))]
    entries = [entry("Demo", "3-01"), entry("Won", "4-01"), entry("Offer", "4-10")]
    decided = deal("won", "Won", closed_on="4-01", amount=90.0, seen_on="3-01", rep_id="r2")
    assert stood(states(decided, entries=entries, changes=late), "stage", "value", "rep") == [
        ("3-01", "4-01", "Demo", 70.0, "Ann")
    ]


def test_a_deal_closed_before_its_first_change_was_in_the_stage_that_this_left() -> None:
    decided = deal("lost", "Lost", closed_on="4-01")
    assert stood(states(decided, entries=[entry("Lost", "4-05", "Offer")]), "stage", "entered_on") == [
        ("3-01", "4-01", "Offer", "3-01")
    ]


def test_of_a_decided_deal_without_a_past_nobody_knows_the_stage() -> None:
    decided = deal("won", "Won", closed_on="4-01", list_price=5.0)
    assert stood(states(decided), "stage", "position", "status", "entered_on", "value") == [
        ("3-01", "4-01", None, None, "open", None, 5.0)
    ]


def test_a_deal_closed_on_the_day_it_was_opened_never_stood_in_the_pipeline() -> None:
    assert states(deal("won", "Won", closed_on="3-01")).is_empty()


def test_a_deal_decided_nobody_knows_when_is_left_out_unless_its_stages_tell() -> None:
    told = [entry("Demo", "3-02", "New", "D1"), entry("Won", "4-01", "Demo", "D1")]
    won = [deal("won", "Won", opportunity_id=f"D{n}") for n in range(2)]
    frame = states(*won, entries=told)
    assert stood(frame, "opportunity_row", "stage", "left_on") == [
        ("3-01", "3-02", 1, "New", "4-01"), ("3-02", "4-01", 1, "Demo", "4-01"),
    ]  # fmt: skip


def test_a_deal_that_is_suddenly_decided_left_when_that_was_seen() -> None:
    frame = states(deal("lost", "Demo", settled_on=date(2024, 4, 1), amount=5.0), stages=False)
    assert stood(frame, "outcome", "left_on") == [("3-01", "4-01", "lost", "4-01")]


def test_an_undated_deal_stands_since_ever() -> None:
    undated = deal(opened=None, seen_on="4-01", amount=5.0)
    assert stood(states(undated), "opened_on", "entered_on", "reconstructed") == [
        (None, "4-01", None, None, True), ("4-01", None, None, None, False),
    ]  # fmt: skip


def test_a_deal_that_came_undated_was_there_before_somebody_dated_it() -> None:
    dated_later = deal(stage="Demo", opened="4-20", seen_on="4-01", came_undated=True)
    assert stood(states(dated_later, entries=[entry("Demo", "4-20", "New")]), "stage", "opened_on") == [
        (None, "4-01", "New", None), ("4-01", "4-20", "New", None), ("4-20", None, "Demo", None),
    ]  # fmt: skip


def test_a_deal_taken_up_again_was_out_of_the_pipeline_meanwhile() -> None:
    entries = [entry("Demo", "3-01"), entry("Lost", "3-20"), entry("Offer", "4-05"), entry("Won", "5-01")]
    amounts = [change("3-25", amount=(10.0, 20.0)), change("4-10", amount=(20.0, 30.0))]
    decided = deal("won", "Won", closed_on="5-01", amount=30.0, seen_on="3-01")
    frame = states(decided, entries=entries, changes=amounts)
    assert stood(frame, "stage", "value", "entered_on", "outcome", "left_on") == [
        ("3-01", "3-20", "Demo", 10.0, "3-01", "lost", "3-20"), ("4-05", "4-10", "Offer", 20.0, "4-05", "won", "5-01"),
        ("4-10", "5-01", "Offer", 30.0, "4-05", "won", "5-01"),
    ]  # fmt: skip


def test_a_last_stage_dated_before_the_decision_does_not_end_it() -> None:
    decided = deal("won", "Won", closed_on="4-03")
    entries = [entry("Demo", "3-01"), entry("Won", "4-01")]
    assert stood(states(decided, entries=entries), "stage") == [("3-01", "4-03", "Demo")]


def test_without_a_list_of_stages_the_last_stage_of_a_decided_deal_is_none_it_stood_in() -> None:
    decided = deal("won", "Closed", closed_on="4-03")
    frame = states(decided, entries=[entry("Talk", "3-05", "Mail"), entry("Closed", "4-01", "Talk")], stages=False)
    assert stood(frame, "stage", "position", "probability") == [
        ("3-01", "3-05", "Mail", None, None), ("3-05", "4-03", "Talk", None, None),
    ]  # fmt: skip


def test_observed_odds_are_those_of_the_deals_decided_by_then() -> None:
    """Two prior deals at the overall rate. By 1 April one deal that had been in Demo was won; by 1 May one lost too."""
    past = [deal("won", "Won", closed_on="4-01"), deal("lost", "Lost", closed_on="5-01")]
    entries = [entry("Demo", "3-01", number="D1"), entry("Demo", "3-01", number="D2")]
    entries += [entry("Demo", on, number=f"D{n}") for n, on in ((3, "3-15"), (4, "4-02"), (5, "5-02"))]
    asking = [deal(opened=on, seen_on=on) for on in ("3-15", "4-02", "5-02")]
    numbered = [row | {"opportunity_id": f"D{n}"} for n, row in enumerate([*past, *asking], 1)]
    frame = states(*numbered, entries=entries).filter(pl.col("outcome").is_null())
    assert frame["observed_probability"].to_list() == [None, 1.0, 0.5]  # (1 + 2 x 1) / 3; (1 + 2 x 1/2) / 4


def test_deals_stand_one_after_the_other_each_with_its_own() -> None:
    first = deal(opportunity_id="D0", amount=1.0, seen_on="3-01")
    second = deal(opportunity_id="D1", stage="Offer", amount=2.0, seen_on="3-01", rep_id="r2")
    frame = states(first, second, changes=[change("4-01", number="D1", amount=(3.0, 2.0))])
    assert stood(frame, "opportunity_row", "stage", "value", "rep") == [
        ("3-01", None, 0, "Demo", 1.0, "Ann"), ("3-01", "4-01", 1, "Offer", 3.0, "Ben"),
        ("4-01", None, 1, "Offer", 2.0, "Ben"),
    ]  # fmt: skip


def test_no_deals_have_no_states() -> None:
    frame = states()
    assert frame.is_empty()
    assert frame.schema == pl.Schema(COLUMNS)
