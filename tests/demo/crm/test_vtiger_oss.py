"""The fake webservice.php does wrong what the real one does wrong, so that a reader has to cope with it."""

from datetime import UTC, datetime
from hashlib import md5

import pytest
import requests

from demo.crm.vtiger_oss import Login, Server, running
from demo.crm.vtiger_oss_store import Store

KEY = "aKey0123456789xy"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Client:
    """Somebody who talks to the server as its manual says."""

    def __init__(self, server: Server, host: str) -> None:
        self.server, self.page = server, f"{host}/webservice.php"

    def get(self, **params):
        return requests.get(self.page, params=params, timeout=5)

    def log_in(self, username="admin", key=KEY):
        token = self.get(operation="getchallenge", username=username).json()["result"]["token"]
        form = {"operation": "login", "username": username, "accessKey": md5(f"{token}{key}".encode()).hexdigest()}
        return requests.post(self.page, form, timeout=5).json()

    def ask(self, **params):
        """The result of an operation, else the code of its error; the session goes in the body."""
        session = self.log_in()["result"]["sessionName"]
        body = requests.post(self.page, {"sessionName": session}, params=params, timeout=5).json()
        return body["result"] if body["success"] else body["error"]["code"]

    def query(self, vtql):
        return self.ask(operation="query", query=vtql)


@pytest.fixture
def client():
    store = Store(now=lambda: NOON)
    store.add("Users", 1, user_name="admin", status="Active")
    store.add("Users", 2, user_name="gone", status="Inactive")
    account = store.add("Accounts", 10, accountname="R&D")
    for number in range(101, 231):
        store.add("Potentials", number, potentialname=f"Deal {number}", related_to=account if number < 103 else "")
    server = Server(store, {"admin": Login(KEY, "19x1")})
    with running(server) as host:
        yield Client(server, host)


def test_a_page_has_a_hundred_rows_at_most_and_says_nothing_of_the_rest(client):
    assert len(client.query("SELECT * FROM Potentials;")) == 100
    assert len(client.query("SELECT * FROM Potentials LIMIT 0, 200;")) == 100
    assert client.query("SELECT COUNT(*) FROM Potentials;") == [{"count": "130"}]


def test_offsets_lose_rows_where_the_order_leaves_ties_and_ids_do_not(client):
    def ids(order):
        pages = [
            client.query(f"SELECT id FROM Potentials ORDER BY {order} LIMIT {offset}, 100;") for offset in (0, 100)
        ]
        return {row["id"] for page in pages for row in page}

    assert len(ids("modifiedtime")) < 130
    assert len(ids("modifiedtime, id")) == 130
    assert len(client.query("SELECT id FROM Potentials WHERE id > '13x200' ORDER BY id ASC LIMIT 100;")) == 30


def test_a_number_in_place_of_a_time_returns_everything(client):
    assert client.query("SELECT COUNT(*) FROM Potentials WHERE modifiedtime > '1900000000';") == [{"count": "130"}]
    assert client.query("SELECT COUNT(*) FROM Potentials WHERE modifiedtime > '2026-03-02 12:00:00';") == [
        {"count": "0"}
    ]


@pytest.mark.parametrize(
    ("vtql", "code"),
    [
        ("SELECT * FROM Potentials", "QUERY_SYNTAX_ERROR"),
        ("SELECT * FROM Potentials WHERE (id > '1');", "QUERY_SYNTAX_ERROR"),
        ("SELECT * FROM Potentials WHERE id NOT IN ('13x101');", "QUERY_SYNTAX_ERROR"),
        ("SELECT isclosed FROM Potentials;", "ACCESS_DENIED"),
        ("SELECT * FROM potentials;", "ACCESS_DENIED"),
        ("SELECT * FROM Potentials WHERE contact_id = '';", "INTERNAL_SERVER_ERROR"),
    ],
)
def test_a_query_is_refused_in_a_body(client, vtql, code):
    assert client.query(vtql) == code


def test_what_the_server_does_not_know_is_an_error_without_a_word(client):
    answer = client.get(operation="nonsense")
    assert (answer.status_code, answer.content) == (500, b"")


def test_a_later_challenge_voids_an_earlier_one_and_a_second_login_no_session(client):
    first = client.log_in()["result"]["sessionName"]
    client.server.rivals = 1
    assert client.log_in()["error"]["code"] == "INVALID_USER_CREDENTIALS"
    client.log_in()
    body = {"sessionName": first}
    assert requests.post(client.page, body, params={"operation": "listtypes"}, timeout=5).json()["success"]


def test_a_session_is_needed_and_may_end(client):
    assert client.get(operation="listtypes").json()["error"]["code"] == "AUTHENTICATION_REQUIRED"
    session = client.log_in()["result"]["sessionName"]
    client.server.end_sessions()
    assert client.get(operation="listtypes", sessionName=session).json()["error"]["code"] == "INVALID_SESSIONID"


def test_inactive_users_vanish(client):
    assert [user["id"] for user in client.query("SELECT user_name FROM Users;")] == ["19x1"]


def test_deals_go_with_their_account_and_nothing_tells_of_it(client):
    client.server.sync_works = True
    client.server.store.delete("11x10")
    assert client.query("SELECT COUNT(*) FROM Potentials;") == [{"count": "128"}]
    assert client.ask(operation="sync", modifiedTime=1, elementType="Potentials")["deleted"] == []
    assert client.ask(operation="sync", modifiedTime=1, elementType="Accounts")["deleted"] == ["11x10"]
    assert client.ask(operation="retrieve", id="11x10") == "ACCESS_DENIED"


def test_an_expired_challenge_is_no_wrong_key(client):
    client.server.store.now = lambda: NOON
    client.get(operation="getchallenge", username="Admin")
    client.server.store.now = lambda: datetime(2026, 3, 2, 12, 6, tzinfo=UTC)
    form = {"operation": "login", "username": "admin", "accessKey": "0" * 32}
    assert requests.post(client.page, form, timeout=5).json()["error"]["code"] == "INVALID_AUTH_TOKEN"


def test_describe_tells_the_prefix_of_a_modules_ids(client):
    assert client.ask(operation="describe", elementType="PBXManager")["idPrefix"] == "24"
