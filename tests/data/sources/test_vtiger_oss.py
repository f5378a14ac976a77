"""An open-source VTiger read over HTTP: nothing lost, nothing doubled, whatever its webservice.php does."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from data.engine import current
from data.importing import sync_origin
from data.mapping import load_mapping
from data.origins import add_origin, get_origin
from data.record_log import live_ids
from data.sources._base import SourceConfig, get
from data.sources._vtiger_webservice import Failed, Sessions
from demo.crm.faults import CutJson, Reset, Status, html_page
from demo.crm.vtiger_oss import Login, Server, running
from demo.crm.vtiger_oss_store import Store
from errors import BadInput, SourceRefused, SourceUnreachable
from tests.state import state

KEY = "aKey0123456789xy"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PEOPLE = {"19x1", "19x5", "20x3"}


class Clock:
    """The server's clock, which stands until it is moved."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **time: float) -> None:
        self.at += timedelta(**time)


class Crm:
    """A server and who reads it: `read` the source alone, `sync` with log and snapshot."""

    def __init__(self, server: Server, host: str, clock: Clock) -> None:
        self.server, self.store, self.host, self.clock = server, server.store, host, clock
        self.notes: list[str] = []
        self.waited: list[float] = []

    def deal(self, **fields: str) -> str:
        given = {"potentialname": "Ten pumps", "sales_stage": "Prospecting", "assigned_user_id": "19x1"}
        return self.store.add("Potentials", **{**given, "closingdate": "2026-05-01", **fields})

    def read(self, cursor=None, **options):
        """The records that one reading gives, by id."""
        given = {"host": self.host, "username": next(iter(self.server.users)), "access_key": KEY, **options}
        config = SourceConfig(
            "crm", given, load_mapping("vtiger_oss").kinds, say=self.notes.append, sleep=self.waited.append
        )
        pages = list(get("vtiger_oss").pages(config, cursor))
        self.cursor = next((page.cursor for page in reversed(pages) if page.cursor), cursor)
        return [record for page in pages for record in page.records]

    def sync(self):
        receipt = sync_origin("crm", tell=lambda _share, _message: None)
        self.notes = receipt.notes
        return receipt


@contextmanager
def served(zone="UTC", users=None):
    clock = Clock()
    store = Store(zone, clock)
    store.add("Users", 1, user_name="admin", last_name="Administrator", status="Active", department="Sales")
    store.add("Users", 5, user_name="ann", first_name="Ann", last_name="Lee", status="Active", email1="ann@acme.com")
    store.add("Groups", 3, groupname="Inside sales")
    server = Server(store, users or {"admin": Login(KEY, "19x1")})
    with running(server) as host:
        yield Crm(server, host, clock)


@pytest.fixture
def crm():
    with served() as crm:
        yield crm


@pytest.fixture
def synced(crm, tmp_path):
    """The same, as an origin of an empty Fairlead."""
    with state(tmp_path / "var", FAIRLEAD_CREDENTIALS__CRM__ACCESS_KEY=KEY):
        add_origin("crm", "vtiger_oss", "vtiger_oss", options={"host": crm.host, "username": "admin"})
        yield crm


def ids(records):
    return sorted(record.external_id for record in records)


def test_the_life_of_an_origin(synced):
    crm = synced
    account = crm.store.add("Accounts", accountname="Acme")
    deals = [crm.deal(related_to=account) for _n in range(3)]
    crm.clock.forward(hours=1)
    first = crm.sync()
    assert (first.received, first.new, first.deleted) == (3 + 1 + 3, 7, 0)

    crm.clock.forward(minutes=10)
    crm.store.change(deals[2], amount="1235.00000000", assigned_user_id="19x5")
    second = crm.sync()  # users and groups come whole each time
    assert (second.received, second.new, second.changed, second.unchanged) == (3 + 1, 0, 1, 3)
    assert set(current().frame("opportunities").select("amount", "account", "rep").rows()) == {
        (None, "Acme", "Administrator"), (1235.0, "Acme", "Ann Lee"),
    }  # fmt: skip

    crm.store.delete(account)  # takes its deals along, and nothing tells of it
    crm.clock.forward(hours=24)
    third = crm.sync()
    assert (third.received, third.changed, third.deleted) == (3, 0, 1 + 3)
    assert live_ids("crm", "Potentials") == live_ids("crm", "Accounts") == set()


