"""VTiger Cloud over real HTTP: its sign-in, limits, quirks and faults; and whole syncs into a real log."""

import base64
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data.database import database
from data.importing import sync_origin
from data.mapping import load_mapping
from data.origins import add_origin, get_origin
from data.record_log import live_ids, payloads
from data.sources import _base, vtiger
from data.tables import RecordHead, RecordLog
from demo.crm.faults import CutJson, Hang, Repeat, Reset, Status, Then, html_page
from demo.crm.vtiger import running
from errors import BadInput, SourceBusy, SourceError, SourceRefused, SourceUnreachable
from tests.data.sources.cloud import KEY, KINDS, Run, crm_with
from tests.state import state

MANAGE = Path(__file__).parents[3] / "src" / "manage.py"
BASIC = base64.b64encode(f"owner@example.com:{KEY}".encode()).decode()


@pytest.fixture
def crm():
    return crm_with(250)


@pytest.fixture
def address(crm):
    with running(crm) as served:
        yield served


@pytest.fixture
def reader(crm, address):
    return Run(crm, address)


def sync(reader, **given):
    return reader.store(vtiger.pages(reader.config, reader.cursor), **given)


def deals(crm):
    return {row["id"] for row in crm.store.rows("Potentials")}


def test_it_is_a_live_source_with_a_secret_key():
    source = _base.get("vtiger")
    assert (source.live, source.secrets) == (True, ("access_key",))


def test_the_shipped_mapping_has_kinds_that_a_cloud_has(crm, address):
    reader = Run(crm, address, load_mapping("vtiger").kinds)
    sync(reader)
    assert reader.said == []


# --- What it makes of the answers ---------------------------------------------------------------


def test_texts_are_decoded_keys_are_lower_case_and_modification_is_an_instant(crm, address):
    call = crm.store.put(
        "PhoneCalls",
        notes="Hill & Sons <b>€ 5</b>",
        CreatedTime="2020-12-10 14:48:02",
        modifiedtime="2020-12-10 14:48:03",
    )
    reader = Run(crm, address, ["PhoneCalls"])
    (page,) = vtiger.pages(reader.config, None)
    (record,) = page.records
    assert (record.kind, record.external_id) == ("PhoneCalls", call)
    assert record.payload["notes"] == "Hill & Sons <b>€ 5</b>"
    assert record.payload["createdtime"] == "2020-12-10 14:48:02"
    assert record.modified_at == datetime(2020, 12, 10, 14, 48, 3, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["Potentials", "PhoneCalls"])
def test_real_bodies_are_read(test_data, crm, address, kind):
    body = (test_data / f"crm_samples/vtiger_cloud/query_{kind}.json").read_bytes()
    crm.faults.when(f"FROM {kind}", Status(200, body=body))
    reader = Run(crm, address, [kind])
    (page,) = vtiger.pages(reader.config, None)
    (sent,) = json.loads(body)["result"]
    (record,) = page.records
    assert record.external_id == sent["id"]
    assert {name.lower() for name in sent} == set(record.payload)
    assert record.modified_at == datetime.fromisoformat(sent["modifiedtime"]).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("sample", "endpoint"), [("me", "/me"), ("listtypes", "/listtypes"), ("describe_ModComments", "/describe")]
)
def test_real_bodies_of_the_other_answers_are_read(test_data, crm, address, sample, endpoint):
    crm.faults.when(endpoint, Status(200, body=(test_data / f"crm_samples/vtiger_cloud/{sample}.json").read_bytes()))
    cloud = vtiger.Cloud(Run(crm, address).config)
    if sample == "me":
        cloud.sign_in()
    elif sample == "listtypes":
        assert {"Users", "Groups", "Potentials"} <= set(cloud.modules())
    else:
        assert {"commentcontent", "createdtime"} & set(cloud.fields("ModComments"))


@pytest.mark.parametrize("suffix", ["", "/", "/restapi/v1/vtiger/default", "/restapi/v1/vtiger/default/"])
def test_the_host_is_the_instance_or_the_whole_address(crm, address, suffix):
    vtiger.Cloud(Run(crm, address + suffix).config).sign_in()
    assert crm.requests == {"me": 1}


