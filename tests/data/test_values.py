"""Text becomes typed values; what cannot be read, or could be read in two ways, says so."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from data.schema import Column
from data.templates import with_options
from data.value_spec import ValueSpec
from data.values import read


def reading(type_, texts, one_of=(), required=False, **spec):
    """The values read from one field "x", and per row the checks that fail."""
    result = read(ValueSpec(fields=("x",), **spec), Column("column", type_, required, None, one_of))
    masks = [failed.fill_null(False).alias(check) for check, failed in result.faults]
    frame = pl.DataFrame({"x": texts}, schema={"x": pl.String}).select(result.value.alias("value"), *masks)
    faults = [[name for name, failed in row.items() if failed is True] for row in frame.drop("value").to_dicts()]
    return frame["value"].to_list(), faults


def fine(type_, texts, **spec):
    values, faults = reading(type_, texts, **spec)
    assert faults == [[]] * len(texts)
    return values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", 1234.5), ("-3", -3), ("+3", 3), ("1,234,567.89", 1234567.89), ("€ 1'250", 1250), ("$1,000", 1000),
        ("1 234", 1234), ("(12.50)", -12.5), ("1e3", 1000), ("12%", 0.12), (None, None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text, value):
    assert fine("number", [text]) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.234,56", 1234.56), ("1234,56", 1234.56), ("0,5", 0.5), ("1.234", 1234), ("-1.234.567", -1234567), ("7", 7)],
)
def test_a_decimal_comma_is_declared(text, value):
    assert fine("money", [text], decimal=",") == [value]


@pytest.mark.parametrize(
    ("text", "decimal"), [("1.5", ","), ("1234.56", ","), ("1,5", "."), ("1.234,56", "."), ("12,34", ".")]
)
def test_a_separator_out_of_place_is_not_guessed_at(text, decimal):
    assert reading("money", [text], decimal=decimal) == ([None], [["not_a_number"]])


@pytest.mark.parametrize("text", ["n/a", "twelve", "-", "1_000", "5 %"])
def test_an_amount_that_is_no_number_is_said_to_be_none(text):
    assert reading("money", [text]) == ([None], [["not_a_number"]])


@pytest.mark.parametrize("text", ["NaN", "1e309", "-inf", "1e16"])
def test_numbers_that_cannot_be_are_impossible(text):
    assert reading("money", [text]) == ([None], [["impossible_number"]])


def test_fractions_and_probabilities_have_bounds():
    assert fine("fraction", ["-0.2", "1", "20 %"]) == [-0.2, 1, 0.2]
    assert reading("fraction", ["20"])[1] == [["impossible_number"]]
    assert fine("probability", ["0", "0.25", "25%"]) == [0, 0.25, 0.25]
    assert reading("probability", ["-0.1", "1.1"])[1] == [["impossible_number"], ["impossible_number"]]


def test_a_scale_applies_to_plain_numbers_and_not_to_percentages():
    assert fine("fraction", ["20", "20%"], scale=0.01) == [pytest.approx(0.2), 0.2]
    assert fine("number", ["1.5"], scale=1e6) == [1_500_000]


def test_whole_numbers_are_whole():
    assert fine("int", ["12", "12.0"]) == [12, 12]
    assert reading("int", ["12.5"]) == ([None], [["impossible_number"]])


def test_days_that_do_not_exist_are_refused():
    assert fine("date", ["29/02/2024"], formats=("%d/%m/%Y",)) == [date(2024, 2, 29)]
    assert reading("date", ["31/02/2024"], formats=("%d/%m/%Y",)) == ([None], [["unparsable_date"]])


@pytest.mark.parametrize("text", ["2024-3-1", "2024-03-01", "2024-03-01T23:30:00Z", "2024-03-01 23:30"])
def test_a_day_is_iso_unless_declared_otherwise(text):
    assert fine("date", [text]) == [date(2024, 3, 1)]


@pytest.mark.parametrize("text", ["03/01/2024", "2024-03-01x", "0218-01-01", "2024"])
def test_what_is_no_iso_day_is_refused(text):
    assert reading("date", [text]) == ([None], [["unparsable_date"]])


def test_a_year_of_two_digits_is_not_the_year_24():
    assert reading("date", ["05/03/24"], formats=("%d/%m/%Y",)) == ([None], [["unparsable_date"]])


def test_two_declared_formats_both_parse():
    us_or_iso = ("%m/%d/%Y", "%Y-%m-%d")
    assert fine("date", ["3/4/2018", "2018-03-04", None], formats=us_or_iso) == [date(2018, 3, 4)] * 2 + [None]


def test_a_day_that_two_formats_read_differently_is_quarantined():
    either = ("%m/%d/%Y", "%d/%m/%Y")
    values, faults = reading("date", ["3/4/2018", "13/4/2018", "4/4/2018"], formats=either)
    assert values == [None, date(2018, 4, 13), date(2018, 4, 4)]
    assert faults == [["ambiguous_date"], [], []]


def test_a_quarter_has_a_first_and_a_last_day():
    assert fine("date", ["2018 1", "2018Q4", "2020-1"], formats=("quarter",)) == [
        date(2018, 1, 1), date(2018, 10, 1), date(2020, 1, 1),
    ]  # fmt: skip
    assert fine("date", ["2018 1", "2018Q4"], formats=("quarter_end",)) == [date(2018, 3, 31), date(2018, 12, 31)]
    assert reading("date", ["2018 5", "2018"], formats=("quarter",))[1] == [["unparsable_date"]] * 2


def test_a_period_may_be_a_month_a_quarter_or_a_year():
    starts, ends = ("month", "quarter", "year"), ("month_end", "quarter_end", "year_end")
    written = ["2026-02", "2026-12", "2026-Q2", "2026", "202611"]
    assert fine("date", written, formats=starts) == [
        date(2026, 2, 1), date(2026, 12, 1), date(2026, 4, 1), date(2026, 1, 1), date(2026, 11, 1),
    ]  # fmt: skip
    assert fine("date", written, formats=ends) == [
        date(2026, 2, 28), date(2026, 12, 31), date(2026, 6, 30), date(2026, 12, 31), date(2026, 11, 30),
    ]  # fmt: skip
    values, faults = reading("date", ["2026-2", "2026-13", "2026-Q5"], formats=ends)
    assert values == [None] * 3
    assert faults == [["ambiguous_date"], ["unparsable_date"], ["unparsable_date"]]  # 2026-2: February or a quarter


@pytest.mark.parametrize(
    "text", ["2024-07-01T10:00:00", "2024-07-01 10:00", "2024-07-01T08:00:00Z", "2024-07-01T12:00:00+04:00"]
)
def test_an_instant_without_a_zone_is_in_the_declared_one(text):
    assert fine("instant", [text], zone="Europe/Paris") == [datetime(2024, 7, 1, 8, tzinfo=UTC)]


def test_instants_that_two_formats_read_differently_are_quarantined():
    either = ("%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M")
    assert reading("instant", ["3/4/2018 10:00"], formats=either) == ([None], [["ambiguous_date"]])
    assert fine("instant", ["13/4/2018 10:00"], formats=either) == [datetime(2018, 4, 13, 10, tzinfo=UTC)]


def test_an_hour_that_the_clocks_skip_is_no_instant():
    spring = "2024-03-31 02:30:00"
    assert reading("instant", [spring], zone="Europe/Paris") == ([None], [["unparsable_date"]])


def test_yes_and_no():
    assert fine("bool", ["Yes", "0", "TRUE", None]) == [True, False, True, None]
    assert reading("bool", ["perhaps"]) == ([None], [["unknown_choice"]])


def test_an_unknown_choice_quarantines_where_it_is_required_and_warns_elsewhere():
    one_of = ("open", "won")
    assert reading("text", ["won", "wonn"], one_of, required=True) == (["won", None], [[], ["unknown_choice"]])
    assert reading("text", ["wonn"], one_of) == ([None], [["unknown_category"]])


def test_values_are_translated_and_placeholders_are_empty():
    spec = {"values": {"V": "volley"}, "empty": ("n/a", "0"), "default": "none"}
    assert fine("text", ["V", "other", "n/a", "0", None], **spec) == ["volley", "other", "none", "none", "none"]


def test_a_default_number_is_read_whatever_the_decimal_sign():
    assert fine("money", [None, "2,5"], decimal=",", default=1.5) == [1.5, 2.5]


def test_ids_are_namespaced_and_of_several_fields_need_the_first():
    spec = ValueSpec(fields=("make", "model"))
    result = read(spec, Column("product_id", "id"), "cars:purchases")
    frame = pl.DataFrame({"make": ["Ford", "Ford", None], "model": ["Ka", None, "Ka"]})
    assert frame.select(result.value.alias("id"))["id"].to_list() == [
        "cars:purchases:Ford|Ka", "cars:purchases:Ford|", None,
    ]  # fmt: skip


def test_joined_text_leaves_out_what_is_empty():
    result = read(ValueSpec(fields=("a", "b"), join=" · "), Column("opportunity"))
    frame = pl.DataFrame({"a": ["x", None, None], "b": ["y", "y", None]}, schema={"a": pl.String, "b": pl.String})
    assert frame.select(result.value.alias("text"))["text"].to_list() == ["x · y", "y", None]


def test_a_number_that_reads_both_ways_is_not_guessed_where_decimals_have_a_comma() -> None:
    values, faults = reading("money", ["1.000", "1,5", "1,000", "2.50"])
    assert values == [None, None, None, 2.5]
    assert faults == [["ambiguous_number"], ["not_a_number"], ["ambiguous_number"], []]


def test_a_number_with_one_separator_is_read_as_declared_where_nothing_speaks_against_it() -> None:
    assert fine("money", ["1.000", "1,000", "2.5"]) == [1.0, 1000.0, 2.5]


@pytest.mark.parametrize("text", ["1 5", "12 34", "10 20.5", "5€5", "1'2", "1 2345"])
def test_digits_that_are_not_grouped_by_thousands_are_not_put_together(text):
    assert reading("money", [text]) == ([None], [["not_a_number"]])


@pytest.mark.parametrize(
    ("text", "value"), [("1 234 567.5", 1234567.5), ("-€5", -5), ("5 €", 5), ("€ 12'500", 12500), ("1\u202f234", 1234)]
)
def test_amounts_may_carry_a_currency_sign_and_groups_of_three(text, value):
    assert fine("money", [text]) == [value]


def texts(template, options=None, **fields):
    frame = pl.DataFrame(fields, schema=dict.fromkeys(fields, pl.String))
    spec = ValueSpec.model_validate({"template": with_options(template, options or {})})
    return frame.select(read(spec, Column("url")).value.alias("url"))["url"].to_list()


def test_a_template_is_filled_with_fields_and_with_the_origins_options():
    host = {"host": " https://crm.example/webservice.php "}
    template = "{options.host|before:/webservice.php}/index.php?record={id|after:x}&name={name}"
    assert texts(template, host, id=["5x929210", "77"], name=["A", "B"]) == [
        "https://crm.example/index.php?record=929210&name=A",
        "https://crm.example/index.php?record=77&name=B",
    ]


def test_a_template_with_an_empty_field_gives_nothing():
    assert texts("/{id}/{name|before:@}", id=["1", None], name=["ann@example.com", "bob"]) == ["/1/ann", None]


def test_an_option_may_bring_no_places_of_its_own():
    assert texts("{options.host}/{id}", {"host": "https://x/{name}/"}, id=["1"]) == ["https://x/%7Bname%7D/1"]


@pytest.mark.parametrize("options", [{}, {"host": None}, {"host": " "}])
def test_without_its_option_there_is_no_template(options):
    assert with_options("{options.host}/{id}", options) is None


def test_what_the_values_do_not_name_may_have_a_meaning():
    spec = {"values": {"Closed Won": "won"}, "others": "open"}
    assert fine("text", ["Closed Won", "Trial", None], one_of=("won", "open"), **spec) == ["won", "open", None]


def two(type_, first, second, **spec):
    """The values read with a spec on the fields "x" and "y", and per row the checks that fail."""
    result = read(ValueSpec.model_validate(spec), Column("column", type_), "shop:people")
    masks = [failed.fill_null(False).alias(check) for check, failed in result.faults]
    rows = pl.DataFrame({"x": first, "y": second}, schema={"x": pl.String, "y": pl.String})
    frame = rows.select(result.value.alias("value"), *masks)
    faults = [[name for name, failed in row.items() if failed is True] for row in frame.drop("value").to_dicts()]
    return frame["value"].to_list(), faults


def test_another_field_stands_in_for_an_empty_one():
    names = two("text", ["Ann", None, None], ["ann", "bob", None], field="x", fallback="y")
    assert names == (["Ann", "bob", None], [[], [], []])


def test_a_stand_in_is_read_in_its_own_way_and_its_faults_count_only_where_it_stands_in():
    spec = {"field": "x", "fallback": {"field": "y", "zone": "Europe/Paris"}}
    values, faults = two(
        "instant", ["2024-01-05 10:00:00", None, None], ["soon", "2024-01-05 10:00:00", "soon"], **spec
    )
    assert values == [datetime(2024, 1, 5, 10, tzinfo=UTC), datetime(2024, 1, 5, 9, tzinfo=UTC), None]
    assert faults == [[], [], ["unparsable_date"]]


def test_a_value_may_be_one_of_some_records_only():
    ids, _faults = two("id", ["3x1", "4x1"], ["Accounts", "Contacts"], field="x", where={"y": ["Accounts"]})
    assert ids == ["shop:people:3x1", None]


def test_of_several_days_the_earliest_may_be_meant():
    spec = {"fields": ["x", "y"], "earliest": True, "empty": ["0000-00-00"]}
    first, second = ["2024-01-05", "2024-02-01", "0000-00-00", "x"], ["2024-01-06 10:00:00"] * 4
    values, faults = two("date", first, second, **spec)
    assert values == [date(2024, 1, 5), date(2024, 1, 6), date(2024, 1, 6), date(2024, 1, 6)]
    assert faults == [[], [], [], ["unparsable_date"]]


def test_a_fallback_is_made_of_fields():
    with pytest.raises(ValueError, match="it has no lookup, template or kind"):
        ValueSpec.model_validate({"field": "x", "fallback": {"template": "{y}"}})
