"""A mapping that does not fit says what is wrong and where, before any record is read."""

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
