"""Reading a VTiger by pages: nothing lost, nothing doubled, and the cursor never ahead of what is stored."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from data.sources import vtiger
from data.sources._vtiger_place import Place, modified_at, window_texts, written_since
from demo.crm.faults import Repeat, Reset, Status, Then
from demo.crm.vtiger import running
from errors import BadInput, SourceRefused, SourceUnreachable
from tests.data.sources.cloud import Run, crm_with

DEALS = ("Potentials",)


@pytest.fixture
def run():
    """run(crm, **options) gives a Run against that server, while the test lasts."""
    opened = []

    def start(crm, kinds=DEALS, **options):
        opened.append(running(crm))
        return Run(crm, opened[-1].__enter__(), kinds, **options)

    yield start
    for each in opened:
        each.__exit__(None, None, None)


def sync(run, **given):
    return run.store(vtiger.pages(run.config, run.cursor), **given)


def deals(crm):
    return {row["id"] for row in crm.store.rows("Potentials")}


def asked_for_deals(crm):
    return [text for text in crm.queries() if text.startswith("SELECT * FROM Potentials")]


# --- Pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (99, 1), (100, 2), (101, 2), (250, 3)])
def test_every_record_comes_once_whatever_their_number(run, count, pages):
    crm = crm_with(count)
    received = sync(reader := run(crm))
    assert len(received) == len(set(received)) == count
    assert reader.ids("Potentials") == deals(crm)
    assert len(asked_for_deals(crm)) == pages


def test_pages_are_asked_for_by_id_and_never_by_offset(run):
    crm = crm_with(101)
    sync(run(crm))
    last = sorted(deals(crm), key=lambda i: int(i[2:]))[99]
    assert asked_for_deals(crm) == [
        "SELECT * FROM Potentials ORDER BY id ASC LIMIT 100;",
        f"SELECT * FROM Potentials WHERE id > '{last}' ORDER BY id ASC LIMIT 100;",
    ]


def test_a_record_that_changes_between_two_pages_is_read_and_read_again_as_changed(run):
    crm = crm_with(250)
    early, late = sorted(deals(crm), key=lambda i: int(i[2:]))[::249]

    def edit():
        for deal in (early, late):
            crm.store.put("Potentials", deal, amount="77.00000000")

    crm.faults.when("SELECT * FROM Potentials ORDER", Then(edit))
    reader = run(crm)
    received = sync(reader)
    assert len(received) == len(set(received)) == 250
    assert reader.log["Potentials"][late]["amount"] == "77.00000000"
    assert sync(reader) == [early, late]
    assert reader.log["Potentials"][early]["amount"] == "77.00000000"


def test_records_that_come_and_go_between_two_pages_move_no_other_out_of_sight(run):
    crm = crm_with(250)
    ordered = sorted(deals(crm), key=lambda i: int(i[2:]))

    def come_and_go():
        for deal in ordered[:60]:
            crm.store.remove(deal)
        crm.store.put("Potentials", potentialname="New")

    crm.faults.when("SELECT * FROM Potentials ORDER", Then(come_and_go))
    reader = run(crm)
    sync(reader)
    assert reader.ids("Potentials") == deals(crm) | set(ordered[:60])
    sync(reader)
    assert reader.ids("Potentials") == deals(crm)


def test_a_page_that_repeats_is_asked_for_again(run):
    crm = crm_with(250)
    crm.faults.when("id > ", Repeat(), times=2)
    received = sync(reader := run(crm))
    assert len(received) == len(set(received)) == 250
    assert reader.waits == [2.0, 2.0]


def test_a_page_that_repeats_for_good_ends_the_run_behind_what_is_stored(run):
    crm = crm_with(250)
    crm.faults.when("id > ", Repeat(), times=4)
    reader = run(crm)
    with pytest.raises(SourceUnreachable, match="the server sends the same page"):
        sync(reader)
    assert len(reader.ids("Potentials")) == 100
    received = sync(reader)
    assert len(received) == 150
    assert reader.ids("Potentials") == deals(crm)


@pytest.mark.parametrize("stop_after", [1, 2, 3])
def test_a_crash_between_two_pages_goes_on_behind_the_last_page_stored(run, stop_after):
    crm = crm_with(250)
    reader = run(crm)
    first = sync(reader, stop_after=stop_after)
    crm.store.clock.advance(3600)
    changed = first[0]
    crm.store.put("Potentials", changed, amount="5.00000000")
    second = sync(reader)
    third = sync(reader)
    assert reader.ids("Potentials") == deals(crm)
    assert len(first) + len(set(second) - {changed}) == 250
    assert changed in second + third  # changed after its page, before the run that ended the round


def test_a_run_that_fails_at_its_second_page_has_lost_nothing(run):
    crm = crm_with(250)
    crm.faults.when("id > ", Reset(), times=5)
    reader = run(crm)
    with pytest.raises(SourceUnreachable):
        sync(reader)
    sync(reader)
    assert reader.ids("Potentials") == deals(crm)


def test_progress_is_told_against_a_count_taken_when_one_page_is_not_enough(run):
    crm = crm_with(250)
    reader = run(crm)
    sync(reader)
    assert reader.told == [
        (0.4, "Potentials: 100 of 250 records read"),
        (0.8, "Potentials: 200 of 250 records read"),
        (1.0, "Potentials: 250 of 250 records read"),
    ]
    assert crm.queries().count("SELECT COUNT(*) FROM Potentials;") == 1


# --- Rounds -----------------------------------------------------------------------------------


@pytest.mark.parametrize("skew", [timedelta(0), timedelta(hours=9), timedelta(hours=-9)])
def test_a_round_reads_what_changed_since_the_last_began_by_the_servers_clock(run, skew):
    crm = crm_with(150)
    crm.store.clock.skew = skew
    reader = run(crm)
    sync(reader)
    assert sync(reader) == []
    crm.store.clock.advance(600)
    edited = crm.store.put("Potentials", min(deals(crm)), amount="1.00000000")
    crm.store.clock.advance(60)
    assert sync(reader) == [edited]
    crm.store.clock.advance(600)
    sync(reader)
    assert sync(reader) == []


def test_what_was_stored_late_with_an_earlier_time_is_within_the_overlap(run):
    crm = crm_with(3)
    reader = run(crm, overlap_minutes=10)
    sync(reader)
    nine_minutes_ago = (crm.store.clock.now() - timedelta(minutes=9)).strftime("%Y-%m-%d %H:%M:%S")
    late = crm.store.put("Potentials", potentialname="Late", modifiedtime=nine_minutes_ago)
    assert sync(reader) == [late]


def test_people_are_read_whole_each_time_without_the_keys_of_users(run):
    crm = crm_with(0)
    reader = run(crm, ("Users", "Groups"))
    assert len(sync(reader)) == len(sync(reader)) == 3
    users = [text for text in crm.queries() if "FROM Users" in text]
    assert users == [
        "SELECT id, user_name, first_name, last_name, email1, status, roleid, user_primary_group,"
        " time_zone FROM Users ORDER BY id ASC LIMIT 100;"
    ] * 2  # fmt: skip
    assert "leaked-key" not in str(reader.log)


def test_more_than_a_page_of_users_is_read_whole(run):
    crm = crm_with(0)
    for n in range(230):
        crm.store.put("Users", user_name=f"u{n}")
    reader = run(crm, ("Users",))
    assert len(sync(reader, stop_after=1)) == 100
    sync(reader)
    assert len(reader.ids("Users")) == 232


def test_a_window_is_read_by_modification_and_moves_no_cursor(run):
    crm = crm_with(120)
    first = crm.store.put("Potentials", modifiedtime="2024-03-01 00:00:00")
    last = crm.store.put("Potentials", modifiedtime="2024-03-31 23:59:59")
    crm.store.put("Potentials", modifiedtime="2024-04-01 00:00:00")
    reader = run(crm)
    pages = vtiger.pages(reader.config, None, (date(2024, 3, 1), date(2024, 3, 31)))
    assert reader.store(pages) == [first, last]
    assert reader.cursor is None
    assert "sync" not in crm.requests


# --- Deletions --------------------------------------------------------------------------------


def test_sync_tells_what_was_deleted(run):
    crm = crm_with(150)
    reader = run(crm)
    sync(reader)
    gone = sorted(deals(crm))[:120]
    for deal in gone:
        crm.store.clock.advance(1)
        crm.store.remove(deal)
    sync(reader)
    assert reader.ids("Potentials") == deals(crm)
    assert reader.said == []


def test_where_sync_fails_it_is_said_once_and_a_comparison_finds_what_was_deleted(run):
    crm = crm_with(150, syncs=False)
    reader = run(crm, (*DEALS, "Accounts"))
    sync(reader)
    crm.store.remove(min(deals(crm)))
    sync(reader)
    assert reader.said == ["sync does not work on this server: deletions are found by comparing all ids."]
    assert len(reader.ids("Potentials")) == 150
    sync(reader)
    assert len(reader.said) == 1
    crm.store.clock.advance(24 * 3600)
    sync(reader)
    assert reader.ids("Potentials") == deals(crm)


def test_ids_are_compared_once_a_day_and_not_after_a_first_load(run):
    crm = crm_with(10)
    reader = run(crm)
    for _round in range(3):
        sync(reader)
        crm.store.clock.advance(7 * 3600)
    assert not [text for text in crm.queries() if text.startswith("SELECT id ")]
    crm.store.clock.advance(7 * 3600)
    for _round in range(2):
        sync(reader)
    assert len([text for text in crm.queries() if text.startswith("SELECT id ")]) == 1


def test_a_comparison_fetches_what_was_missed(run):
    crm = crm_with(150)
    reader = run(crm, compare_hours=0)
    sync(reader)
    missed = [crm.store.put("Potentials", potentialname="Old", modifiedtime="2020-01-01 00:00:00") for _n in range(130)]
    assert sync(reader) == missed
    assert reader.ids("Potentials") == deals(crm)


def test_a_comparison_that_was_cut_off_goes_on_where_it_was(run):
    crm = crm_with(350, syncs=False)
    reader = run(crm, compare_hours=0)
    sync(reader)
    for deal in sorted(deals(crm))[::3]:
        crm.store.remove(deal)
    crm.asked.clear()
    sync(reader, stop_after=3)  # what changed, and two pages of the comparison
    sync(reader)
    assert reader.ids("Potentials") == deals(crm)
    listed = [text for text in crm.queries() if text.startswith("SELECT id ") and " IN " not in text]
    assert len(listed) == len(set(listed))


def test_a_record_missing_from_a_page_by_mistake_is_not_taken_for_deleted(run):
    crm = crm_with(50)
    reader = run(crm, compare_hours=0)
    sync(reader)
    crm.faults.when("SELECT id ", Status(200, body=b'{"success": true, "result": []}'))
    sync(reader)
    assert reader.ids("Potentials") == deals(crm)
    assert len(deals(crm)) == 50


@pytest.mark.parametrize(("gone", "left"), [(15, 15), (16, 30)])
def test_where_most_are_missing_at_once_none_is_taken_for_deleted(run, gone, left):
    crm = crm_with(30, syncs=False)
    reader = run(crm, compare_hours=0)
    sync(reader)
    for deal in sorted(deals(crm))[:gone]:
        crm.store.remove(deal)
    sync(reader)
    assert len(reader.ids("Potentials")) == left
    said = [sentence for sentence in reader.said if "None is taken for deleted" in sentence]
    assert len(said) == (left == 30)


def test_the_option_most_gone_says_that_all_may_be_gone(run):
    crm = crm_with(30, syncs=False)
    reader = run(crm, compare_hours=0, most_gone=1)
    sync(reader)
    for deal in deals(crm):
        crm.store.remove(deal)
    sync(reader)
    assert reader.ids("Potentials") == set()


def test_an_origin_is_not_read_on_from_another_host(run):
    """Its ids are other records there."""
    reader = run(crm_with(3))
    sync(reader)
    here, reader.cursor = reader.cursor, {**reader.cursor, "host": "old.example.com"}
    with pytest.raises(BadInput, match=r"crm was read from old\.example\.com so far, and its host is 127\.0\.0\.1 now"):
        sync(reader)
    reader.config.options["moved_from"] = "old.example.com"
    sync(reader)
    assert reader.cursor["host"] == here["host"] == "127.0.0.1"


def test_people_who_vanish_stay(run):
    crm = crm_with(0)
    reader = run(crm, ("Users",), compare_hours=0)
    sync(reader)
    crm.store.remove("19x1002")
    sync(reader)
    assert reader.ids("Users") == {"19x1002", "19x1003"}


@pytest.mark.parametrize("wrong", [b'[{"id": 5}]', b'[{"id": ["5x1"]}]', b"[{}]"])
def test_records_without_an_id_in_words_are_refused_as_such(run, wrong):
    crm = crm_with(1)
    crm.faults.when("FROM Potentials", Status(200, body=b'{"success": true, "result": %s}' % wrong), times=4)
    with pytest.raises(SourceUnreachable, match="records without an id"):
        sync(run(crm))


# --- Rights -----------------------------------------------------------------------------------


def test_without_a_right_to_users_the_rest_is_read_and_it_is_said(run):
    crm = crm_with(5)
    reader = run(crm, ("Users", *DEALS))
    crm.faults.when("elementType=Users", Status(403, "ACCESS_DENIED:Permission denied"))
    assert len(sync(reader)) == 5
    assert reader.said == ["Users cannot be read by this user: names and teams of reps are missing."]


def test_a_module_that_is_refused_is_named_when_the_others_have_been_read(run):
    crm = crm_with(5)
    reader = run(crm, ("Accounts", *DEALS))
    crm.faults.when("FROM Accounts", Status(403, "ACCESS_DENIED:Permission denied"))
    with pytest.raises(SourceRefused, match="this user may not read Accounts") as failure:
        sync(reader)
    assert failure.value.hint == "In VTiger, let the profile of the user's role view Accounts."
    assert len(reader.ids("Potentials")) == 5


def test_a_module_that_is_not_there_is_said_and_none_at_all_is_refused(run):
    crm = crm_with(5, hidden=("PhoneCalls",))
    sync(reader := run(crm, (*DEALS, "PhoneCalls")))
    assert reader.said == ["PhoneCalls is not read: it is switched off, or this user may not see it."]
    with pytest.raises(SourceRefused, match="This user may read none of PhoneCalls"):
        sync(run(crm, ("PhoneCalls",)))


# --- Times ------------------------------------------------------------------------------------

PARIS = ZoneInfo("Europe/Paris")


def test_where_clocks_were_put_back_the_next_round_reads_back_as_far():
    before = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)  # 02:30 in summer time; at 01:00 UTC it is 02:00 once more
    after = datetime(2024, 10, 27, 1, 10, tzinfo=UTC)
    assert written_since(before, before, PARIS) == "2024-10-27 02:30:00"
    assert written_since(before, after, PARIS) == "2024-10-27 01:30:00"
    assert written_since(before, after, ZoneInfo("UTC")) == "2024-10-27 00:30:00"


def test_where_clocks_were_put_forward_nothing_is_left_out():
    before, after = (datetime(2024, 3, 31, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert written_since(before, after, PARIS) == "2024-03-31 01:30:00"


def test_a_modification_is_an_instant_in_the_servers_zone():
    assert modified_at({"modifiedtime": "2024-07-01 12:00:00"}, PARIS) == datetime(2024, 7, 1, 10, tzinfo=UTC)
    assert modified_at({"modifiedtime": ""}, PARIS) is modified_at({}, PARIS) is None


def test_a_window_lasts_to_the_end_of_its_last_day():
    assert window_texts((date(2024, 3, 1), date(2024, 3, 1)), PARIS) == ("2024-03-01 01:00:00", "2024-03-02 01:00:00")


def test_a_round_that_ended_reads_next_from_a_little_before_it_began():
    ended = Place(after="5x9", started="2024-03-01T12:00:00+00:00").ended(timedelta(minutes=5))
    assert ended == Place(since="2024-03-01T11:55:00+00:00")
