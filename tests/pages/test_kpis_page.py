"""The KPIs page: what is listed, what is chosen and by what it is broken down, the month's deals, what is exported."""

import asyncio
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import polars as pl
import pytest
from dash.development.base_component import Component

from auth.scope import Scope
from errors import BadFilter
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.kpis import kpis
from pages.asked import Asked
from pages.kpis import QUERIES, exhibits
from pages.kpis_chosen import Chosen, chosen, head
from pages.kpis_deals import deals_of_the_month
from pages.kpis_list import kpi_figures, kpi_list, kpi_outputs, kpi_queries
from tests.metrics.frames import opportunities


class Shop(FrameSnapshot):
    """Frames with a currency, as a published snapshot has it."""

    currency = "EUR"


# Won in 2024: Ann 100 in January and 40 in March, Bob 60 in March; lost: Ann 30 in March.
DEALS = opportunities(
    ["won", "won", "won", "lost", "open"],
    value=[100, 60, 40, 30, 20],
    rep=["Ann", "Bob", "Ann", "Ann", "Bob"],
    account=["Acme", "Bolt", "Acme", "Core", "Dyn"],
    sector=["a", "b", "a", "b", None],
    product=["p", "q", "p", "q", "p"],
    manager=["M"] * 5,
    opened_on=["2023-12-01", "2024-03-02", "2024-02-01", "2024-01-01", "2024-03-09"],
    decided_on=["2024-01-10", "2024-03-20", "2024-03-05", "2024-03-04", None],
)
REPS = pd.DataFrame({"rep": ["Ann", "Bob"], "manager": ["M"] * 2, "active": [True] * 2})
PRODUCTS = pd.DataFrame({"product": ["p", "q"], "units": [5.0, None]})
NAMES = pl.DataFrame({"opportunity_id": [f"shop:{i}" for i in range(5)], "opportunity": [None] * 5, "url": [None] * 5})
SHOP = Shop(
    {"opportunities": DEALS, "opportunities_detail": NAMES, "reps": REPS, "products": PRODUCTS}, date(2024, 3, 20)
)


def asked(snapshot: FrameSnapshot = SHOP, filters: Filters | None = None, **view: str) -> Asked:
    named = {f"kpis.{name}": value for name, value in view.items()}
    return Asked(filters or Filters(), named, Scope.all(), snapshot)  # type: ignore[arg-type]


def texts(component: Any) -> Iterator[str]:
    """All that is said in it, in order."""
    if isinstance(component, str):
        yield component
    children = getattr(component, "children", component if isinstance(component, list) else None)
    if isinstance(children, (Component, str)):
        children = [children]
    for child in children or () if not isinstance(component, str) else ():
        yield from texts(child)


def rows(found: Asked) -> dict[str, list[str]]:
    """What the list says of each KPI: figure, and what stands beside it."""
    frames = asyncio.run(found.measure(*kpi_queries()))
    buttons = kpi_figures(frames, kpis()[0], found.currency)
    return {next(texts(button)): list(texts(button))[1:] for button in buttons}


def test_each_kpi_says_its_figure_and_what_stands_behind_it() -> None:
    listed = rows(asked())
    assert len(listed) == 26
    assert listed["Won sales and revenue"] == ["€200", "Deals won 3"]
    assert listed["Average revenue per won sale"] == ["€66.7", "n 3"]
    assert listed["Total products"] == ["2", "Units in stock 5"]


def test_a_breakdown_says_who_leads() -> None:
    listed = rows(asked())
    assert listed["Won sales and revenue by rep"] == ["€140", "highest: Ann · n 2"]
    assert listed["Won revenue per month"] == ["€100", "highest: Jan 2024 · n 1"]
    assert listed["Won sales and revenue by account's country"] == ["—", "not known"]


def test_nobody_leads_by_a_rate_of_too_few_deals() -> None:
    assert rows(asked())["Won ratio per rep"] == ["—", "too few deals"]


def test_a_period_in_which_nothing_happened_is_said() -> None:
    listed = rows(asked(filters=Filters("custom", date(2020, 1, 1), date(2020, 12, 31))))
    assert listed["Won ratio per rep"] == ["—", "nothing in this period"]
    assert listed["Won sales and revenue"] == ["€0", "Deals won 0"]


def test_every_kpi_of_the_list_carries_its_definition() -> None:
    said = [" ".join(texts(entry.children[1])) for group in kpi_list().children for entry in group.children[1:]]
    assert len(said) == 26
    assert any("Won / (won + lost), by close date." in text for text in said)
    assert min(map(len, said)) > 30


def test_each_kpi_has_its_place() -> None:
    places = [entry.children[0].id for group in kpi_list().children for entry in group.children[1:]]
    assert sorted(places) == sorted(output.component_id for output in kpi_outputs())
    assert [output.component_id for output in kpi_outputs()] == [f"kpi-{kpi.name}" for kpi in kpis()]


