"""VTiger's records as its mappings read them: times in their zones, reps with teams, links into the CRM."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest

from data.engine import current
from data.importing import sync_origin
from data.mapping import load_mapping
from data.origins import add_origin, get_origin
from data.publish import build_origin, publish
from data.record_log import append, kind_states, version
from demo.crm.vtiger import Crm, running
from demo.crm.vtiger_store import MODULES, Store
from errors import BadMapping
from tests.state import state

CLOUD = "https://acme.od2.vtiger.com/restapi/v1/vtiger/default"
ZONES = {"workflow": "Etc/GMT+6", "calls": "America/New_York"}  # what the samples were written in


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


class Origin:
    """An origin whose records are put into the log as its source gives them."""

    def __init__(self, name: str, source: str = "vtiger", **options: object) -> None:
        self.name = name
        add_origin(name, source, source, options={"host": CLOUD, **options})
        self.received("Groups", {"id": "20x82", "groupname": "Sales"})
        name = {"user_name": "ann@acme.com", "first_name": "Ann", "last_name": "Lee", "email1": "ann@acme.com"}
        self.received("Users", {"id": "19x55", **name, "status": "Active", "user_primary_group": "20x82"})

    def received(self, module: str, *records: dict[str, str]) -> None:
        for record in records:
            payload = {name.lower(): value for name, value in record.items()}
            text = payload.get("modifiedtime")
            modified = datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
            append(self.name, module, [version(payload["id"], payload, modified)])

    def rows(self, table: str, *columns: str):
        publish()
        return current().frame(table).select(columns).rows()


def entries(origin: str):
    """The stages that deals entered and when, in order."""
    found = build_origin(get_origin(origin), kind_states()).tables["stage_changes"]
    return found.select(pl.col("stage").cast(pl.String), "changed_at").sort("changed_at").rows()


DEAL = {
    "id": "5x1", "potentialname": "Ten pumps", "sales_stage": "Negotiation", "amount": "999.00000000",
    "probability": "85.000", "assigned_user_id": "19x55", "createdtime": "2026-01-05 10:00:00",
    "modifiedtime": "2026-01-06 10:00:00", "closingdate": "2026-02-01", "pipeline": "Standard",
}  # fmt: skip


def test_a_deal_is_read_with_its_numbers_owner_and_link(var):
    origin = Origin("vtiger")
    origin.received("Potentials", DEAL)
    columns = ("stage", "status", "amount", "probability", "rep", "team", "expected_close_on", "closed_on")
    assert origin.rows("opportunities", *columns) == [
        ("Negotiation", "open", 999.0, 0.85, "Ann Lee", "Sales", date(2026, 2, 1), None)
    ]
    assert origin.rows("opportunities_detail", "url", "created_at") == [
        ("https://acme.od2.vtiger.com/view/detail?module=Potentials&id=1", utc(2026, 1, 5, 10))
    ]


def test_a_group_owns_deals_and_is_no_person(var):
    origin = Origin("vtiger")
    origin.received("Potentials", {**DEAL, "assigned_user_id": "20x82"})
    assert origin.rows("opportunities", "rep", "team") == [("Sales", "Sales")]
    assert set(origin.rows("reps", "rep", "shared", "active")) == {("Ann Lee", False, True), ("Sales", True, False)}


@pytest.mark.parametrize("group", ["20x82", "82"])
def test_a_team_is_found_with_and_without_the_prefix_of_its_id(var, group):
    origin = Origin("vtiger")
    origin.received("Users", {"id": "19x7", "user_name": "bob", "status": "Active", "user_primary_group": group})
    assert ("bob", "Sales") in origin.rows("reps", "rep", "team")
    assert origin.rows("warnings", "check") == []


def test_users_without_a_name_go_by_their_login_and_without_a_group_have_no_team(var):
    origin = Origin("vtiger")
    origin.received("Users", {"id": "19x7", "user_name": "bob", "first_name": "", "last_name": "", "status": "Inactive",
                              "user_primary_group": ""})  # fmt: skip
    assert ("bob", None, False) in origin.rows("reps", "rep", "team", "active")


def test_a_stage_that_the_mapping_does_not_know_loses_no_deal(var):
    origin = Origin("vtiger")
    origin.received("Potentials", {**DEAL, "sales_stage": "Trial"}, {**DEAL, "id": "5x2", "sales_stage": "Closed Won"})
    assert origin.rows("opportunities", "stage", "status") == [("Trial", "open"), ("Closed Won", "won")]
    assert ("5x1", "stage", "unknown_category", "Trial") in origin.rows(
        "warnings", "external_id", "column", "check", "value"
    )


def test_the_stages_of_an_instance_are_options_of_its_origin(var):
    origin = Origin("vtiger", stages=[{"stage": "Trial", "status": "open"}, {"stage": "Gewonnen", "status": "won"}])
    origin.received("Potentials", {**DEAL, "sales_stage": "Gewonnen"}, {**DEAL, "id": "5x2", "sales_stage": "Trial"})
    assert origin.rows("opportunities", "stage", "status") == [("Gewonnen", "won"), ("Trial", "open")]
    assert origin.rows("stages", "stage", "pipeline", "position") == [
        ("Trial", "Standard", 0),
        ("Gewonnen", "Standard", 1),
    ]
    assert [row for row in origin.rows("warnings", "check") if row == ("unknown_category",)] == []


def test_stages_that_are_none_are_an_error_that_says_which(var):
    with pytest.raises(BadMapping, match=r"options\.stages: 0\.status .*'untouched', 'open', 'won' or 'lost'"):
        add_origin("vtiger", "vtiger", "vtiger", options={"stages": [{"stage": "Trial", "status": "maybe"}]})


def test_a_stage_belongs_to_every_pipeline_of_the_deals(var):
    origin = Origin("vtiger")
    origin.received("Potentials", DEAL, {**DEAL, "id": "5x2", "pipeline": "Renewals"})
    negotiation = [row for row in origin.rows("stages", "stage", "pipeline") if row[0] == "Negotiation"]
    assert negotiation == [("Negotiation", "Standard"), ("Negotiation", "Renewals")]


def test_a_cloud_deal_closes_when_it_entered_the_stage_it_is_in(var):
    origin = Origin("vtiger")
    won = {**DEAL, "sales_stage": "Closed Won", "current_stage_entry_time": "2026-01-20 16:30:00"}
    origin.received("Potentials", {**won, "modifiedtime": "2026-03-01 08:00:00"})
    assert origin.rows("opportunities", "closed_on", "decided_on", "cycle_days") == [
        (date(2026, 1, 20), date(2026, 1, 20), 15)
    ]
    assert origin.rows("opportunities_detail", "closed_at") == [(utc(2026, 1, 20, 16, 30),)]
    assert origin.rows("warnings", "check") == []


OSS = {name: value for name, value in DEAL.items() if name != "pipeline"}


def test_an_open_source_deal_closes_when_a_sync_saw_it_close(var):
    origin = Origin("crm", "vtiger_oss", host="https://crm.acme.com/vtiger/webservice.php")
    origin.received("Potentials", OSS)
    origin.received("Potentials", {**OSS, "sales_stage": "Closed Lost", "modifiedtime": "2026-01-21 09:00:00"})
    assert origin.rows("opportunities", "status", "closed_on") == [("lost", date(2026, 1, 21))]
    assert origin.rows("stage_changes", "stage", "evidence") == [("Closed Lost", "observed")]
    assert origin.rows("opportunities_detail", "url") == [
        ("https://crm.acme.com/vtiger/index.php?module=Potentials&view=Detail&record=1",)
    ]


def test_one_that_came_in_closed_counts_on_its_expected_day_at_most_that_of_its_last_change(var):
    origin = Origin("crm", "vtiger_oss")
    early = {**OSS, "sales_stage": "Closed Won", "closingdate": "2026-01-05"}
    late = {**OSS, "id": "5x2", "sales_stage": "Closed Won", "closingdate": "2027-01-01"}
    origin.received("Potentials", early, late)
    assert origin.rows("opportunities", "closed_on", "decided_on") == [
        (None, date(2026, 1, 5)), (None, date(2026, 1, 6)),
    ]  # fmt: skip


def test_the_zone_of_the_server_is_that_of_the_origin(var):
    origin = Origin("crm", "vtiger_oss", zone="Europe/Paris")
    origin.received("Potentials", OSS)
    assert origin.rows("opportunities_detail", "created_at") == [(utc(2026, 1, 5, 9),)]


@pytest.mark.parametrize("name", ["vtiger", "vtiger_oss"])
def test_users_name_their_fields_and_no_secret_is_among_them(name):
    kinds = load_mapping(name).kinds
    assert {kind for kind, spec in kinds.items() if spec.fields} == {"Users"}
    assert not {"accesskey", "user_password"} & {*kinds["Users"].fields, *kinds["Users"].optional}
    assert "accesskey" in kinds["Users"].never_store


def test_what_a_workflow_writes_is_read_in_twelve_hours(var):
    origin = Origin("vtiger", zones={"workflow": "America/Chicago"}, stage_fields={"Trial": "cf_853"})
    origin.received("Potentials", {
        **DEAL, "cf_potentials_demogivenchangedat": "01-08-2026 03:31 PM", "cf_853": "07-08-2026 12:05 AM",
    })  # fmt: skip
    assert entries("vtiger") == [
        ("Demo Given", utc(2026, 1, 8, 21, 31)), ("Trial", utc(2026, 7, 8, 5, 5)),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def samples(test_data, tmp_path_factory):
    """The sample bodies of a cloud, served over HTTP and synced by an origin that knows their zones."""
    folder = test_data / "crm_samples/vtiger_cloud"
    records = {
        module: json.loads((folder / f"query_{module}.json").read_text("utf-8"))["result"]
        for module in ("Potentials", "PhoneCalls")
    }
    fields = {name: tuple(f for f in rows[0] if "time" not in f.lower()) for name, rows in records.items()}
    modules = {
        name: replace(about, fields=tuple(dict.fromkeys([*about.fields, *fields.get(name, ())])))
        for name, about in MODULES.items()
    }
    store = Store(modules=modules)
    store.put("Groups", "20x82", groupname="Sales")
    store.put("Users", "19x55", user_name="ann", last_name="Lee", status="Active", user_primary_group="20x82")
    store.put("Users", "19x27", user_name="bob", last_name="Roy", status="Active", user_primary_group="20x82")
    store.put("Accounts", "3x929208", accountname="R&D")
    for module, rows in records.items():
        for row in rows:
            given = {name: value for name, value in row.items() if name in modules[module].names}
            store.put(module, row["id"], **given)
    crm = Crm(store, key="aKey0123456789xy")
    secret = {"FAIRLEAD_CREDENTIALS__VTIGER__ACCESS_KEY": crm.key}
    with running(crm) as host, state(tmp_path_factory.mktemp("samples") / "var", **secret):
        add_origin("vtiger", "vtiger", "vtiger", options={"host": host, "username": crm.username, "zones": ZONES})
        receipt = sync_origin("vtiger", tell=lambda _share, _message: None)
        yield receipt, host


def shown(table, *columns):
    return current().frame(table).select(columns).rows()


def test_the_samples_come_in_whole(samples):
    receipt, _host = samples
    assert (receipt.received, receipt.quarantined) == (1 + 2 + 1 + 1 + 1, 0)
    assert shown("opportunities", "stage", "status", "amount", "probability", "rep", "team", "account") == [
        ("Needs Analysis", "open", 999.0, 0.85, "Lee", "Sales", "R&D")
    ]


def test_the_samples_stages_were_entered_at_the_instants_that_the_note_works_out(samples):
    assert [(stage, at.replace(second=0)) for stage, at in entries("vtiger")] == [
        ("Demo Scheduled", utc(2020, 12, 8, 21, 27)), ("Demo Given", utc(2020, 12, 8, 21, 31)),
        ("Quote Sent", utc(2020, 12, 8, 22, 3)), ("Needs Analysis", utc(2020, 12, 10, 16, 36)),
    ]  # fmt: skip


def test_the_samples_deal_was_created_in_utc(samples):
    assert shown("opportunities_detail", "created_at") == [(utc(2020, 12, 8, 21, 27, 4),)]


def test_the_samples_call_is_in_the_zone_of_its_telephones(samples):
    _receipt, host = samples
    assert shown("activities", "rep", "team", "duration_s", "direction", "call_status", "started_on") == [
        ("Roy", "Sales", 56.0, "outbound", "completed", date(2020, 12, 10))
    ]
    (detail,) = shown("activities_detail", "started_at", "url", "recording_url")
    assert detail[:2] == (utc(2020, 12, 10, 14, 48, 2), f"{host}/view/detail?module=PhoneCalls&id=930719")
    assert detail[2].startswith("http://voipserver.com:4001/recordings/")


def test_the_samples_user_of_an_open_source_server_is_a_rep(var, test_data):
    users = json.loads((test_data / "crm_samples/vtiger_oss/listUsers.json").read_text("utf-8"))["result"]
    origin = Origin("crm", "vtiger_oss")
    append("crm", "Users", [version(user["id"], user) for user in users])
    assert ("Administrator", "vtiger@localhost.lan", True) in origin.rows("reps", "rep", "email", "active")