@pytest.mark.parametrize("missing", ["username", "access_key"])
def test_without_user_or_key_nothing_is_asked(crm, address, missing):
    with pytest.raises(BadInput, match="crm has no user name and key"):
        sync(Run(crm, address, **{missing: ""}))
    assert crm.asked == []


def test_the_login_is_tested_before_anything_is_read(crm, reader):
    sync(reader)
    assert crm.asked[0].endswith("/me")


# --- Limits -----------------------------------------------------------------------------------


@pytest.mark.parametrize("skew", [timedelta(0), timedelta(hours=3), timedelta(hours=-3)])
def test_the_limit_of_a_minute_is_kept_by_the_servers_clock(crm, reader, skew):
    crm.per_minute, crm.store.clock.skew = 12, skew
    sync(reader)
    assert reader.ids("Potentials") == deals(crm)
    assert len(reader.waits) >= 1
    assert all(0 < wait <= 61 for wait in reader.waits)
    assert any("its rate limit is used up. Going on in" in said for _share, said in reader.told)


def test_a_limit_that_is_enforced_and_not_told_is_waited_for(crm, reader):
    crm.per_minute, crm.tells_limits = 5, False
    sync(reader)
    assert reader.ids("Potentials") == deals(crm)
    assert set(reader.waits) == {60.0}


def test_without_headers_nothing_is_waited_for(crm, reader):
    sync(reader)
    assert reader.waits == []


def test_the_last_requests_of_a_day_are_left_to_others_and_the_next_day_goes_on(crm):
    crm.per_day = 100
    for n in range(10_000):
        crm.store.put("Potentials", potentialname=f"More {n}", modifiedtime="2024-01-05 10:00:00")
    with running(crm) as address:
        reader = Run(crm, address, ["Potentials"])
        with pytest.raises(SourceBusy, match="its requests of the day are used up until") as busy:
            sync(reader)
        assert busy.value.status == 503
        assert len(crm.asked) == 98
        stored = len(reader.ids("Potentials"))
        with pytest.raises(SourceBusy):
            sync(reader)
        assert len(crm.asked) == 99
        crm.store.clock.advance(25 * 3600)
        received = sync(reader)
    assert len(received) + stored == 10_250
    assert reader.ids("Potentials") == deals(crm)


def test_an_edition_without_an_api_is_said(crm, reader):
    crm.faults.at(1, Status(200, headers={"X-FloodControl-MinuteLimit": "0"}, body=b'{"success": true, "result": {}}'))
    with pytest.raises(SourceRefused, match="this edition of VTiger has no API"):
        sync(reader)


# --- Faults -----------------------------------------------------------------------------------