def test_a_reading_that_breaks_off_leaves_what_came_and_the_next_goes_on(synced):
    crm = synced
    deals = {crm.deal() for _n in range(150)}
    crm.server.faults.when("FROM Potentials WHERE id", Status(403))
    with pytest.raises(SourceRefused, match="answers 403"):
        crm.sync()
    assert len(live_ids("crm", "Potentials")) == 100
    crm.server.asked.clear()
    assert crm.sync().new == 50
    assert live_ids("crm", "Potentials") == deals
    assert get_origin("crm").cursor["Potentials"]["since"] == (NOON - timedelta(minutes=5)).isoformat()


def test_pages_of_a_hundred_lose_and_double_nothing_although_all_were_modified_at_once(crm):
    deals = {crm.deal() for _n in range(250)}
    found = ids(crm.read())
    assert len(found) == len(PEOPLE) + 250
    assert set(found) == PEOPLE | deals


def test_a_change_within_the_overlap_is_read_again(crm):
    early, late = crm.deal(), crm.deal()
    crm.clock.forward(minutes=10)
    crm.store.change(late, amount="5")
    crm.read()
    crm.clock.forward(minutes=3)
    again = set(ids(crm.read(crm.cursor)))
    assert late in again
    assert early not in again


def test_what_sync_tells_of_is_known_at_once_where_it_works(crm):
    crm.server.sync_works = True
    deal = crm.deal()
    crm.read()
    crm.clock.forward(hours=1)
    crm.store.delete(deal)
    config = SourceConfig(
        "crm", {"host": crm.host, "username": "admin", "access_key": KEY}, load_mapping("vtiger_oss").kinds
    )
    gone = [pair for page in get("vtiger_oss").pages(config, crm.cursor) for pair in page.deleted]
    assert gone == [("Potentials", deal)]


def test_a_broken_sync_is_said_once_and_costs_no_wait(crm):
    crm.read()
    crm.clock.forward(hours=1)
    deal = crm.deal()
    assert deal in ids(crm.read(crm.cursor))
    assert len([note for note in crm.notes if "sync does not work" in note]) == 1
    assert crm.waited == []


