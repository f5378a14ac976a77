"""A mapping that does not fit says what is wrong and where, before any record is read."""

import json

import pytest

from data.mapping import load_mapping, mapping_names, parse_mapping
from errors import BadMapping, UnknownName

DEALS = """
title = "Deals"
[kinds.deals]
files = ["*deals*"]
fields = ["id", "state", "price"]
optional = ["comment"]
key = ["id"]
never_store = ["password"]
[[tables.opportunities]]
from = "deals"
opportunity_id = "id"
status = { field = "state", values = { yes = "won", no = "lost" } }
amount = "price"
"""


def fault(text):
    with pytest.raises(BadMapping) as caught:
        parse_mapping("test", text)
    return caught.value.message


def test_a_mapping_reads_its_short_forms():
    mapping = parse_mapping("test", DEALS)
    (entry,) = mapping.entries
    assert (entry.table, entry.kind) == ("opportunities", "deals")
    assert entry.columns["amount"].fields == ("price",)
    assert entry.columns["status"].values == {"yes": "won", "no": "lost"}


@pytest.mark.parametrize(
    ("was", "becomes", "message"),
    [
        ("[[tables.opportunities]]", "[[tables.deals]]", "tables.deals: there is no table 'deals'; there are reps, "),
        ('from = "deals"', 'from = "orders"', "tables.opportunities: comes from 'orders', which is no kind"),
        ('from = "deals"', "", "tables.opportunities: it has no 'from'"),
        ('amount = "price"', 'amuont = "price"', "tables.opportunities: there is no column 'amuont'; there are "),
        ('amount = "price"', 'amount = "prize"', "kinds.deals: field 'prize' is used, but neither in fields nor"),
        ('amount = "price"', 'next_step = "password"', "field 'password' is never stored, so nothing can be made of"),
        ('key = ["id"]', 'key = ["password"]', "field 'password' is never stored"),
        ('key = ["id"]', 'key = ["ident"]', "field 'ident' is used, but neither in fields nor in optional"),
        ('key = ["id"]', 'kee = ["id"]', "kinds.deals.kee: Extra inputs are not permitted"),
        ('yes = "won"', 'yes = "winn"', "status cannot be 'winn'; it is one of untouched, open, won, lost"),
        ('[kinds.deals]', "[kinds.deals", "is not valid TOML"),
        ('title = "Deals"', "", "title: Field required"),
        ('amount = "price"', 'created_on = { field = "price", formats = ["iso8601"] }', "'iso8601' is no date format"),
        ('amount = "price"', 'created_at = { field = "price", zone = "Paris" }', "'Paris' is no time zone"),
        ('amount = "price"', 'amount = { feild = "price" }', "tables.opportunities.from deals.columns.amount.feild: "),
        ('amount = "price"', "dimensions = { colour = \"comment\" }", "dimension 'colour' has no label"),
        ('opportunity_id = "id"', 'opportunity_id = { field = "id", kind = "x" }', "leave 'kind' out"),
        ('status = {', 'url = {', "tables.opportunities: column 'status' is required"),
        ('key = ["id"]', "unpivot = { columns = '(', value = 'v' }", "is no regular expression"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(was, becomes, message):
    assert was in DEALS
    assert message in fault(DEALS.replace(was, becomes, 1))


@pytest.mark.parametrize(
    "name", ["product", "from", "size_band", "Colour", "grain", "value", "is_won", "decided_on_month"]
)
def test_a_dimension_cannot_take_the_name_of_something_else(name):
    assert f"dimension '{name}' cannot be called so" in fault(DEALS + f'[dimensions]\n{name} = "Label"')


def test_a_table_in_single_brackets_is_explained():
    assert "must be written as [[tables.opportunities]]" in fault(DEALS.replace("[[", "[").replace("]]", "]"))


def test_several_faults_are_said_together():
    message = fault(DEALS.replace('"price"\n', '"prize"\n').replace("opportunity_id =", "oportunity_id ="))
    assert "'prize'" in message
    assert "'oportunity_id'" in message


def test_an_instant_stands_in_for_a_required_day():
    text = """
    title = "Calls"
    [kinds.calls]
    [[tables.activities]]
    from = "calls"
    activity_type = { const = "call" }
    started_at = "at"
    """
    assert parse_mapping("test", text).entries[0].table == "activities"


def test_merged_tables_share_the_namespace_of_their_first_kind_and_facts_keep_their_own():
    mapping = load_mapping("revops")
    assert mapping.namespace("accounts", "opportunities") == "purchases"
    assert mapping.namespace("opportunities", "opportunities") == "opportunities"
    assert mapping.namespace("opportunities", "financials") == "purchases"
    assert mapping.namespace("reps", "purchases") == "reps"


def test_the_users_own_mappings_are_found_and_stand_in_for_shipped_ones(var):
    folder = var / "mappings"
    folder.mkdir(parents=True)
    (folder / "ours.toml").write_text(DEALS)
    (folder / "maven.toml").write_text(DEALS)
    assert {"ours", "maven", "demo"} <= set(mapping_names())
    assert load_mapping("ours").title == load_mapping("maven").title == "Deals"


def test_an_edited_mapping_is_read_again(var):
    (var / "mappings").mkdir(parents=True)
    file = var / "mappings/ours.toml"
    file.write_text(DEALS)
    before = load_mapping("ours")
    file.write_text(DEALS.replace('"Deals"', '"Sales"'))
    assert load_mapping("ours").title == "Sales"
    assert load_mapping("ours").digest != before.digest


def test_a_mapping_that_is_no_text_is_said_to_be_so(var):
    (var / "mappings").mkdir(parents=True)
    (var / "mappings/ours.toml").write_bytes(b'title = "D\xe9"')
    with pytest.raises(BadMapping, match=r"ours\.toml cannot be read"):
        load_mapping("ours")


def test_an_unknown_mapping_lists_the_valid_ones(var):
    with pytest.raises(UnknownName) as caught:
        load_mapping("mavn")
    assert caught.value.message == "There is no mapping 'mavn'. Did you mean 'maven'?"
    assert "superstore" in caught.value.hint


@pytest.mark.parametrize("name", ["../demo", "", "maven.toml"])
def test_a_mapping_is_named_not_reached_by_a_path(var, name):
    with pytest.raises(UnknownName):
        load_mapping(name)


CRM = """
title = "A CRM"
zones = { workflow = "America/New_York" }
[kinds.Groups]
fields = ["id", "groupname"]
[kinds.Potentials]
fields = ["id", "stage", "owner", "given"]
[[tables.reps]]
from = "Groups"
rep_id = "id"
rep = "groupname"
shared = { const = true }
[[tables.opportunities]]
from = "Potentials"
opportunity_id = "id"
rep_id = "owner"
stage = "stage"
status = { const = "open" }
url = { template = "{options.host|before:/webservice.php}/view?id={id|after:x}" }
[[tables.stage_changes]]
from = "Potentials"
when = ["given"]
opportunity_id = "id"
stage = { const = "Demo Given" }
changed_at = { field = "given", formats = ["%m-%d-%Y %I:%M %p"], zone = "workflow" }
"""


def crm(**options):
    return parse_mapping("crm", CRM, json.dumps(options))


def stage_entries(mapping):
    return {e.columns["stage"].const: e for e in mapping.entries_of_table("stage_changes")}


def test_a_named_zone_is_the_mappings_unless_the_origins_options_say_otherwise():
    ours = crm(zones={"workflow": "America/Chicago"})
    assert stage_entries(crm())["Demo Given"].columns["changed_at"].zone == "America/New_York"
    assert stage_entries(ours)["Demo Given"].columns["changed_at"].zone == "America/Chicago"


def test_the_options_a_mapping_reads_are_part_of_its_digest_and_no_others(var):
    (var / "mappings").mkdir(parents=True)
    (var / "mappings/ours.toml").write_text(CRM)
    plain = load_mapping("ours").digest
    assert load_mapping("ours", {"overlap_minutes": 9, "username": "ann"}).digest == plain
    hosts = [load_mapping("ours", {"host": host, "timeout": 3}).digest for host in ("https://a.io", "https://b.io")]
    zoned = load_mapping("ours", {"zones": {"workflow": "America/Chicago"}}).digest
    assert len({plain, zoned, *hosts}) == 4


def test_an_origins_stage_fields_are_entries_like_the_mappings_own():
    added = {"Demo Set": "cf_853", "Pilot": {"field": "cf_9", "formats": ["iso"], "zone": "Europe/Paris"}}
    mapping = crm(stage_fields=added, zones={"workflow": "America/Chicago"})
    entries = stage_entries(mapping)
    assert [(s, e.kind, e.when) for s, e in entries.items()] == [
        ("Demo Given", "Potentials", ("given",)),
        ("Demo Set", "Potentials", ("cf_853",)),
        ("Pilot", "Potentials", ("cf_9",)),
    ]
    usual, other = (entries[stage].columns["changed_at"] for stage in ("Demo Set", "Pilot"))
    assert (usual.zone, usual.formats) == ("America/Chicago", ("%m-%d-%Y %I:%M %p",))
    assert (other.zone, other.formats) == ("Europe/Paris", ("iso",))
    assert entries["Demo Set"].columns["rep_id"].fields == ("owner",)
    assert mapping.kinds["Potentials"].optional == ("cf_853", "cf_9")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"zones": {"server": "UTC"}}, "options.zones: the mapping has no zone 'server'; it has workflow"),
        ({"zones": {"workflow": "Chicago"}}, "options.zones.workflow: 'Chicago' is no time zone"),
        ({"zones": {"workflow": 5}}, "options.zones.workflow: '5' is no time zone"),
        ({"zones": "UTC"}, "options.zones: write it as { name = value }"),
        ({"stage_fields": {"Pilot": 5}}, "options.stage_fields.Pilot: "),
        ({"stage_fields": {"Pilot": {"field": "a", "formats": ["dd/mm"]}}}, "'dd/mm' is no date format"),
    ],
)
def test_options_that_do_not_fit_the_mapping_are_refused_with_words(options, message):
    with pytest.raises(BadMapping) as caught:
        crm(**options)
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("was", "becomes", "message"),
    [
        ('zone = "workflow"', 'zone = "wrkflow"', "'wrkflow' is no time zone: write one like Europe/Paris, or one of"),
        ('"America/New_York"', '"New York"', "zones.workflow: 'New York' is no time zone"),
        ('when = ["given"]', 'when = ["gvn"]', "kinds.Potentials: field 'gvn' is used, but neither"),
        ("{id|after:x}", "{idd}", "kinds.Potentials: field 'idd' is used, but neither"),
        ("{id|after:x}", "{id|until:x}", "'{id|until:x}' is no place to fill: write {field}, {field|after:x}"),
        ("{id|after:x}", "{id", "has a brace without its other"),
        ('url = { template', 'url = { field = "id", template', "a template says itself of what it is made"),
        ('stage = "stage"', 'probability = { template = "{stage}" }', "probability is no text, so no template"),
        ('stage = "stage"', 'stage = { field = "stage", lookup = "Stages.name" }', "in 'Stages', which is no kind of"),
        ('stage = "stage"', 'stage = { field = "stage", lookup = "Groups.nme" }', "kinds.Groups: field 'nme' is used"),
        ('stage = "stage"', 'stage = { field = "stage", lookup = "Groups" }', "'Groups' is no lookup: write Kind"),
        ('= "owner"', '= { field = "owner", lookup = "Groups.id" }', "rep_id is no text, so it cannot be looked up"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_zones_templates_and_lookups_is_said(was, becomes, message):
    assert was in CRM
    assert message in fault(CRM.replace(was, becomes, 1))


def test_all_entries_of_a_kind_look_a_column_up_alike():
    again = """
[[tables.reps]]
from = "Groups"
rep_id = "id"
rep = { field = "groupname", lookup = "Groups.groupname" }
"""
    assert "tables.reps: rep: the entries from Groups must look it up alike" in fault(CRM + again)
