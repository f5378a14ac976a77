"""What a source yields becomes batches of named records; what it lacks or deletes becomes deletions."""

from collections.abc import Iterator

import pytest

from data.delivery import Delivery, batches, until_a_fault
from data.importing import refuse_unread
from data.mapping import parse_mapping
from data.record_log import append
from data.sources._base import Page, Record
from errors import BadInput, SourceBusy, UnreadableFile

MAPPING = parse_mapping(
    "test",
    """
title = "Test"
[kinds.people]
key = ["id"]
[kinds.teams]
key = ["id"]
delivery = "full"
""",
)


def records(kind, *ids):
    return [Record(kind, None, {"id": id_}) for id_ in ids]


def read(*pages):
    return list(batches(pages, MAPPING, Delivery()))


def store(kind, *ids):
    for batch in read(Page(records(kind, *ids))):
        append("crm", kind, batch.versions)


def gone(*pages):
    """The ids that the pages' last batch lets disappear."""
    delivery = Delivery()
    for batch in read(*pages):
        found = delivery.gone("crm", batch, MAPPING)
        delivery.add(batch, ["new"] * len(batch.versions))
    return found


def test_a_name_is_numbered_over_all_pages_and_within_its_kind():
    found = read(Page(records("people", "1")), Page(records("people", "1")), Page(records("teams", "1")))
    assert [(b.kind, b.versions[0].external_id) for b in found] == [("people", "1"), ("people", "1#2"), ("teams", "1")]


def test_a_page_of_several_kinds_moves_the_cursor_with_its_last_batch():
    found = read(Page([*records("people", "1"), *records("teams", "1")], cursor={"at": 2}))
    assert [(batch.kind, batch.cursor) for batch in found] == [("people", None), ("teams", {"at": 2})]


def test_a_page_of_nothing_but_deletions_is_a_batch():
    (batch,) = read(Page(deleted=[("people", "1")], cursor={"at": 2}))
    assert (batch.kind, list(batch.versions), batch.deleted, batch.cursor) == ("people", [], ["1"], {"at": 2})


def test_a_page_of_nothing_but_a_cursor_moves_it() -> None:
    (batch,) = read(Page(cursor={"at": 2}))
    assert (batch.kind, list(batch.versions), list(batch.deleted), batch.cursor) == ("", [], [], {"at": 2})
    assert gone(Page(cursor={"at": 2})) == set()
    assert read(Page()) == []


def test_what_came_before_a_fault_is_given_and_the_fault_kept_without_its_secrets() -> None:
    def broken() -> Iterator[Page]:
        yield Page(records("people", "1"))
        raise SourceBusy("The daily budget is used up.", "It goes on tomorrow.")

    delivery = Delivery()
    assert len(list(until_a_fault(broken(), delivery))) == 1
    assert isinstance(delivery.fault, SourceBusy)
    assert (delivery.fault.message, delivery.fault.hint) == ("The daily budget is used up.", "It goes on tomorrow.")


def test_deleted_are_the_live_records_that_the_source_names(var):
    store("people", "1", "2")
    assert gone(Page(deleted=[("people", "1"), ("people", "9")])) == {"1"}
    assert gone(Page(records("people", "1"), deleted=[("people", "1")])) == set()


def test_a_complete_full_delivery_lets_the_absent_disappear(var):
    store("teams", "1", "2", "3")
    assert gone(Page(records("teams", "1")), Page(records("teams", "2"), complete=True)) == {"3"}
    assert gone(Page(records("teams", "1"))) == set()


def test_a_complete_delivery_of_nothing_lets_all_disappear(var):
    store("teams", "1", "2")
    assert gone(Page(kind="teams", complete=True)) == {"1", "2"}
    assert gone(Page(kind="teams")) == set()


def test_a_complete_delivery_of_changes_lets_nothing_disappear(var):
    store("people", "1", "2")
    assert gone(Page(records("people", "1"), complete=True)) == set()


def test_problems_are_kept_and_only_problems_are_refused():
    delivery = Delivery()
    pages = [Page(problems=[UnreadableFile("x.csv", "it is empty", 3)])]
    assert list(batches(pages, MAPPING, delivery)) == []
    with pytest.raises(BadInput, match=r"Nothing was imported\. x\.csv, line 3: it is empty"):
        refuse_unread(delivery)
    refuse_unread(Delivery())  # a source may have nothing new
    (batch,) = read(Page(records("people", "1")))
    delivery.add(batch, ["new"])
    refuse_unread(delivery)
    assert delivery.frame().select("kind", "external_id", "outcome").rows() == [("people", "1", "new")]


def test_a_column_that_the_mapping_does_not_name_is_told_with_the_nearest_that_it_does() -> None:
    deals = parse_mapping(
        "deals", 'title = "Deals"\n[kinds.deals]\nfields = ["id"]\noptional = ["amount"]\nkey = ["id"]'
    )
    delivery = Delivery()
    list(batches([Page([Record("deals", None, {"id": "1", "ammount": "5"})])], deals, delivery))
    assert [*delivery.unused] == [
        "deals: the column 'ammount' is not in the mapping; it is kept in the log, not used. Did you mean 'amount'?"
    ]