def test_the_first_kpi_shown_is_what_was_won_by_sector() -> None:
    first = chosen(asked())
    assert (first.kpi.name, first.by) == ("won_total", "sector")
    assert first.possible == ("sector", "month", "product", "rep", "manager")


def test_a_way_that_the_chosen_kpi_has_not_is_its_own_way_instead() -> None:
    assert chosen(asked(kpi="total_products", by="rep")).by == "product"
    assert chosen(asked(kpi="by_rep")).by == "rep"
    assert chosen(asked(kpi="by_rep", by="month")).by == "month"


@pytest.mark.parametrize("view", [{"kpi": "nonsense"}, {"by": "nonsense"}])
def test_what_does_not_exist_is_refused(view: dict[str, str]) -> None:
    with pytest.raises(BadFilter):
        chosen(asked(**view))


def test_the_way_chosen_is_marked_and_its_own_way_leaves_nothing_in_the_url() -> None:
    ways = head(chosen(asked(by="rep")))[1].children[1:]
    marked = [(way.children, getattr(way, "aria-pressed"), getattr(way, "data-view")) for way in ways]
    assert marked[0] == ("Sector", "false", '{"kpis.by": ""}')
    assert marked[3] == ("Rep", "true", '{"kpis.by": "rep"}')


def bars(one: Chosen) -> Any:
    (frame,) = asyncio.run(one.found.measure(one.query))
    return asyncio.run(one.bars(one.groups(frame)))


def test_the_largest_group_stands_first_and_the_table_has_all_figures() -> None:
    shown = bars(chosen(asked(kpi="by_manager", by="sector")))
    assert (shown.title, shown.subtitle) == ("Won revenue by sector", "All time")
    assert shown.frame["sector"].tolist() == ["a", "b", None]
    assert [metric.name for metric in shown.metrics] == ["won_revenue", "deals_won", "average_deal"]
    assert shown.draw().data[0].x[-1] == 140


def test_beyond_fifteen_groups_all_others_are_one_measured_row() -> None:
    many = opportunities(
        ["won"] * 17 + ["lost"], value=[100.0 - i for i in range(18)], rep=[f"Rep {i}" for i in range(18)],
        decided_on=["2024-01-10"] * 18,
    )  # fmt: skip
    found = asked(Shop({"opportunities": many}), kpi="won_ratio_by_rep")
    shown = bars(chosen(found))
    assert len(shown.frame) == 16
    assert shown.frame["rep"].iloc[-1] == "other"
    assert shown.frame["win_rate"].iloc[-1] == 2 / 3
    assert shown.frame["win_rate_n"].iloc[-1] == 3
    assert "the first 15 and all others; not ranked under 10 deals" in shown.subtitle


@pytest.mark.parametrize("kpi", [kpi.name for kpi in kpis()])
def test_without_any_products_or_names_every_kpi_still_says_what_there_is(kpi: str) -> None:
    found = asked(Shop({"opportunities": opportunities(["won"], value=[1.0], decided_on=["2024-01-10"])}), kpi=kpi)
    shown = bars(chosen(found))
    assert shown.draw().data or "nothing in this period" in shown.draw().layout.annotations[0].text


def test_lost_deals_are_drawn_in_their_own_colour() -> None:
    from charts.theme import LOST, WON

    assert bars(chosen(asked(kpi="lost_total"))).draw().data[0].marker.color[-1] == LOST
    assert bars(chosen(asked())).draw().data[0].marker.color[-1] == WON


def test_the_months_deals_are_each_listed_once_the_newest_first_whatever_the_period() -> None:
    found = asked(filters=Filters("custom", date(2023, 1, 1), date(2023, 12, 31)))
    listed = asyncio.run(deals_of_the_month(found))
    assert listed.title == "Deals of Mar 2024"
    assert listed.subtitle == "won 2, lost 1, opened 2; whatever the period above"
    assert listed.frame[["account", "status"]].values.tolist() == [
        ["Bolt", "won"], ["Dyn", "open"], ["Acme", "won"], ["Core", "lost"],
    ]  # fmt: skip


def test_the_months_deals_follow_the_other_filters() -> None:
    listed = asyncio.run(deals_of_the_month(asked(filters=Filters(dims={"rep": ["Bob"]}))))  # type: ignore[arg-type]
    assert listed.frame["account"].tolist() == ["Bolt", "Dyn"]


def test_each_kpi_is_exported_and_what_is_chosen_and_the_deals() -> None:
    found = asyncio.run(exhibits(asked()))
    names = [exhibit.name for exhibit in found]
    assert names == [*(kpi.name for kpi in kpis()), "kpis-cards", "kpis-bars", "kpis-table", "kpis-deals"]
    assert found[names.index("by_rep")].frame["won_revenue"].tolist() == [140, 60]


def test_the_list_is_warm_after_a_publish() -> None:
    assert {kpi.query for kpi in kpis()} <= set(QUERIES)
