import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data.database import database
from data.origins import add_origin, get_origin
from data.record_log import append, head_digests, heads_frame, kind_states, live_ids, mark_deleted, version
from data.tables import LogCounter, RecordHead, RecordLog
from data.versions import came_at, changed_slices, first_versions
from errors import JobRunning

A, B = version("D1", {"stage": "A"}), version("D1", {"stage": "B"})


def stored() -> list[tuple[int, str, str, bool]]:
    query = select(RecordLog.seq, RecordLog.external_id, RecordLog.payload, RecordLog.deleted).order_by(RecordLog.seq)
    with database().connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_a_record_is_new_then_unchanged_then_changed(fairlead: Path) -> None:
    assert append("crm", "deals", [A]) == ["new"]
    assert append("crm", "deals", [A]) == ["unchanged"]
    assert append("crm", "deals", [B]) == ["changed"]
    assert stored() == [(1, "D1", '{"stage":"A"}', False), (2, "D1", '{"stage":"B"}', False)]


def test_a_record_that_returns_to_what_it_was_is_a_third_version(fairlead: Path) -> None:
    assert [append("crm", "deals", [each]) for each in (A, B, A)] == [["new"], ["changed"], ["changed"]]
    assert [payload for _seq, _id, payload, _gone in stored()] == ['{"stage":"A"}', '{"stage":"B"}', '{"stage":"A"}']


def test_versions_of_one_record_within_a_batch_are_told_apart(fairlead: Path) -> None:
    assert append("crm", "deals", [A, A, B, A]) == ["new", "unchanged", "changed", "changed"]
    assert heads_frame("crm", "deals").rows() == [("D1", 3, '{"stage":"A"}')]


def test_the_order_of_fields_does_not_make_a_version(fairlead: Path) -> None:
    append("crm", "deals", [version("D1", {"a": 1, "b": 2})])
    assert append("crm", "deals", [version("D1", {"b": 2, "a": 1})]) == ["unchanged"]


def test_the_same_id_in_another_kind_or_origin_is_another_record(fairlead: Path) -> None:
    assert append("crm", "deals", [A]) + append("crm", "accounts", [A]) + append("erp", "deals", [A]) == ["new"] * 3


def test_any_text_is_kept_as_it_came(fairlead: Path) -> None:
    odd = {"name": "Zoë \u0000 %s ? {x} 'quoted' \U0001f600", "empty": "", "none": None, "number": 1.10}
    append("crm", "deals", [version("İd % ? ' \" 1", odd)])
    assert heads_frame("crm", "deals").rows() == [
        ("İd % ? ' \" 1", 1,
         '{"empty":"","name":"Zoë \\u0000 %s ? {x} \'quoted\' \U0001f600","none":null,"number":1.1}')
    ]  # fmt: skip


def test_half_of_an_emoji_is_kept_as_a_question_mark(fairlead: Path) -> None:
    """As of a text that somebody cut by its number of letters."""
    cut = version("A", {"b": "\ud83d cut", "a": "😀"})
    assert cut.payload == '{"a":"😀","b":"? cut"}'
    assert append("crm", "deals", [cut]) == ["new"]


def test_heads_are_the_newest_versions_of_live_records_by_seq(fairlead: Path) -> None:
    append("crm", "deals", [A, version("D2", {"stage": "A"}), version("D3", {"stage": "A"})])
    append("crm", "deals", [B])
    assert mark_deleted("crm", "deals", ["D2", "D9"]) == 1
    assert heads_frame("crm", "deals").select("external_id", "seq").rows() == [("D3", 3), ("D1", 4)]
    assert live_ids("crm", "deals") == {"D1", "D3"}
    assert set(head_digests("crm", "deals", ["D1", "D2", "D7"])) == {"D1", "D2"}
    assert head_digests("crm", "deals", []) == {}


def test_a_record_is_deleted_once_and_may_come_back(fairlead: Path) -> None:
    append("crm", "deals", [A])
    assert [mark_deleted("crm", "deals", ["D1"]) for _again in (1, 2)] == [1, 0]
    assert append("crm", "deals", [A]) == ["changed"]
    assert [gone for *_rest, gone in stored()] == [False, True, False]
    assert live_ids("crm", "deals") == {"D1"}


def test_more_records_than_are_read_at_a_time_all_arrive_in_order(fairlead: Path) -> None:
    append("crm", "deals", [version(f"D{n}", {"n": n}) for n in range(50_001)])
    heads = heads_frame("crm", "deals")
    assert heads["seq"].to_list() == list(range(1, 50_002))
    assert heads.row(-1) == ("D50000", 50_001, '{"n":50000}')