PASSING = {
    "time-out": Hang(0.4),
    "reset": Reset(),
    "429 with Retry-After": Status(429, headers={"Retry-After": "3"}),
    "429 without": Status(429),
    "500": Status(500, "INTERNAL_SERVER_ERROR:x"),
    "truncated JSON": CutJson(),
    "broken off": CutJson(broken=True),
    "HTML": html_page(),
    "page repeats": Repeat(),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
@pytest.mark.parametrize("request_number", [1, 6, 11])
def test_a_fault_that_passes_loses_nothing_and_doubles_nothing(crm, address, fault, request_number):
    if isinstance(fault, Repeat) and request_number < 11:
        pytest.skip("no page has been sent before")
    reader = Run(crm, address, timeout=0.2)
    crm.faults.at(request_number, fault)
    received = sync(reader)
    assert len(received) == len(set(received)) == 250 + 3
    assert reader.ids("Potentials") == deals(crm)
    assert len(reader.waits) == 1
    assert sync(reader) == ["19x1002", "19x1003", "20x1001"]


REFUSED = [
    (Status(401, "AUTHENTICATION_FAILURE:Invalid"), SourceRefused, "does not accept the user name and access key"),
    (Status(401), SourceRefused, "does not accept the user name and access key"),
    (Status(403, "ACCESS_DENIED:No"), SourceRefused, "this user may not read Potentials. ACCESS_DENIED: No"),
    (Status(403), SourceRefused, "this user may not read Potentials."),
    (Status(400, "QUERY_SYNTAX_ERROR:near x"), SourceError, "/query with 400. QUERY_SYNTAX_ERROR: near x"),
    (Status(400), SourceError, "refuses /query with 400."),
    (Status(400, body=b'{"success": false, "error": {"code": "X", "message": "<b>y</b>"}}'), SourceError, "400. X: y"),
    (Status(200, body=b'{"success": false, "error": {"code": "X", "message": "y"}}'), SourceError, "200. X: y"),
    (Status(404), SourceUnreachable, "has no VTiger Cloud at this address"),
    (Status(200, body=b'{"success": true, "result": "?"}'), SourceUnreachable, "answers query with something else"),
]


@pytest.mark.parametrize(
    ("fault", "error", "said"), REFUSED, ids=[f"{f.code} {f.reason}{f.body!r}" for f, *_ in REFUSED]
)
def test_what_is_refused_is_said_once_and_the_cursor_stays_behind_what_is_stored(crm, reader, fault, error, said):
    crm.faults.when("id > ", fault)
    with pytest.raises(error, match=said.replace("?", r"\?")) as failure:
        sync(reader)
    assert type(failure.value) is error
    assert failure.value.hint
    assert len(reader.ids("Potentials")) == 100
    assert reader.waits == []
    sync(reader)
    assert reader.ids("Potentials") == deals(crm)


def test_a_wrong_key_is_refused_and_never_shown(crm, address):
    crm.key = "another"
    with pytest.raises(SourceRefused) as failure:
        sync(Run(crm, address, access_key=KEY))
    assert failure.value.message == "127.0.0.1 does not accept the user name and access key (401)."
    assert "not the password" in failure.value.hint


@pytest.mark.parametrize("fault", [
    Status(400, f"CODE:key {KEY} of Basic {BASIC}"), Status(500, f"CODE:key {KEY} of Basic {BASIC}"),
    Status(403, f"ACCESS_DENIED:{KEY} {BASIC}"), html_page(text=f"<p>{KEY} {BASIC}</p>"),
])  # fmt: skip
def test_secrets_never_appear_in_errors_or_progress(crm, reader, fault):
    for _request in range(6):
        crm.faults.when("FROM Potentials", fault)
    with pytest.raises(SourceError) as failure:
        sync(reader)
    shown = str(failure.value.as_dict()) + str(reader.told) + str(reader.said) + str(reader.cursor)
    assert KEY not in shown
    assert BASIC not in shown


# --- Whole syncs ------------------------------------------------------------------------------


@pytest.fixture
def origin(crm, address, tmp_path):
    with state(tmp_path / "var", FAIRLEAD_CREDENTIALS__CRM__ACCESS_KEY=KEY):
        add_origin("crm", "vtiger", "vtiger", options={"host": address, "username": crm.username, "timeout": 0.3})
        yield "crm"


def quiet(_share, _message):
    """Progress that nobody watches."""


def versions(kind):
    query = select(func.count()).select_from(RecordLog).where(RecordLog.kind == kind)
    with database().connect() as connection:
        return connection.scalar(query)


class Killed(BaseException):
    """The process ends here."""


def test_a_sync_through_several_faults_stores_each_record_once(crm, origin):
    for number, fault in enumerate([Reset(), CutJson(), html_page(), Status(429, headers={"Retry-After": "0"})]):
        crm.faults.at(3 * number + 2, fault)
    receipt = sync_origin(origin, tell=quiet)
    assert (receipt.received, receipt.new) == (253, 253)
    assert live_ids(origin, "Potentials") == deals(crm)
    assert versions("Potentials") == 250
    again = sync_origin(origin, tell=quiet)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    assert versions("Potentials") == 250


def test_a_process_that_dies_between_two_pages_leaves_the_cursor_at_what_is_stored(crm, origin):
    def die(_share, message):
        if message == "Potentials: 200 of 250 records read":
            raise Killed

    with pytest.raises(Killed):
        sync_origin(origin, tell=die)
    stored = live_ids(origin, "Potentials")
    assert len(stored) == 100
    assert get_origin(origin).cursor["Potentials"]["after"] == max(stored)
    changed = crm.store.put("Potentials", min(stored), amount="5.00000000")
    receipt = sync_origin(origin, tell=quiet)
    assert receipt.new == 150
    sync_origin(origin, tell=quiet)
    assert live_ids(origin, "Potentials") == deals(crm)
    assert versions("Potentials") == 251
    assert json.loads(payloads(origin, "Potentials", [changed])[changed])["amount"] == "5.00000000"


@pytest.mark.parametrize(("at_the_query", "stored"), [("SELECT * FROM Potentials", 0), ("id > ", 100)])
def test_kill_9_during_a_sync_loses_nothing(crm, origin, at_the_query, stored, tmp_path):
    given = {"FAIRLEAD_VAR": str(tmp_path / "var"), "FAIRLEAD_CREDENTIALS__CRM__ACCESS_KEY": KEY}
    started = []

    def kill():
        started[0].kill()

    crm.faults.when(at_the_query, Then(kill))
    started.append(subprocess.Popen([sys.executable, str(MANAGE), "sync", origin], env={**os.environ, **given}))
    assert started[0].wait() == -9
    assert len(live_ids(origin, "Potentials")) == stored
    sync_origin(origin, tell=quiet)
    assert live_ids(origin, "Potentials") == deals(crm)
    assert versions("Potentials") == 250


def test_what_came_before_a_fault_is_stored_and_the_next_sync_brings_the_rest(crm, origin):
    crm.faults.when("id > ", Status(401))
    with pytest.raises(SourceRefused, match="does not accept"):
        sync_origin(origin, tell=quiet)
    assert len(live_ids(origin, "Potentials")) == 100
    crm.store.remove(min(deals(crm)))
    sync_origin(origin, tell=quiet)
    assert live_ids(origin, "Potentials") >= deals(crm)
    assert versions("Potentials") == 250


@pytest.mark.parametrize("hours", [5, -5])
def test_a_servers_clock_that_is_wrong_by_hours_loses_no_change_and_no_deletion(crm, origin, hours):
    crm.store.clock.skew = timedelta(hours=hours)
    sync_origin(origin, tell=quiet)
    crm.store.clock.advance(1800)
    edited = crm.store.put("Potentials", min(deals(crm)), amount="1.00000000")
    crm.store.remove(max(deals(crm)))
    receipt = sync_origin(origin, tell=quiet)
    assert (receipt.changed, receipt.deleted) == (1, 1)
    assert live_ids(origin, "Potentials") == deals(crm)
    assert json.loads(payloads(origin, "Potentials", [edited])[edited])["amount"] == "1.00000000"


def test_a_record_that_changes_between_two_pages_has_both_its_versions(crm, origin):
    late = max(deals(crm))
    crm.faults.when("SELECT * FROM Potentials", Then(lambda: crm.store.put("Potentials", late, amount="3.00000000")))
    sync_origin(origin, tell=quiet)
    sync_origin(origin, tell=quiet)
    assert versions("Potentials") == 250
    assert json.loads(payloads(origin, "Potentials", [late])[late])["amount"] == "3.00000000"
    with database().connect() as connection:
        heads = connection.scalar(select(func.count()).select_from(RecordHead).where(RecordHead.kind == "Potentials"))
    assert heads == 250


def test_the_servers_date_is_what_the_fake_says(crm, address):
    crm.store.clock.skew = timedelta(days=1)
    cloud = vtiger.Cloud(Run(crm, address).config)
    cloud.sign_in()
    assert cloud.now() - datetime.now(UTC) > timedelta(hours=23)
    assert cloud.http.latest.date == parsedate_to_datetime(cloud.http.latest.headers["Date"])


def test_the_kinds_of_a_test_are_those_of_the_mapping():
    assert set(KINDS) <= set(load_mapping("vtiger").kinds)
