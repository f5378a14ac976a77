"""Airtable over HTTP: whole tables, plain values, its limits kept, its refusals in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import requests

from data.mapping import KindSpec
from data.sources._base import Page, SourceConfig, get
from demo.crm.airtable import USED_UP, Server, running
from demo.crm.airtable_base import Base, Field, link, lookup
from demo.crm.faults import CutJson, Hang, Repeat, Reset, Status, html_page
from errors import BadInput, FairleadError, SourceBusy, SourceRefused, SourceUnreachable

TOKEN = Server(Base()).token
FAST = {"requests_per_second": 1e6}
OURS = {"recordId", "recordUrl", "createdTime"}


class Clock:
    """A clock that sleeping moves on."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=sum(self.slept))

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    @property
    def waits(self) -> list[int]:
        """The waits of a second and more, in seconds."""
        return [int(seconds) for seconds in self.slept if seconds >= 1]


def deals(count: int, clock: Clock | None = None) -> Server:
    """A base of so many deals of one account."""
    base = Base(now=clock.now) if clock else Base()
    base.add_table("accounts", Field("account"), Field("revenue", "number", {"precision": 2}))
    base.add_table("deals", Field("name"), link("account", "accounts"), lookup("revenue", "account"), Field("note"))
    acme = base.add("accounts", {"account": "Acme", "revenue": 1.5})
    for number in range(count):
        base.add("deals", {"name": f"D{number}", "account": [acme]})
    return Server(base)


@dataclass
class Run:
    """What a sync gave: its pages, what it said for the receipt, what it told, and the clock it slept by."""

    clock: Clock
    pages: list[Page] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [record.payload["name"] for page in self.pages for record in page.records]

    @property
    def complete(self) -> list[str | None]:
        """The kinds that were read to their end."""
        return [page.kind for page in self.pages if page.complete]

    @property
    def payload(self) -> dict[str, object]:
        """The first record, without what every record has."""
        found = next(record for page in self.pages for record in page.records)
        return {name: value for name, value in found.payload.items() if name not in OURS}


def run(
    server: Server,
    *names: str,
    kinds: Mapping[str, KindSpec] | None = None,
    clock: Clock | None = None,
    after: Callable[[int], object] = lambda page: None,
    **options: object,
) -> Run:
    """Sync the deals, or the kinds of these names; `after` hears the number of each page when it was given."""
    found = Run(clock or Clock())
    with running(server) as address:
        config = SourceConfig(
            "air",
            {"api_token": TOKEN, "base_id": server.base.id, "host": address, "timeout": 0.3, **FAST, **options},
            kinds or {name: KindSpec() for name in names or ("deals",)},
            lambda share, text: found.told.append(text),
            sleep=found.clock.sleep,
            say=found.said.append,
        )
        for number, page in enumerate(get("airtable").pages(config, None)):
            found.pages.append(page)
            after(number)
    return found


def numbered(count: int) -> list[str]:
    return [f"D{number}" for number in range(count)]


def test_a_table_of_501_records_is_read_in_six_calls() -> None:
    server = deals(501)
    found = run(server)
    assert found.names == numbered(501)
    assert len([address for address in server.seen if "/meta/" not in address]) == 6
    assert [len(page.records) for page in found.pages] == [100, 100, 100, 100, 100, 1, 0]
    assert found.complete == ["deals"]


def test_tables_are_kinds_in_the_mappings_order_and_others_are_told_of() -> None:
    assert run(deals(1), "deals", "accounts").complete == ["deals", "accounts"]
    found = run(deals(1), "accounts")
    assert found.complete == ["accounts"]
    assert found.said == ["Tables of the base that the mapping does not name: deals."]


def test_a_kind_that_is_ignored_is_neither_read_nor_told_of() -> None:
    found = run(deals(1), kinds={"deals": KindSpec(), "accounts": KindSpec(ignore=True)})
    assert (found.complete, found.said) == (["deals"], [])


def test_every_record_has_all_columns_and_says_where_it_is() -> None:
    server = deals(1)
    found = run(server)
    (record,) = found.pages[0].records
    assert found.payload == {"name": "D0", "account": "rec00000000000009", "revenue (from account)": 1.5, "note": None}
    assert record.external_id == record.payload["recordId"] == "rec00000000000010"
    table = server.base.tables["deals"].id
    assert record.payload["recordUrl"] == f"https://airtable.com/{server.base.id}/{table}/rec00000000000010"
    assert record.payload["createdTime"].endswith(".000Z")
    assert record.modified_at is None


def test_a_table_without_records_is_complete_too() -> None:
    found = run(deals(0))
    assert (found.names, found.complete) == ([], ["deals"])