class Ending:
    """The session has ended when this request comes."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def __call__(self, request, content) -> None:
        self.server.end_sessions()
        body = b'{"success":false,"error":{"code":"INVALID_SESSIONID","message":"Session Identifier is Invalid"}}'
        Status(200, body=body)(request, content)


def test_a_session_that_ends_is_renewed_and_the_page_asked_for_again(crm):
    deals = {crm.deal() for _n in range(150)}
    crm.server.faults.when("FROM Potentials WHERE id", Ending(crm.server))
    assert set(ids(crm.read())) == PEOPLE | deals
    assert crm.server.logins == 2


def test_a_session_that_ends_at_once_again_is_an_error_and_no_loop(crm):
    crm.server.faults.when("FROM Potentials", Ending(crm.server), times=2)
    with pytest.raises(Exception, match="Session Identifier is Invalid"):
        crm.read()


def test_a_challenge_that_another_program_voids_is_taken_once_more(crm):
    crm.server.rivals = 1
    assert set(ids(crm.read())) == PEOPLE


def test_a_wrong_key_is_refused_with_words_and_without_the_key(crm):
    crm.server.users = {"admin": Login("another key", "19x1")}
    with pytest.raises(SourceRefused) as refused:
        crm.read()
    assert "refuses the sign-in of admin" in refused.value.message
    assert "My Preferences" in refused.value.hint
    assert KEY not in refused.value.message + refused.value.hint
    assert len([address for address in crm.server.seen if "getchallenge" in address]) == 2


def test_an_unknown_user_is_refused_with_words(crm):
    with pytest.raises(SourceRefused, match="refuses the sign-in of nobody: Given user cannot be found"):
        crm.read(username="nobody")


def test_the_session_never_stands_in_an_address(crm):
    crm.deal()
    crm.read()
    assert len(crm.server.seen) > 8
    assert not any("sessionName" in address or KEY in address for address in crm.server.seen)


def test_the_columns_of_users_are_named_since_others_may_be_keys(crm):
    crm.read()
    (users,) = {query for query in crm.server.asked if "FROM Users" in query}
    assert not {"*", "accesskey", "user_password"} & set(users.replace(",", "").split())


class Timeless:
    """An answer without a Date header."""

    def __init__(self, body: str) -> None:
        self.body = body.encode()

    def __call__(self, request, content):
        request.send_response_only(200)
        request.send_header("Content-Length", str(len(self.body)))
        request.end_headers()
        request.wfile.write(self.body)


@pytest.mark.parametrize("unix", ["1772452800", '"soon"', "null", "1e30", "[]"])
def test_a_clock_that_cannot_be_read_is_ours(crm, unix):
    """Where no header tells the time, the challenge does, if that is one; and a refusal may be a bare text."""
    challenge = f'{{"success": true, "result": {{"token": "t", "serverTime": {unix}}}}}'
    login, refused = '{"success": true, "result": {"sessionName": "s"}}', '{"success": false, "error": "Closed"}'
    for number, body in enumerate((challenge, login, refused), 1):
        crm.server.faults.at(number, Timeless(body))
    sessions = Sessions(SourceConfig("crm", {"host": crm.host, "username": "admin", "access_key": KEY}))
    with pytest.raises(Failed, match="Closed"):
        sessions.ask("listtypes", {})
    assert (sessions.now == NOON) == (unix == "1772452800")


@pytest.mark.parametrize("fault", [CutJson(), Reset(), html_page(), Status(500), Status(503)])
def test_a_fault_is_waited_out(crm, fault):
    deals = {crm.deal() for _n in range(120)}
    crm.server.faults.when("FROM Potentials WHERE id", fault)
    found = ids(crm.read())
    assert len(found) == len(PEOPLE) + 120
    assert set(found) == PEOPLE | deals
    assert len(crm.waited) == 1


def test_a_host_without_webservice_php_is_told(crm):
    with pytest.raises(SourceUnreachable, match=r"There is no webservice\.php of VTiger"):
        crm.read(host=crm.host + "/elsewhere")


def test_the_host_may_name_webservice_php_itself(crm):
    assert set(ids(crm.read(host=crm.host + "/webservice.php"))) == PEOPLE


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York"])
def test_times_are_the_servers_own(zone):
    with served(zone) as crm:
        deal = crm.deal()
        crm.clock.forward(minutes=10)
        (record,) = [record for record in crm.read(zone=zone) if record.external_id == deal]
        assert record.modified_at == NOON
        crm.clock.forward(hours=3)
        late = crm.deal()
        assert set(ids(crm.read(crm.cursor, zone=zone))) == PEOPLE | {late}


def test_a_wrong_zone_is_said_where_it_shows():
    with served("Asia/Tokyo") as crm:
        crm.deal()
        crm.read(zone="Europe/Paris")
        (said,) = [note for note in crm.notes if "Europe/Paris" in note]
        assert "8 hours" in said


def test_a_zone_that_there_is_not_is_an_error(crm):
    with pytest.raises(BadInput, match="'Mars', is no time zone"):
        crm.read(zone="Mars")


def test_an_ordinary_user_is_warned_of_what_is_hidden():
    with served(users={"ann": Login(KEY, "19x5", is_admin=False)}) as crm:
        deal = crm.deal()
        assert set(ids(crm.read())) == {"20x3", deal}
        assert any("no administrator" in note for note in crm.notes)