def test_the_state_of_a_kind_changes_with_its_records_and_only_with_them(fairlead: Path) -> None:
    append("crm", "deals", [A])
    append("crm", "accounts", [A])
    first = kind_states()
    assert set(first) == {("crm", "deals"), ("crm", "accounts")}
    append("crm", "deals", [A])
    assert kind_states() == first
    append("crm", "deals", [B])
    second = kind_states()
    mark_deleted("crm", "deals", ["D1"])
    third = kind_states()
    assert len({states["crm", "deals"] for states in (first, second, third)}) == 3
    assert {states["crm", "accounts"] for states in (first, second, third)} == {"2-1"}


def test_the_cursor_moves_with_the_batch(fairlead: Path) -> None:
    add_origin("crm", "maven")
    append("crm", "deals", [A], cursor=(None, {"page": 1}))
    append("crm", "deals", [B], cursor=({"page": 1}, {"page": 2}))
    assert get_origin("crm").cursor == {"page": 2}


def test_nothing_is_stored_when_another_run_has_moved_the_cursor(fairlead: Path) -> None:
    add_origin("crm", "maven")
    append("crm", "deals", [A], cursor=(None, {"page": 1}))
    with pytest.raises(JobRunning, match="Another run has read crm meanwhile"):
        append("crm", "deals", [B], cursor=(None, {"page": 1}))
    assert [payload for _seq, _id, payload, _gone in stored()] == ['{"stage":"A"}']
    assert get_origin("crm").cursor == {"page": 1}


def test_writers_at_the_same_time_lose_and_double_nothing(fairlead: Path) -> None:
    """Four writers give overlapping records: each id is given by two of them, with the same content."""
    errors: list[Exception] = []

    def write(first: int) -> None:
        try:
            for start in range(first, first + 100, 10):
                append("crm", "deals", [version(f"D{n % 200}", {"n": n % 200}) for n in range(start, start + 10)])
        except Exception as error:  # noqa: BLE001 (raised again below, in the test's own thread)
            errors.append(error)

    writers = [threading.Thread(target=write, args=(first,)) for first in (0, 100, 200, 300)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert errors == []
    assert sorted(row[0] for row in stored()) == list(range(1, 201))
    assert {row[1] for row in stored()} == {f"D{n}" for n in range(200)}
    with database().connect() as connection:
        assert connection.scalar(select(func.count()).select_from(RecordHead)) == 200
        assert connection.scalar(select(LogCounter.last_seq)) == 200


def test_changed_records_are_all_versions_of_records_with_several(fairlead: Path) -> None:
    on_monday, on_friday = datetime(2024, 5, 6, 9, tzinfo=UTC), datetime(2024, 5, 10, 9, tzinfo=UTC)
    append("crm", "deals", [version("D1", {"s": 1}, on_monday), version("D2", {"s": 1})])
    append("erp", "deals", [version("D2", {"s": 2})])
    append("crm", "deals", [version("D1", {"s": 2}, on_friday)])
    (seen,) = changed_slices("crm", "deals")
    assert seen.select("external_id", "seq", "payload", "at").rows() == [
        ("D1", 1, '{"s":1}', on_monday), ("D1", 4, '{"s":2}', on_friday),
    ]  # fmt: skip


def test_a_version_came_when_it_was_modified_else_when_it_was_received(fairlead: Path) -> None:
    monday, friday = datetime(2024, 5, 6, 9, tzinfo=UTC), datetime(2024, 5, 10, 9, tzinfo=UTC)
    append("crm", "deals", [version("A", {}), version("B", {}, monday), version("C", {}), version("D", {}, friday)])
    append("crm", "deals", [version("E", {}), version("F", {})])
    found = came_at([6, 4, 3, 2])
    assert found["seq"].to_list() == [2, 3, 4, 6]
    assert found["at"].to_list()[0::2] == [monday, friday]
    third, sixth = found["at"].to_list()[1::2]
    assert timedelta(0) < sixth - third < timedelta(minutes=1)
    assert abs(datetime.now(UTC) - sixth) < timedelta(minutes=1)
    assert came_at([]).is_empty()


def test_first_versions_are_those_that_came_in_the_days_asked_for(fairlead: Path) -> None:
    def at(day: int) -> datetime:
        return datetime(2024, 5, day, 12, tzinfo=UTC)

    append("crm", "deals", [version("D1", {"s": 1}, at(1)), version("D2", {"s": 1}, at(15)), version("D3", {}, at(30))])
    append("crm", "deals", [version("D1", {"s": 2}, at(15))])
    found = first_versions("crm", "deals", at(14).date(), at(16).date())
    assert found["external_id"].to_list() == ["D2"]