def test_a_column_renamed_on_the_way_keeps_its_values() -> None:
    server = deals(150)
    found = run(server, after=lambda number: number == 0 and server.base.rename_field("deals", "name", "title"))
    assert found.names == numbered(150)


def test_a_record_was_modified_when_a_field_that_watches_all_others_says_so() -> None:
    server = deals(1)
    for name, watched in (("Touched", ["fld00000000000005"]), ("Modified", [])):
        server.base.add_field(
            "deals", Field(name, "lastModifiedTime", {"isValid": True, "referencedFieldIds": watched})
        )
    cells = {"Touched": "2024-01-01T00:00:00.000Z", "Modified": "2024-05-06T07:08:09.000Z"}
    server.base.change("deals", "rec00000000000010", cells)
    assert run(server).pages[0].records[0].modified_at == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def test_columns_that_the_mapping_needs_and_the_table_lacks_leave_the_table_unread() -> None:
    kinds = {"deals": KindSpec(fields=("name", "stage")), "orders": KindSpec(), "accounts": KindSpec()}
    found = run(deals(1), kinds=kinds)
    lacking, missing = map(str, found.pages[0].problems)
    assert lacking.startswith("deals: the table lacks these columns: stage. Found: name, account,")
    assert missing == "orders: the base has no table of that name. Found: accounts, deals."
    assert found.complete == ["accounts"]


# What goes wrong on the way


@pytest.mark.parametrize(
    "fault", [Hang(0.6), Reset(), CutJson(), CutJson(broken=True), html_page(), Status(500), Status(503, body=b"{}")]
)
def test_a_fault_on_the_way_is_got_over(fault: object) -> None:
    server = deals(250)
    server.faults.at(3, fault)  # type: ignore[arg-type]
    found = run(server)
    assert (found.names, found.complete, found.clock.waits) == (numbered(250), ["deals"], [1])


def test_a_server_that_stays_away_is_given_up_after_four_tries() -> None:
    server = deals(250)
    for number in range(4):
        server.faults.at(3 + number, Status(502, "Bad Gateway"))
    with pytest.raises(SourceUnreachable, match="error 502 Bad Gateway"):
        run(server)


def test_an_expired_cursor_starts_the_table_again() -> None:
    server = deals(250)
    found = run(server, after=lambda number: number == 1 and server.base.expire())
    assert found.names == numbered(200) + numbered(250)
    assert found.complete == ["deals"]


def test_a_wait_that_outlasts_the_cursor_starts_the_table_again() -> None:
    clock = Clock()
    server = deals(250, clock)
    server.faults.at(3, Status(429, headers={"Retry-After": "400"}))
    found = run(server, clock=clock)
    assert (found.names, found.complete, clock.waits) == (numbered(100) + numbered(250), ["deals"], [400])


def test_a_cursor_that_always_expires_is_no_complete_table() -> None:
    server, given = deals(250), []
    with pytest.raises(SourceUnreachable, match="forgot 3 times"):
        run(server, after=lambda number: given.append(number) or server.base.expire())
    assert given == [0, 1, 2]


def test_a_page_sent_twice_is_not_taken_for_another() -> None:
    server = deals(250)
    server.faults.at(3, Repeat())
    found = run(server)
    assert found.names == [*numbered(100), *numbered(250)[:100], *numbered(250)[100:], *numbered(250)]
    assert (found.complete, found.said) == (["deals"], ["Tables of the base that the mapping does not name: accounts."])


def test_records_that_keep_coming_twice_let_no_other_be_taken_for_deleted() -> None:
    server = deals(150)
    for call in (3, 6, 9):
        server.faults.at(call, Repeat())
    found = run(server)
    assert set(found.names) == set(numbered(150))
    assert found.complete == []
    assert found.said[-1] == "deals: records came twice. None is taken for deleted until the table is read without."


def test_a_list_that_never_ends_is_given_up() -> None:
    server = deals(150)
    server.faults.when("offset", Repeat(), times=99)
    with pytest.raises(SourceUnreachable, match="again and again"):
        run(server)


# Limits


def test_requests_are_no_more_than_a_base_takes() -> None:
    clock = Clock()
    server = deals(1250, clock)
    server.limited = True
    found = run(server, clock=clock, requests_per_second=5)
    assert (found.names, len(server.seen)) == (numbered(1250), 14)
    assert sum(clock.slept) < 14 / 5 + 0.1


def test_after_too_many_requests_of_anybody_it_waits_half_a_minute_and_goes_on() -> None:
    clock = Clock()
    server = deals(150, clock)
    server.limited = True
    with running(server) as address:
        for _other in range(6):
            headers = {"Authorization": f"Bearer {TOKEN}"}
            requests.get(f"{address}/v0/meta/bases/{server.base.id}/tables", headers=headers, timeout=5)
    found = run(server, clock=clock)
    assert (found.names, clock.waits) == (numbered(150), [30])
    assert "its rate limit is used up. Going on in 30 s." in found.told[0]


