"""Secrets come from where they belong and are told nowhere."""

import json
import logging
import os
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.credentials import complete_options, missing, options_of, refuse_secrets, scrub, scrubbed, warn_if_open
from data.ledger import add_job, change_job, get_job
from data.origins import add_origin, get_origin, seed_origins
from data.secret_free_logs import scrub_record
from data.tables import Origin
from errors import SettingsError
from settings import settings
from tests.state import state

KEY = "k3y/With+Signs"


def origin(name: str = "vtiger", source: str = "vtiger", **options: str) -> Origin:
    return Origin(name=name, source=source, mapping="vtiger", options=options, enabled=True)


def write(var: Path, content: object, mode: int = 0o600) -> Path:
    var.mkdir(parents=True, exist_ok=True)
    path = var / "credentials.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    os.utime(path, ns=(0, hash(path.read_text()) % 10**15))  # a file of another content has another time
    path.chmod(mode)
    return path


@pytest.fixture
def keyed(tmp_path: Path) -> Iterator[Path]:
    """A state whose environment holds the key of the origin vtiger-fr."""
    with state(tmp_path / "var", FAIRLEAD_CREDENTIALS__VTIGER_FR__ACCESS_KEY=KEY) as var:
        yield var


def test_the_environment_goes_before_the_file_and_the_file_before_the_options(keyed: Path) -> None:
    write(keyed, {"vtiger-fr": {"access_key": "of the file", "username": "ann", "host": "https://file"}})
    found = options_of(origin("vtiger-fr", host="https://options", zone="UTC"))
    assert found == {"host": "https://file", "zone": "UTC", "username": "ann", "access_key": KEY}
    assert options_of(origin("other", host="https://options")) == {"host": "https://options"}


def test_a_bare_file_is_of_vtiger(var: Path) -> None:
    write(var, {"username": "ann", "access_key": "secret key", "host": "https://acme"})
    assert options_of(origin())["access_key"] == "secret key"
    assert missing(origin()) == []
    assert missing(origin("vtiger-fr")) == ["access_key"]


def test_a_file_that_changes_is_read_again(var: Path) -> None:
    write(var, {"vtiger": {"access_key": "first key"}})
    assert options_of(origin())["access_key"] == "first key"
    write(var, {"vtiger": {"access_key": "another key"}})
    assert options_of(origin())["access_key"] == "another key"
    assert scrub("first key, another key") == "first key, ***"


@pytest.mark.parametrize(
    "content", ['{"vtiger": {"access_key": "s3cret', '["s3cret"]', '{"a": {}, "access_key": "s3cret"}']
)
def test_a_file_that_cannot_be_read_is_told_without_what_it_holds(content: str, var: Path) -> None:
    write(var, content)
    with pytest.raises(SettingsError, match=r"credentials\.json cannot be used") as refused:
        options_of(origin())
    assert "s3cret" not in refused.value.message + refused.value.hint
    assert scrub("a text") == "a text"


def test_a_secret_that_is_missing_is_told_with_where_to_put_it(var: Path) -> None:
    with pytest.raises(SettingsError, match="vtiger-fr has no access_key") as refused:
        complete_options(origin("vtiger-fr"))
    assert refused.value.hint == "Put it into credentials.json, or set FAIRLEAD_CREDENTIALS__VTIGER_FR__ACCESS_KEY."


def test_a_secret_among_the_options_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="hold access_key, which is a secret"):
        refuse_secrets("crm", "vtiger", {"host": "https://acme", "access_key": "s3cret"})
    given = '[origins.crm]\nsource = "vtiger"\nmapping = "vtiger"\noptions = { access_key = "s3cret" }'
    (tmp_path / "own.toml").write_text(given)
    with state(tmp_path / "var", FAIRLEAD_SETTINGS=str(tmp_path / "own.toml")):
        with pytest.raises(SettingsError, match="which is a secret") as refused:
            seed_origins()
        assert "s3cret" not in refused.value.message + refused.value.hint
        with pytest.raises(SettingsError, match="which is a secret"):
            add_origin("crm", "vtiger", "vtiger", options={"access_key": "s3cret"})


def test_settings_are_no_place_for_credentials(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[credentials.vtiger]\naccess_key = "s3cret"')
    with (
        state(tmp_path / "var", FAIRLEAD_SETTINGS=str(tmp_path / "own.toml")),
        pytest.raises(SettingsError, match="no place for secrets"),
    ):
        settings()


def test_settings_do_not_show_them(keyed: Path) -> None:
    assert KEY not in repr(settings())


def test_a_file_that_others_may_read_is_warned_of(var: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(var, {"vtiger": {}}, 0o600)
    warn_if_open()
    assert caplog.text == ""
    path = write(var, {"vtiger": {}}, 0o644)
    warn_if_open()
    assert f"can be read by other users of this machine: chmod 600 {path}" in caplog.text


def test_every_form_of_a_secret_is_blanked_and_nothing_else(keyed: Path) -> None:
    write(keyed, {"vtiger": {"username": "ann", "access_key": 'quo"te', "host": "https://acme"}, "x": {"token": "abc"}})
    assert scrub(f"key={KEY}&key=k3y%2FWith%2BSigns") == "key=***&key=***"
    assert scrub(json.dumps({"said": 'quo"te'})) == '{"said": "***"}'
    assert scrub("Basic " + b64encode(b'ann:quo"te').decode()) == "Basic ***"
    assert scrub("ann at https://acme said abc") == "ann at https://acme said abc"  # public, and too short
    assert scrubbed({"a": [f"no {KEY}", 1, None], KEY: True}) == {"a": ["no ***", 1, None], "***": True}


def test_the_ledger_keeps_no_secret(fairlead: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRLEAD_CREDENTIALS__CRM__API_TOKEN", KEY)
    settings.cache_clear()
    job_id = add_job("sync", {"origin": "crm", "said": KEY}, "failed")
    change_job(job_id, message=f"401 for {KEY}", result={"notes": [f"token {KEY}"], "new": 2})
    row = get_job(job_id)
    assert row is not None
    assert (row.arguments, row.message, row.result) == (
        {"origin": "crm", "said": "***"}, "401 for ***", {"notes": ["token ***"], "new": 2},
    )  # fmt: skip


def record(message: str, *args: object, error: Exception | None = None) -> logging.LogRecord:
    trace = (type(error), error, None) if error else None
    return scrub_record(logging.LogRecord("name", logging.ERROR, "file", 1, message, args, trace))


def test_a_log_record_holds_none_in_its_words_its_values_and_its_trace(keyed: Path) -> None:
    assert record("asked %s with %s", "acme", KEY).getMessage() == "asked acme with ***"
    untouched = record("asked %s", "acme")
    assert (untouched.msg, untouched.args) == ("asked %s", ("acme",))
    failed = logging.Formatter("%(message)s").format(record("it failed", error=ValueError(f"url?key={KEY}")))
    assert failed == "it failed\nValueError: url?key=***"
    assert record("%d rows", "no number").args == ("no number",)  # logging itself tells of that


def test_an_origin_without_secrets_needs_no_file(var: Path) -> None:
    write(var, "{broken")
    add_origin("files", "maven", options={"path": "/files"})
    assert complete_options(get_origin("files")) == {"path": "/files"}
