"""What a table is told: columns and how they are written, rows and what a click on each filters by."""

import json
from datetime import date
from typing import Any

import pandas as pd
import pytest

from metrics.definition import Metric
from metrics.sales import AVERAGE_DEAL, DEALS_WON, WIN_RATE, WON_REVENUE
from pages.exhibit import Exhibit
from pages.table import table, table_outputs, table_parts

NAN = float("nan")


def exhibit(columns: dict[str, Any], *metrics: Metric, **more: Any) -> Exhibit:
    return Exhibit("deals", "Deals", pd.DataFrame(columns), metrics, subtitle="how", note="why", **more)


def columns(shown: Exhibit, currency: str = "EUR", **more: Any) -> dict[str, dict[str, Any]]:
    return {column["field"]: column for column in table_parts(shown, currency, **more)[1]}


def rows(shown: Exhibit, **more: Any) -> list[dict[str, Any]]:
    return list(table_parts(shown, "EUR", **more)[0])


def filters(shown: Exhibit, **more: Any) -> list[Any]:
    return [json.loads(row["_key"])["filter"] for row in rows(shown, **more)]


BY_SECTOR = {"sector": ["retail", None, "other"], "won_revenue": [1000.0, 0.0, NAN], "won_revenue_n": [2, 0, 1]}
RATES = {
    "rep": ["Ann"], "win_rate": [0.5], "win_rate_n": [4], "win_rate_low": [0.15], "win_rate_high": [0.85],
}  # fmt: skip


def test_keys_come_first_then_metrics_by_their_names_with_their_definitions() -> None:
    shown = columns(exhibit(BY_SECTOR, WON_REVENUE))
    assert [(c["headerName"], c.get("headerTooltip")) for c in shown.values()] == [
        ("Sector", None),
        ("Won revenue", "Sum of the amounts of won deals, by close date; n is the won deals whose amount is known."),
        ("n", "How many stand behind: Won revenue"),
    ]
    assert shown["won_revenue"]["type"] == "rightAligned"
    assert shown["won_revenue"]["filter"] == "agNumberColumnFilter"
    assert shown["sector"]["filter"] == "agTextColumnFilter"


def test_values_travel_raw_and_what_is_not_known_as_nothing() -> None:
    found = rows(exhibit(BY_SECTOR, WON_REVENUE))
    assert [row["sector"] for row in found] == ["retail", "not known", "all others"]
    assert [row["won_revenue"] for row in found] == [1000.0, 0.0, None]
    json.dumps(found, allow_nan=False)


def test_a_click_on_a_row_filters_by_its_group_but_not_by_all_others() -> None:
    assert filters(exhibit(BY_SECTOR, WON_REVENUE)) == [
        {"dims": {"sector": ["retail"]}}, {"dims": {"sector": ["(none)"]}}, None,
    ]  # fmt: skip


def test_rows_have_ids_of_their_own() -> None:
    same = exhibit({"sector": ["a", "a"], "won_revenue": [1.0, 1.0]}, WON_REVENUE)
    assert len({row["_key"] for row in rows(same)}) == 2


def test_a_row_filters_by_the_columns_named_or_by_none() -> None:
    both = exhibit({"sector": ["a"], "rep": ["Ann"], "won_revenue": [1.0]}, WON_REVENUE)
    assert filters(both) == [{"dims": {"sector": ["a"], "rep": ["Ann"]}}]
    assert filters(both, by=("rep",)) == [{"dims": {"rep": ["Ann"]}}]
    assert filters(both, by=()) == [None]


def test_a_month_filters_by_its_days_within_the_period_and_is_written_by_its_name() -> None:
    months = pd.to_datetime(["2024-01-01", "2024-02-01"]).astype("datetime64[s]")
    shown = exhibit({"month": months, "won_revenue": [1.0, 2.0]}, WON_REVENUE)
    shown.frame.attrs = {"window": (date(2024, 1, 15), date(2024, 2, 10)), "as_of": date(2024, 3, 1)}
    assert filters(shown) == [{"from": "2024-01-15", "to": "2024-01-31"}, {"from": "2024-02-01", "to": "2024-02-10"}]
    assert [(row["month"], row["month_text"]) for row in rows(shown)] == [
        ("2024-01-01", "Jan 2024"), ("2024-02-01", "Feb 2024"),
    ]  # fmt: skip
    month = columns(shown)["month"]
    assert (month["headerName"], month["cellDataType"], month["filter"]) == (
        "Month",
        "dateString",
        "agDateColumnFilter",
    )


def test_a_rate_has_its_interval_and_n_and_says_when_there_are_too_few() -> None:
    shown = columns(exhibit(RATES, WIN_RATE))
    assert [c["headerName"] for c in shown.values() if not c.get("hide")] == ["Rep", "Win rate", "95 % interval", "n"]
    assert shown["win_rate"]["valueFormatter"] == {"function": 'rate(params, "win_rate_n", 10, "too few deals")'}
    assert shown["win_rate"]["cellClassRules"] == {"too-few": "params.data.win_rate_n < 10"}
    assert shown["win_rate_high"]["context"] == {"csv": "Win rate, at most (95 %)", "with": "win_rate_low"}


