"""JSON over HTTP from a server that fails: what is tried again, what is waited for, what is said in the end."""

from datetime import UTC, datetime, timedelta

import pytest

from data.sources._answers import Answer, clean
from data.sources._base import SourceConfig
from data.sources._http import Http, retry_after
from data.sources._server import server_address
from demo.crm.faults import CutJson, Hang, Reset, Status, html_page
from demo.crm.vtiger import BASE, Crm, running
from errors import BadInput, SourceBusy, SourceError, SourceUnreachable

KEY = "s3cret-key"


class Client:
    """A client of a fake server, its waits and what it told."""

    def __init__(self, crm: Crm, address: str, **given) -> None:
        self.crm, self.waits, self.told = crm, [], []
        config = SourceConfig("crm", {"timeout": 0.15}, tell=lambda s, m: self.told.append(m), sleep=self.waits.append)
        self.http = Http(config, address + BASE, auth=(crm.username, KEY), hidden=[KEY], **given)

    def me(self, **given) -> Answer:
        return self.http.get("/me", {"secret": KEY}, **given)

    @property
    def rounded(self) -> list[int]:
        return [int(wait) for wait in self.waits]


@pytest.fixture
def server():
    crm = Crm(key=KEY)
    with running(crm) as address:
        yield crm, address


@pytest.fixture
def client(server):
    return Client(*server)


FAULTS = {
    "time-out": (Hang(0.3), "there was no answer within"),
    "reset": (Reset(), "the connection failed or was cut off"),
    "500": (Status(500, "INTERNAL_SERVER_ERROR"), "error 500 INTERNAL_SERVER_ERROR"),
    "503 with a page": (html_page(503), "error 503"),
    "cut JSON": (CutJson(), "its answer was cut off"),
    "broken off": (CutJson(broken=True), "cut off"),
    "HTML": (html_page(), "it sent a web page instead of data"),
    "nothing": (Status(200), "its answer was cut off"),
}


@pytest.mark.parametrize("fault", [fault for fault, _said in FAULTS.values()], ids=FAULTS)
def test_a_fault_that_passes_is_tried_again_after_a_while(client, fault):
    client.crm.faults.next(fault, times=2)
    assert client.me().body["result"]["user_name"] == client.crm.username
    assert client.rounded == [1, 2]
    assert "Going on in 1 s" in client.told[0]


@pytest.mark.parametrize(("fault", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_that_stays_is_told_without_secrets(client, fault, said):
    client.crm.faults.next(fault, times=4)
    with pytest.raises(SourceUnreachable) as failure:
        client.me()
    assert client.rounded == [1, 2, 4]
    assert said in failure.value.message
    assert "Tried 4 times" in failure.value.message
    assert not any(secret in str(failure.value.as_dict()) for secret in (KEY, "secret", "/me"))


def test_a_server_that_is_not_there_is_unreachable(client):
    away = Client(client.crm, "http://127.0.0.1:9")
    with pytest.raises(SourceUnreachable, match=r"127\.0\.0\.1 cannot be read: the connection failed"):
        away.me()


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_what_the_server_refuses_is_the_callers_to_read_and_asked_once(client, status):
    client.crm.faults.next(Status(status, "CODE:words"))
    answer = client.me()
    assert (answer.status, answer.reason, answer.body) == (status, "CODE:words", None)
    assert client.waits == []
    assert len(client.crm.asked) == 1


def test_a_name_and_a_key_may_have_any_letters():
    crm = Crm(key="pasted with a ’")
    crm.username = "zoë@example.com"
    with running(crm) as address:
        http = Http(SourceConfig("crm"), address + BASE, auth=(crm.username, crm.key))
        assert http.get("/me").status == 200


def test_429_waits_as_long_as_the_server_says(client):
    client.crm.faults.next(Status(429, headers={"Retry-After": "7"}))
    assert client.me().status == 200
    assert client.waits == [7.0]
    assert client.told == ["127.0.0.1: its rate limit is used up. Going on in 7 s."]


def test_429_without_a_header_waits_the_vendors_time(server):
    client = Client(*server, busy_wait=30.0)
    client.crm.faults.next(Status(429))
    client.me()
    assert client.waits == [30.0]


def test_429_may_tell_its_time_in_a_way_of_its_own(server):
    client = Client(*server, turn=lambda answer: answer.number("X-Wait"))
    client.crm.faults.next(Status(429, headers={"X-Wait": "11"}))
    client.me()
    assert client.waits == [11.0]


def test_429_is_waited_for_a_quarter_of_an_hour_at_most(client):
    client.crm.faults.next(Status(429, headers={"Retry-After": "400"}), times=3)
    with pytest.raises(SourceBusy, match="its rate limit is used up until"):
        client.me()
    assert client.waits == [400.0, 400.0]


def test_a_date_in_retry_after_is_measured_by_the_servers_clock():
    headers = {"Retry-After": "Sat, 21 Nov 2026 12:01:30 GMT", "Date": "Sat, 21 Nov 2026 12:00:00 GMT"}
    assert retry_after(Answer(429, "", headers)) == 90.0
    assert retry_after(Answer(429, "", {"Retry-After": "soon"})) is None


def test_the_servers_clock_is_read(server):
    crm, address = server
    crm.store.clock.skew = timedelta(hours=-7)
    answer = Client(crm, address).me()
    assert abs((datetime.now(UTC) - answer.date).total_seconds() - 7 * 3600) < 5
    assert Answer(200, "", {}).date is None


def test_a_request_is_never_sent_on_to_another_host(client):
    client.crm.faults.next(Status(302, headers={"Location": "https://user:pw@other.example.com/login?key=1"}))
    with pytest.raises(SourceUnreachable, match=r"sends on to https://other\.example\.com instead of answering"):
        client.me()
    assert client.waits == []


def test_a_text_that_was_cut_within_an_emoji_is_no_fault(server):
    crm, address = server
    crm.faults.next(Status(200, body=b'{"said": "\\ud83d!"}'))
    client = Client(crm, address)
    answer = client.me()
    assert (answer.body, client.waits) == ({"said": "\ud83d!"}, [])
    assert clean(answer.body["said"]) == "?!"


def test_words_of_a_server_are_cleaned_before_they_are_shown():
    assert clean("<b>No</b>\n access &amp; no s3cret-key", [KEY]) == "No access & no ***"
    assert len(clean("x" * 500)) == 200


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("acme.od2.vtiger.com", "https://acme.od2.vtiger.com"),
        (" https://acme.example.com/crm/ ", "https://acme.example.com/crm"),
        ("http://127.0.0.1:8051", "http://127.0.0.1:8051"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_an_address_is_the_host_option(host, address):
    assert server_address(SourceConfig("crm", {"host": host})) == address


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "http://acme.example.com",
        "https://u:s3cret-key@a.example",
        "https://a/?k=1",
        "https://[a",
        "https://a:s3cret-key",
    ],
)
def test_an_address_that_is_none_or_would_show_secrets_is_refused(host):
    with pytest.raises(BadInput) as failure:
        server_address(SourceConfig("crm", {"host": host}))
    assert KEY not in str(failure.value.as_dict())


@pytest.mark.parametrize("given", ["soon", -1, None, "nan", "inf"])
def test_an_option_that_is_no_number_is_told(given):
    with pytest.raises(BadInput, match=f"The option timeout of crm is '{given}'"):
        Http(SourceConfig("crm", {"timeout": given}), "https://a.example")


def test_every_error_of_a_source_is_a_source_error():
    assert issubclass(SourceBusy, SourceError)
    assert SourceBusy("x").status == 503