def test_a_wait_that_is_named_is_kept() -> None:
    server = deals(1)
    server.faults.next(Status(429, headers={"Retry-After": "7"}))
    assert run(server).clock.waits == [7]


def test_a_server_that_is_busy_for_a_quarter_of_an_hour_is_left_for_later() -> None:
    server, clock = deals(1), Clock()
    server.faults.next(Status(429), times=99)
    with pytest.raises(SourceBusy, match="its rate limit is used up until"):
        run(server, clock=clock)
    assert clock.waits == [30] * 30


def test_a_used_up_month_is_not_tried_again() -> None:
    server, clock = deals(150), Clock()
    server.faults.at(3, USED_UP)
    with pytest.raises(SourceBusy, match="month's calls") as caught:
        run(server, clock=clock)
    assert (len(server.seen), clock.waits) == (3, [])
    assert "counts anew each month" in caught.value.hint


def test_two_requests_a_second_may_be_asked_for() -> None:
    assert sum(run(deals(350), requests_per_second=2).clock.slept) == pytest.approx(2, abs=0.2)  # five requests
    with pytest.raises(BadInput, match="requests_per_second"):
        run(deals(1), requests_per_second="five")


# Refusals


@pytest.mark.parametrize(
    ("status", "body", "message", "hint"),
    [
        (401, b'{"error":{"type":"AUTHENTICATION_REQUIRED","message":"Authentication required"}}',
         "does not accept the token of air (AUTHENTICATION_REQUIRED Authentication required)", "api_token"),
        (403, b'{"error":{"type":"INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND"}}',
         "no access to the base, or there is no such base (INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND)", "bases:read"),
        (404, b'{"error":"NOT_FOUND"}', "no base or table of that id for air (NOT_FOUND)", "base_id"),
        (422, b'{"error":{"type":"FAILED_STATE_CHECK"}}', "error 422 (FAILED_STATE_CHECK)", "sync again"),
        (422, b'{"errors":[{"error":"INVALID_REQUEST","message":"No"}]}', "422 (INVALID_REQUEST No)", ""),
        (400, b"<html>Bad Request</html>", "error 400.", ""),
        (403, b"", "there is no such base.", ""),
        (418, b'["?"]', "error 418.", ""),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_check(status: int, body: bytes, message: str, hint: str) -> None:
    server = deals(150)
    server.faults.at(3, Status(status, body=body))
    with pytest.raises(SourceRefused) as caught:
        run(server)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert len(server.seen) == 3


def test_the_servers_own_refusals_are_told_apart() -> None:
    with pytest.raises(SourceRefused, match="does not accept the token"):
        run(deals(1), api_token="patWrong")
    with pytest.raises(SourceRefused, match="no access to the base"):
        run(deals(1), base_id="appOther")


@pytest.mark.parametrize(
    "options",
    [{"api_token": ""}, {"api_token": "pat\nX-Evil: 1"}, {"base_id": None}, {"base_id": "app/../x"},
     {"host": "http://crm.example.com"}],
)  # fmt: skip
def test_options_that_cannot_be_used_are_refused_before_anything_is_sent(options: dict[str, object]) -> None:
    server = deals(1)
    with pytest.raises(BadInput) as caught:
        run(server, **options)
    assert server.seen == []
    assert "pat" not in caught.value.message


@pytest.mark.parametrize(
    "body", [b'{"ok":true}', b'{"records":null}', b'{"records":[{"name":"D0"}]}', b'{"records":[null]}', b"[]", b"5"]
)
def test_what_is_no_list_of_records_is_not_an_empty_table(body: bytes) -> None:
    server = deals(1)
    server.faults.at(2, Status(200, body=body))
    with pytest.raises(SourceUnreachable, match="something else than"):
        run(server)


def test_what_is_no_list_of_tables_is_not_an_empty_base() -> None:
    server = deals(1)
    server.faults.next(Status(200, body=b'{"tables":[{"name":"deals"}]}'))
    with pytest.raises(SourceUnreachable, match="something else than"):
        run(server)


def test_the_token_is_in_no_error() -> None:
    for status, word in ((401, TOKEN), (422, f"token {TOKEN} refused")):
        server = deals(1)
        server.faults.next(Status(status, body=f'{{"error":{{"type":"X","message":"{word}"}}}}'.encode()))
        with pytest.raises(FairleadError) as caught:
            run(server)
        assert TOKEN not in str(caught.value.as_dict())
        assert "***" in caught.value.message
