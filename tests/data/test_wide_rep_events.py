"""What reps did as wide tables: with the rep's dimensions, and summed up by day."""

from datetime import date

from data.wide_rep_events import wide_rep_events
from settings import Company
from tests.data.canonical import table
from tests.data.rep_candidates import RULES, call, candidates, dated, entry
from tests.data.wide_context import context

TABLES = {
    "reps": table("reps", {"rep_id": "bob", "rep": "Bob"}, {"rep_id": "ann", "rep": "Ann", "team": "East"}),
    "accounts": table("accounts", {"account_id": "a1", "account": "Acme"}),
    "opportunities": table("opportunities", {"opportunity_id": "d0"}, {"opportunity_id": "d1"}),
}
EVENTS = candidates(
    call("2026-03-03 09:00", record="c2", duration_s=90.0, direction="outbound"),
    call("2026-03-02 09:00", record="c1", duration_s=30.0, account_id="a1"),
    entry("2026-03-02 11:00", "Demo Given", title="Big deal", url="https://crm.example/d1"),
    entry("2026-03-02 12:00", "Demo Given"),
    entry("2026-03-02 13:00", "Demo Given", deal="gone", rep="nobody"),
    {**call("2026-03-02 14:00", record="m1"), "event": "email"},
)
WIDE = dict(wide_rep_events(EVENTS, TABLES, context(company=Company(fiscal_year_start=4)), dated(("", RULES))))


def test_events_stand_in_the_order_of_their_times_with_the_dimensions_of_their_rep() -> None:
    assert WIDE["rep_events"].select("day", "event", "rep", "team", "rep_row", "opportunity_row", "points").rows() == [
        (date(2026, 3, 2), "call", "Ann", "East", 1, None, 1.0),
        (date(2026, 3, 2), "stage", "Ann", "East", 1, 1, 10.0),
        (date(2026, 3, 2), "stage", "Ann", "East", 1, 1, 0.0),
        (date(2026, 3, 2), "stage", None, None, None, None, 0.0),
        (date(2026, 3, 2), "email", "Ann", "East", 1, None, 0.0),
        (date(2026, 3, 3), "call", "Ann", "East", 1, None, 1.0),
    ]
    assert WIDE["rep_events"].select("day_week", "day_month", "day_fiscal_year").row(0) == (
        date(2026, 3, 2), date(2026, 3, 1), date(2025, 4, 1),
    )  # fmt: skip


def test_beside_them_lies_what_they_are_about() -> None:
    assert WIDE["rep_events_detail"].select("record", "account", "title", "url").rows()[:2] == [
        ("c1", "Acme", None, None),
        ("d1", None, "Big deal", "https://crm.example/d1"),
    ]


def test_by_rep_and_day_it_is_summed_up_with_the_newest_event_and_the_next_day_with_any() -> None:
    days = WIDE["rep_days"].sort("day", "last_row")
    second, third = date(2026, 3, 2), date(2026, 3, 3)
    columns = ("day", "rep_row", "event", "rule", "events", "points", "seconds", "last_row", "next_on")
    assert days.select(columns).rows() == [
        (second, 1, "call", "call", 1, 1.0, 30.0, 0, third),
        (second, 1, "stage", "stage:Demo Given", 1, 10.0, 0.0, 2, third),
        (second, 1, "email", None, 0, 0.0, 0.0, 4, third),
        (third, 1, "call", "call", 1, 1.0, 90.0, 5, None),
    ]


def test_without_events_the_tables_are_there_and_empty() -> None:
    empty = dict(wide_rep_events(candidates(), {}, context(), dated(("", RULES))))
    assert {name: (frame.height, frame.columns) for name, frame in empty.items()} == {
        name: (0, frame.columns) for name, frame in WIDE.items()
    }
