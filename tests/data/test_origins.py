from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.importing import import_path
from data.origins import (
    add_origin,
    all_origins,
    enable,
    ensure_origin,
    get_origin,
    is_empty,
    mapping_of,
    retire_demo,
    seed_origins,
)
from data.publish import publish
from data.record_log import append, version
from errors import BadInput, BadMapping, UnknownName
from tests.maven_files import write_company
from tests.state import state

TOML = """
[origins.shop]
mapping = "superstore"
currency = "USD"
options = { path = "/files" }

[origins.crm]
mapping = "maven"
enabled = false
"""


def enabled() -> list[str]:
    return [origin.name for origin in all_origins() if origin.enabled]


def test_origins_of_the_settings_are_added_once_and_left_alone_after(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(TOML)
    with state(tmp_path / "var", FAIRLEAD_SETTINGS=str(tmp_path / "settings.toml")):
        seed_origins()
        assert [(o.name, o.mapping, o.currency, o.enabled) for o in all_origins()] == [
            ("crm", "maven", None, False), ("shop", "superstore", "USD", True),
        ]  # fmt: skip
        enable("crm", True)
        seed_origins()
        assert enabled() == ["crm", "shop"]
        assert get_origin("shop").options == {"path": "/files"}


def test_credentials_alone_make_the_origin_of_that_source(var: Path) -> None:
    bare = '{"username": "you@acme.example", "access_key": "k-123456", "host": "https://acme.example"}'
    var.mkdir(exist_ok=True)
    (var / "credentials.json").write_text(bare)
    seed_origins()
    assert [(o.name, o.source, o.mapping, o.options) for o in all_origins()] == [("vtiger", "vtiger", "vtiger", {})]


def test_credentials_of_an_origin_of_the_settings_make_no_second_one(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        '[origins.vtiger-oss]\nsource = "vtiger_oss"\nmapping = "vtiger_oss"\noptions = { host = "https://a.example" }'
    )
    given = {
        "FAIRLEAD_CREDENTIALS__VTIGER_OSS__ACCESS_KEY": "k-123456",
        "FAIRLEAD_CREDENTIALS__VTIGER_OSS__HOST": "https://a.example",
    }
    with state(tmp_path / "var", FAIRLEAD_SETTINGS=str(tmp_path / "settings.toml"), **given):
        seed_origins()
        assert [o.name for o in all_origins()] == ["vtiger-oss"]


def test_credentials_of_another_name_or_without_a_host_make_none(var: Path) -> None:
    var.mkdir(exist_ok=True)
    (var / "credentials.json").write_text(
        '{"branch": {"host": "https://b.example"}, "files": {"host": "/x"}, "vtiger": {"access_key": "k"}}'
    )
    seed_origins()
    assert all_origins() == []


def test_options_follow_the_settings_and_nothing_else_does(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(TOML)
    with state(tmp_path / "var", FAIRLEAD_SETTINGS=str(tmp_path / "settings.toml")):
        seed_origins()
        enable("crm", True)
    (tmp_path / "settings.toml").write_text(TOML.replace('"/files"', '"/other"').replace("USD", "EUR"))
    with state(tmp_path / "var", FAIRLEAD_SETTINGS=str(tmp_path / "settings.toml")):
        seed_origins()
        assert (get_origin("shop").options, get_origin("shop").currency) == ({"path": "/other"}, "USD")
        assert enabled() == ["crm", "shop"]


def test_processes_that_add_the_same_origin_do_not_disturb_each_other(fairlead: Path) -> None:
    all_origins()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _number: add_origin("crm", "maven"), range(4)))
    assert enabled() == ["crm"]


def test_an_unknown_origin_is_refused_with_those_there_are(fairlead: Path) -> None:
    add_origin("maven-fr", "maven")
    with pytest.raises(UnknownName, match=r"no origin 'maven-fx'\. Did you mean 'maven-fr'"):
        enable("maven-fx", False)


@pytest.mark.parametrize("name", ["", "a:b", "../x", "a b", "x" * 65])
def test_a_name_that_cannot_be_part_of_an_id_is_refused(name: str, var: Path) -> None:
    with pytest.raises(BadInput, match="cannot name an origin"):
        add_origin(name, "maven")


def test_an_origin_keeps_its_mapping(fairlead: Path) -> None:
    assert ensure_origin("crm", "maven").name == "crm"
    assert ensure_origin("crm", "maven").mapping == "maven"
    with pytest.raises(BadInput, match="uses the mapping maven, not swile"):
        ensure_origin("crm", "swile")


def test_files_are_not_imported_by_the_mapping_of_a_live_system(fairlead: Path) -> None:
    with pytest.raises(BadInput, match="The mapping vtiger reads vtiger, not files"):
        ensure_origin("vtiger", "vtiger")
    assert "vtiger" not in {origin.name for origin in all_origins()}


def test_a_log_without_records_is_empty(fairlead: Path) -> None:
    add_origin("crm", "maven")
    assert is_empty()
    append("crm", "accounts", [version("1", {})])
    assert not is_empty()


def test_the_first_real_import_turns_the_demo_off_and_later_ones_leave_it(fairlead: Path, tmp_path: Path) -> None:
    add_origin("demo", "demo")
    append("demo", "reps", [version("1", {"rep_id": "1", "rep": "Ann"})])
    publish()
    assert not retire_demo("demo")
    files = str(write_company(tmp_path / "files"))
    first = import_path(files, "maven", tell=lambda _share, _message: None)
    assert any("demo company is off" in note for note in first.notes)
    assert enabled() == ["maven"]
    enable("demo", True)  # somebody wants to see it again
    publish()
    again = import_path(files, "maven", tell=lambda _share, _message: None)
    assert again.notes == []
    assert enabled() == ["demo", "maven"]


def test_the_mapping_of_an_origin_has_its_options_put_in_but_for_the_secret_ones(tmp_path: Path) -> None:
    text = """
title = "A CRM"
zones = { calls = "UTC" }
[kinds.deals]
fields = ["id", "called"]
[[tables.opportunities]]
from = "deals"
opportunity_id = "id"
status = { const = "open" }
last_activity_at = { field = "called", zone = "calls" }
url = { template = "{options.host}/{id}" }
"""
    with state(tmp_path / "var"):
        (tmp_path / "var/mappings").mkdir(parents=True)
        (tmp_path / "var/mappings/ours.toml").write_text(text)
        options = {"host": "https://crm.example/", "zones": {"calls": "America/New_York"}}
        add_origin("ours", "ours", "files", options=options)
        (entry,) = mapping_of(get_origin("ours")).entries
        assert entry.columns["last_activity_at"].zone == "America/New_York"
        assert entry.columns["url"].template == "https://crm.example/{id}"
        add_origin("bare", "ours", "files", options={"host": "crm.example"})
        assert mapping_of(get_origin("bare")).entries[0].columns["url"].template == "https://crm.example/{id}"
        with pytest.raises(BadMapping, match=r"options.zones: the mapping has no zone 'call'; it has calls"):
            add_origin("other", "ours", "files", options={"zones": {"call": "UTC"}})
