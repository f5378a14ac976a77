"""The fake VTiger Cloud answers as the protocol note says the real one does."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from demo.crm.faults import Faults, Reset, Status, Then
from demo.crm.vtiger import BASE, Crm, handful, running
from demo.crm.vtiger_store import Clock, Store

USER, KEY = "owner@example.com", "k"


class Client:
    """A client without any mercy: what it gets is what was sent."""

    def __init__(self, crm, address):
        self.crm, self.address = crm, address

    def get(self, path, key=KEY, **params):
        return requests.get(self.address + BASE + path, params=params, auth=(USER, key), timeout=5)

    def query(self, text):
        return self.get("/query", query=text)

    def rows(self, text):
        return self.query(text).json()["result"]


@pytest.fixture
def client():
    crm = Crm(handful(), USER, KEY)
    with running(crm) as address:
        yield Client(crm, address)


def test_an_answer_is_text_json_with_a_result(client):
    answer = client.get("/me")
    assert answer.headers["Content-Type"] == "text/json; charset=UTF-8"
    assert answer.json()["success"] is True
    assert answer.json()["result"]["currency_symbol"] == "&#8364;"


def test_a_wrong_key_and_a_wrong_query_are_told_in_the_status_line_alone(client):
    wrong_key, wrong_query = client.get("/me", key="x"), client.query("SELECT * FROM Potentials")
    assert (wrong_key.status_code, wrong_key.reason) == (401, "AUTHENTICATION_FAILURE:Invalid username or access key")
    assert wrong_query.status_code == 400
    assert wrong_query.reason.startswith("QUERY_SYNTAX_ERROR:")
    assert wrong_key.content == wrong_query.content == b""


@pytest.mark.parametrize("query", ["SELECT * FROM Secrets;", "SELECT * FROM Contacts;"])
def test_a_module_that_is_not_there_or_hidden_is_denied(client, query):
    client.crm.hidden = ("Contacts",)
    assert client.query(query).reason.startswith("ACCESS_DENIED:")
    assert "Contacts" not in client.get("/listtypes").json()["result"]["types"]


def test_a_page_is_cut_at_a_hundred_without_a_word(client):
    for n in range(150):
        client.crm.store.put("Contacts", lastname=f"C{n}")
    assert len(client.rows("SELECT * FROM Contacts LIMIT 200;")) == 100
    assert client.rows("SELECT COUNT(*) FROM Contacts;") == [{"count": "150"}]


def test_all_values_are_texts_with_entities_and_calls_have_a_capital(client):
    (account,), (call,) = client.rows("SELECT * FROM Accounts;"), client.rows("SELECT * FROM PhoneCalls;")
    assert account["accountname"] == "Hill &amp; Sons"
    assert "CreatedTime" in call
    assert all(isinstance(value, str) for value in call.values())


def test_describe_names_the_fields(client):
    fields = client.get("/describe", elementType="Potentials").json()["result"]["fields"]
    assert {"modifiedtime", "sales_stage", "id"} <= {field["name"] for field in fields}


def test_sync_tells_of_deletions_page_by_page(client):
    begun = int(client.crm.store.clock.now().timestamp())
    contacts = [client.crm.store.put("Contacts") for _n in range(130)]
    for contact in contacts:
        client.crm.store.clock.advance(1)
        client.crm.store.remove(contact)
    first = client.get("/sync", modifiedTime=begun, elementType="Contacts").json()["result"]
    assert (first["deleted"], first["more"]) == (contacts[:100], True)
    second = client.get("/sync", modifiedTime=first["lastModifiedTime"], elementType="Contacts").json()["result"]
    assert (second["deleted"][-1], second["more"]) == (contacts[-1], False)


def test_limits_are_told_and_enforced(client):
    client.crm.per_minute = 3
    client.crm.store.clock = Clock(read=lambda: datetime(2026, 1, 5, 9, tzinfo=UTC))
    left = [client.get("/me").headers["X-FloodControl-Remaining"] for _request in range(3)]
    assert left == ["2", "1", "0"]
    refused = client.get("/me")
    assert (refused.status_code, refused.headers["X-FloodControl-Remaining"]) == (429, "0")
    client.crm.store.clock.advance(61)
    assert client.get("/me").status_code == 200


def test_the_clock_may_be_wrong(client):
    client.crm.store.clock.skew = timedelta(days=365)
    assert str(client.crm.store.clock.now().year) in client.get("/me").headers["Date"]


def test_it_keeps_count_of_what_it_was_asked(client):
    client.rows("SELECT id FROM Groups;")
    client.get("/me")
    assert client.crm.requests == {"query": 1, "me": 1}
    assert client.crm.queries() == ["SELECT id FROM Groups;"]


def test_a_store_adds_changes_and_removes():
    store = Store()
    deal = store.put("Potentials", sales_stage="New", modifiedtime="2024-01-05 10:00:00")
    assert store.put("Potentials", deal, sales_stage="Won") == deal
    row = store.get(deal)
    assert (row["sales_stage"], row["prev_sales_stage"]) == ("Won", "New")
    assert row["current_stage_entry_time"] == row["modifiedtime"] > "2024-01-05 10:00:00"
    store.remove(deal)
    assert list(store.rows("Potentials")) == []
    with pytest.raises(KeyError, match="Potentials has no colour"):
        store.put("Potentials", colour="red")


def test_a_fault_comes_when_it_is_due_and_once(client):
    client.crm.faults.at(2, Status(500))
    client.crm.faults.when("Groups", Status(503, "BUSY"))
    assert [client.get("/me").status_code for _request in range(3)] == [200, 500, 200]
    assert client.query("SELECT * FROM Groups;").reason == "BUSY"
    assert client.query("SELECT * FROM Groups;").status_code == 200
    client.crm.faults.next(Reset())
    with pytest.raises(requests.ConnectionError):
        client.get("/me")


def test_faults_can_be_called_off_and_things_can_happen_between_two_answers(client):
    faults = Faults()
    faults.next(Status(500), times=3)
    faults.clear()
    assert faults.of("/me") is None
    client.crm.faults.when("Groups", Then(lambda: client.crm.store.put("Groups", groupname="Late")))
    assert [len(client.rows("SELECT * FROM Groups;")) for _request in range(2)] == [1, 2]
