"""Acquisition cost on the Financials page: in words, against the quarter and the year before, with what it is worth."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auth.scope import Scope
from filters import Filters
from metrics.acquisition_course import list_acquisition
from metrics.customer_worth import Worth
from pages.asked import Asked
from pages.exhibit import Exhibit
from pages.financials_cac import exhibits, panels
from pages.financials_cac_words import against_worth, facts, said
from tests.charts.checked import checked
from tests.metrics.acquisition_company import Line, company, lines
from tests.pages.test_kpis_page import texts
from tests.state import state

WORTH = Worth(400.0, 300.0, 520.0, 24, "", date(2024, 5, 15))


def asking(statement: list[Line] | None = None, view: dict[str, str] | None = None, **dims: list[str]) -> Asked:
    return Asked(Filters(dims=dims), view or {}, Scope.all(), company(statement))  # type: ignore[arg-type]


def shown(found: Asked) -> Exhibit:
    (exhibit,) = asyncio.run(exhibits(found))
    return exhibit


def course(end: date = date(2024, 3, 31), start: date = date(2023, 1, 1), grain: str = "quarter") -> Any:
    return list_acquisition(grain, start, end, Filters(), Scope.all(), company())


@pytest.fixture(autouse=True)
def _nothing_derived(tmp_path: Path) -> Iterator[None]:
    with state(tmp_path):
        yield


def test_it_says_how_the_cost_itself_changed() -> None:
    assert said(course(), "EUR") == "CAC fell 33.3% on the quarter before, to €100. That is what it was a year before."
    assert said(course(date(2023, 9, 30)), "EUR") == "CAC rose 33.3% on the quarter before, to €200."
    assert said(course(date(2023, 3, 31)), "EUR") == "CAC was €100 in Q1 2023."
    assert said(course(grain="year"), "EUR") == "CAC fell 28.0% on the year before, to €100."


def test_a_fall_of_the_cost_is_good_and_a_rise_is_bad() -> None:
    frame = course()
    frame.attrs["firm_changes"] = ["cac_qoq"]
    first, _payback, _worth = facts(frame, None, "EUR")
    assert first.children[2].className == "change better"
    assert " ".join(texts(first.children[2])) == "▼ −33.3% on the quarter before  (better)"
    rising = course(date(2023, 9, 30))
    rising.attrs["firm_changes"] = ["cac_qoq"]
    assert facts(rising, None, "EUR")[0].children[2].className == "change worse"


def test_a_change_that_is_not_firm_is_neither() -> None:
    first = facts(course(), None, "EUR")[0]
    assert first.children[2].className.split() == ["change"]
    assert "(better)" not in " ".join(texts(first))


def test_payback_is_said_with_what_it_is_made_of() -> None:
    words = " ".join(texts(facts(course(), None, "EUR")[1]))
    assert words == "Paid back in 30.0 months €8 a customer and month, 40.0% of it gross margin"
    early = " ".join(texts(facts(course(date(2023, 3, 31)), None, "EUR")[1]))
    assert early == "Paid back in — Sales do not go back twelve months."


def test_what_a_customer_is_worth_stands_against_its_cost() -> None:
    assert (
        against_worth(100.0, WORTH, "EUR")
        == "gross profit in 24 months (€300 to €520), 4.0 times what winning it costs."
    )
    assert against_worth(500.0, WORTH, "EUR").endswith("Less than it costs.")
    assert "next publish" in against_worth(100.0, None, "EUR")
    refused = replace(WORTH, value=None, refusal="nobody bought twice")
    assert against_worth(100.0, refused, "EUR").endswith("nobody bought twice")


def test_why_a_customers_worth_is_not_known_is_said_in_words() -> None:
    few = replace(WORTH, value=None, refusal="too_few_customers", refusal_values='{"n": 60, "needed": 100}')
    assert against_worth(100.0, few, "EUR") == (
        "Customer value cannot be told from these sales: Too few customers: 60 have bought; at least 100 are needed."
    )
    unknown = replace(WORTH, value=None, refusal="no_margin", refusal_values="{}")
    assert "No cost of what was sold is known" in against_worth(100.0, unknown, "EUR")


def test_a_model_that_missed_the_orders_it_did_not_see_is_rough() -> None:
    assert "Rough" not in against_worth(100.0, replace(WORTH, missed=-0.2), "EUR")
    words = "Rough: a check on orders held out was off by 30.0%."
    assert words in against_worth(100.0, replace(WORTH, missed=-0.3), "EUR")


def test_the_panel_follows_the_pages_range_and_says_what_counts() -> None:
    exhibit = shown(asking(view={"financials.from": "2023-07-01", "financials.to": "2023-12-31"}))
    assert exhibit.frame["cac"].tolist() == pytest.approx([200, 150])
    assert exhibit.subtitle == "CAC fell 25.0% on the quarter before, to €150."
    assert "Spend is the statement's lines of marketing and sales." in exhibit.note
    assert "Fewer than 10 new customers" in exhibit.note
    assert "in the first year after it old customers look new" in exhibit.note
    assert checked(exhibit.draw()).data


def test_marketing_alone_is_said_to_understate() -> None:
    note = shown(asking(lines(("marketing", 1.0)))).note
    assert "Spend is marketing only." in note
    assert "understates" in note


def test_filters_that_do_not_apply_are_named() -> None:
    exhibit = shown(asking(sector=["retail"]))
    assert exhibit.frame["cac"].notna().all()
    assert "not filtered by sector" in exhibit.note


def test_by_year_there_is_one_change() -> None:
    exhibit = shown(asking(view={"financials.grain": "year"}))
    assert [day.year for day in exhibit.frame["year"]] == [2023]  # the only one that is complete
    assert len(facts(exhibit.frame, None, "EUR")[0].children) == 3


def test_without_spend_it_says_which_roles_it_takes() -> None:
    exhibit = shown(asking(lines(("opex", 1.0))))
    words = " ".join(note.text for note in exhibit.draw().layout.annotations).replace("<br>", " ")
    assert "No spend on winning customers is known" in words
    assert "marketing, sales" in words


def test_without_any_statement_the_page_says_so_too() -> None:
    assert shown(asking([])).frame.empty


def test_the_layout_has_a_place_for_the_figures() -> None:
    (panel,) = panels({}, None, Scope.all())
    assert panel.id == "financials-cac"
