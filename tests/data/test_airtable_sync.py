"""Airtable into the log: whatever happens on the way, nothing is lost, doubled, or taken for deleted."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data.database import database
from data.importing import sync_origin
from data.origins import add_origin, get_origin
from data.receipt import Receipt
from data.record_log import live_ids, payloads
from data.tables import RecordLog
from demo.crm.airtable import USED_UP, Server, running
from demo.crm.airtable_base import Base, Field
from demo.crm.faults import Repeat, Reset, Status
from errors import SourceBusy, SourceRefused, SourceUnreachable
from tests.data.shop import adds_up
from tests.state import state

MAPPING = """
title = "Deals"
currency = "EUR"
[kinds.deals]
delivery = "full"
[kinds.notes]
delivery = "full"
[[tables.accounts]]
from = "deals"
account = "name"
"""


class Crash(BaseException):
    """The process ends here."""


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[Server]:
    """A base of 250 deals and no note, and the origin `air` that reads it into an empty log."""
    base = Base()
    base.add_table("deals", Field("name"), Field("amount", "number", {"precision": 0}))
    base.add_table("notes", Field("text"))
    for number in range(250):
        base.add("deals", {"name": f"D{number}", "amount": number})
    server = Server(base)
    with state(tmp_path / "var", FAIRLEAD_CREDENTIALS__AIR__API_TOKEN=server.token) as var, running(server) as address:
        (var / "mappings").mkdir(parents=True)
        (var / "mappings/deals.toml").write_text(MAPPING, encoding="utf-8")
        options = {"host": address, "base_id": base.id, "requests_per_second": 1e6}
        add_origin("air", "deals", "airtable", enabled=False, options=options)  # nothing is published: it is quicker
        yield server


def sync(after: dict[int, Callable[[], object]] | None = None) -> Receipt:
    """Sync; `after` holds what happens when so many pages of records are stored."""
    pages = 0

    def tell(share: float, message: str) -> None:
        nonlocal pages
        if "records read" in message:
            pages += 1
            (after or {}).get(pages, lambda: None)()

    return adds_up(sync_origin("air", tell=tell))


def crash() -> None:
    raise Crash


def versions() -> int:
    with database().connect() as connection:
        return connection.scalar(select(func.count()).select_from(RecordLog)) or 0


def ids(server: Server, table: str = "deals") -> list[str]:
    return [f"rec{row.number:014d}" for row in server.base.tables[table].rows]


def is_whole(server: Server) -> bool:
    """Whether the log holds exactly what the base does."""
    return live_ids("air", "deals") == set(ids(server)) and live_ids("air", "notes") == set(ids(server, "notes"))


def test_a_sync_again_changes_nothing_and_leaves_no_cursor(crm: Server) -> None:
    first, second = sync(), sync()
    assert (first.new, second.unchanged, versions(), get_origin("air").cursor) == (250, 250, 250, None)
    assert is_whole(crm)


def test_what_changes_and_what_goes_is_found_by_the_next_sync(crm: Server) -> None:
    sync()
    changed, gone = ids(crm)[7], ids(crm)[133]
    crm.base.change("deals", changed, {"amount": 5000})
    crm.base.delete("deals", gone)
    crm.base.add("deals", {"name": "new"})
    receipt = sync()
    assert (receipt.new, receipt.changed, receipt.unchanged, receipt.deleted) == (1, 1, 248, 1)
    assert '"amount":5000' in payloads("air", "deals", [changed])[changed]
    assert is_whole(crm)


def test_a_crash_between_two_pages_deletes_nothing_and_the_next_sync_completes_it(crm: Server) -> None:
    with pytest.raises(Crash):
        sync({1: crash})
    assert len(live_ids("air", "deals")) == 100
    assert sync().new == 150
    crm.base.delete("deals", ids(crm)[0])
    with pytest.raises(Crash):
        sync({2: crash})
    assert len(live_ids("air", "deals")) == 250
    assert sync().deleted == 1
    assert is_whole(crm)
    assert versions() == 251


def test_a_table_that_is_emptied_is_empty_here_too(crm: Server) -> None:
    sync()
    for record in ids(crm):
        crm.base.delete("deals", record)
    assert sync().deleted == 250
    assert is_whole(crm)


def test_an_expired_cursor_loses_nothing_and_doubles_nothing(crm: Server) -> None:
    receipt = sync({2: crm.base.expire})
    assert (receipt.received, receipt.new, receipt.unchanged, versions()) == (450, 250, 200, 250)
    assert is_whole(crm)


def test_two_halves_are_no_whole(crm: Server) -> None:
    """A record of the first half that goes before the second pass is here still; the next sync takes it away."""
    sync()
    gone, late = ids(crm)[0], ids(crm)[249]

    def meanwhile() -> None:
        crm.base.delete("deals", gone)
        crm.base.expire()

    assert sync({1: meanwhile}).deleted == 0
    assert sync().deleted == 1
    crm.base.delete("deals", late)
    with pytest.raises(SourceUnreachable):
        sync(dict.fromkeys(range(1, 9), crm.base.expire))
    assert late in live_ids("air", "deals")
    assert sync().deleted == 1
    assert is_whole(crm)


def test_a_page_that_repeats_doubles_nothing(crm: Server) -> None:
    crm.faults.at(3, Repeat())
    assert sync().new == versions() == 250
    assert is_whole(crm)


def test_pages_that_keep_repeating_delete_nothing(crm: Server) -> None:
    sync()
    crm.base.delete("deals", ids(crm)[240])
    for call in (3, 7, 11):  # in each of the three passes
        crm.faults.at(call, Repeat())
    receipt = sync()
    assert (receipt.deleted, receipt.changed, versions()) == (0, 0, 250)
    assert any("records came twice" in note for note in receipt.notes)
    assert sync().deleted == 1


def test_a_record_that_changes_between_pages_is_there_once_as_it_was_read(crm: Server) -> None:
    first, last = ids(crm)[0], ids(crm)[249]

    def meanwhile() -> None:
        crm.base.change("deals", first, {"amount": 1000})
        crm.base.change("deals", last, {"amount": 2000})
        crm.base.add("deals", {"name": "new"})

    assert sync({1: meanwhile}).new == 251
    held = payloads("air", "deals", [first, last])
    assert '"amount":0' in held[first]
    assert '"amount":2000' in held[last]
    assert sync().changed == 1
    assert is_whole(crm)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Status(403, body=b'{"error":"FORBIDDEN"}'), SourceRefused),
        (Status(401), SourceRefused),
        (USED_UP, SourceBusy),
        (Status(200, body=b'{"records":[]', content_type="application/json"), None),
        (Reset(), None),
    ],
)
def test_a_fault_in_the_middle_deletes_nothing(
    crm: Server, fault: Callable[..., None], error: type[Exception] | None
) -> None:
    sync()
    crm.faults.at(3, fault)
    if error:
        with pytest.raises(error):
            sync()
    else:
        assert sync().deleted == 0
    assert is_whole(crm)
    assert versions() == 250


@pytest.mark.parametrize("hours", [-26, 26])
def test_a_base_with_a_wrong_clock_is_read_as_any_other(crm: Server, hours: int) -> None:
    crm.base.now = lambda: datetime.now(UTC) + timedelta(hours=hours)
    sync()
    crm.base.add("deals", {"name": "new"})
    crm.base.change("deals", ids(crm)[0], {"amount": 1000})
    receipt = sync()
    assert (receipt.new, receipt.changed, receipt.deleted) == (1, 1, 0)
    assert is_whole(crm)


def test_a_table_taken_out_of_the_base_keeps_its_records_here(crm: Server) -> None:
    crm.base.add("notes", {"text": "hello"})
    sync()
    del crm.base.tables["notes"]
    (problem,) = sync().problems
    assert problem == "notes: the base has no table of that name. Found: deals."
    assert len(live_ids("air", "notes")) == 1