def test_n_is_not_shown_again_where_a_count_has_the_same_numbers() -> None:
    same = {"rep": ["Ann"], "won_revenue": [9.0], "won_revenue_n": [2], "deals_won": [2], "average_deal": [4.5],
            "average_deal_n": [2]}  # fmt: skip
    assert "won_revenue_n" not in columns(exhibit(same, WON_REVENUE, DEALS_WON, AVERAGE_DEAL))
    one_without_amount = same | {"deals_won": [3]}
    shown = columns(exhibit(one_without_amount, WON_REVENUE, DEALS_WON, AVERAGE_DEAL))
    assert [c["headerName"] for c in shown.values()] == ["Rep", "Won revenue", "n", "Deals won", "Average deal"]


def test_two_different_n_are_told_apart() -> None:
    both = RATES | {"won_revenue": [9.0], "won_revenue_n": [3]}
    shown = columns(exhibit(both, WIN_RATE, WON_REVENUE))
    assert (shown["win_rate_n"]["headerName"], shown["won_revenue_n"]["headerName"]) == ("n", "n: Won revenue")


@pytest.mark.parametrize(
    ("amounts", "text"),
    [([1234.5, 2.0], 'money(params, "EUR", 0)'), ([5.25, 2.0], 'money(params, "EUR", 2)'),
     ([5.0, 2.0], 'money(params, "EUR", 0)'), ([NAN, NAN], 'money(params, "EUR", 0)')],
)  # fmt: skip
def test_small_amounts_keep_their_cents(amounts: list[float], text: str) -> None:
    shown = columns(exhibit({"sector": ["a", "b"], "won_revenue": amounts}, WON_REVENUE))
    assert shown["won_revenue"]["valueFormatter"] == {"function": text}


def test_columns_that_are_no_metric_are_shown_by_their_heading_in_their_unit() -> None:
    shown = exhibit(
        {"account": ["=1+1"], "value": [10.0], "opened_on": pd.to_datetime(["2024-01-05"]), "url": ["x"]},
        labels={"value": "Amount", "opened_on": "Opened"}, units={"value": "money"},
    )  # fmt: skip
    found = columns(shown)
    assert [c["headerName"] for c in found.values()] == ["Account", "Amount", "Opened"]
    assert found["value"]["valueFormatter"] == {"function": 'money(params, "EUR", 0)'}
    assert found["opened_on"]["valueFormatter"] == {"function": "day(params)"}
    assert rows(shown)[0]["opened_on"] == "2024-01-05"


def test_a_dimension_that_a_mapping_brought_has_its_label_and_filters() -> None:
    shown = exhibit({"colour": ["red"], "won_revenue": [1.0]}, WON_REVENUE)
    assert "colour" not in columns(shown)
    assert columns(shown, extra={"colour": "Colour"})["colour"]["headerName"] == "Colour"
    assert filters(shown, extra={"colour": "Colour"}) == [{"dims": {"colour": ["red"]}}]


def test_what_is_true_or_not_is_said_in_words() -> None:
    shown = exhibit({"origin": ["a", "b"], "enabled": [True, False]}, labels={"enabled": "Enabled"})
    assert [row["enabled"] for row in rows(shown)] == ["yes", "no"]
    assert columns(shown)["enabled"]["filter"] == "agTextColumnFilter"


def test_the_parts_fit_the_outputs() -> None:
    parts = table_parts(exhibit(BY_SECTOR, WON_REVENUE), "EUR")
    outputs = table_outputs("deals")
    assert [output.component_property for output in outputs] == ["rowData", "columnDefs"] + ["children"] * 3
    assert parts[2:] == ["Deals", "how", "why"]


def test_every_function_that_a_column_names_exists_in_the_browser() -> None:
    from settings import ROOT

    script = (ROOT / "assets" / "dashAgGridFunctions.js").read_text("utf-8")
    grid = table("deals", "Deals", [WIN_RATE])._traverse_with_paths()
    named = json.dumps([table_parts(exhibit(RATES, WIN_RATE), "EUR")[1], [str(part) for _path, part in grid]])
    for name in ("rate", "rates", "interval", "asPercent", "texts", "numbers", "filters", "houseTheme", "wholePage"):
        assert f"{name}(" in named or f'"{name}"' in named
        assert f"    {name}: " in script


def test_a_table_of_nothing_has_a_column_by_which_it_can_be_reached() -> None:
    _rows, shown, *_words = table_parts(Exhibit("empty", "Deals", pd.DataFrame(), ()), "EUR")
    assert [(column["field"], column["headerName"]) for column in shown] == [("_nothing", "Deals")]
