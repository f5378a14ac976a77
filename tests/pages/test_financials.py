"""The Financials page's first screen: periods, statement, cards, charts, exports, and what stands where none is."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import html
from dash.development.base_component import Component

from auth.scope import Scope
from data import engine
from data.importing import import_path
from errors import BadFilter
from filters import Filters
from pages import financials
from pages.asked import Asked
from pages.financials_bar import bar_outputs, bar_parts, marks
from pages.financials_range import periods_of
from tests.pages.test_kpis_page import texts
from tests.pages.test_reps import ids
from tests.state import state
from tests.statement_company import HEAD, publish, statement

Q1_2023, Q4_2024 = date(2023, 1, 1), date(2024, 10, 1)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with state(tmp_path_factory.mktemp("statement")) as var:
        publish(var)
        yield


@pytest.fixture
def asking(company: None) -> Any:
    def asked(dims: dict[str, list[str]] | None = None, **view: str) -> Asked:
        chosen = {f"financials.{name}": value for name, value in view.items()}
        return Asked(Filters(dims=dims or {}), chosen, Scope.all(), engine.current())  # type: ignore[arg-type]

    return asked


def shown(**view: str) -> dict[str, Any]:
    """What the page's callback gives, by output."""
    selected = {"compare": "previous", "dims": {}, "view": {f"financials.{k}": v for k, v in view.items()}}
    given = asyncio.run(financials.show(selected))
    names = ["cards", *(str(output) for output in bar_outputs()), "flows", "table", "title", "subtitle", "note"]
    assert len(given) == len(names) + 4 * len(financials.CHARTS) + 1
    return dict(zip(names, given, strict=False)) | {"charts": given[len(names) : -1], "below": given[-1]}


def table_rows(table: html.Table) -> dict[str, list[str]]:
    """The texts of each line of the statement: its name, then its cells after the trend."""
    found = {}
    for row in table.children[2].children:
        cells = [" ".join(" ".join(texts([cell])).split()) for cell in row.children]
        found[cells[0]] = cells[2:]
    return found


def every(component: Any) -> Iterator[Any]:
    yield component
    inside = getattr(component, "children", None)
    for child in inside if isinstance(inside, list) else [inside]:
        if isinstance(child, Component):
            yield from every(child)


def test_unless_others_are_chosen_the_last_eight_quarters_are_shown(asking: Any) -> None:
    found = periods_of(asking())
    assert (found.grain, found.start, found.last, found.end) == ("quarter", Q1_2023, Q4_2024, date(2024, 12, 31))
    assert (found.previous, found.year_ago) == (date(2024, 7, 1), date(2023, 10, 1))
    assert found.is_usual
    assert found.words() == "Q1 2023 – Q4 2024"


def test_any_day_of_a_period_means_it_and_days_outside_the_nearest_end(asking: Any) -> None:
    found = periods_of(asking({}, **{"from": "2023-05-17", "to": "2031-01-01"}))
    assert (found.start, found.last) == (date(2023, 4, 1), Q4_2024)
    assert periods_of(asking({}, **{"from": "1990-01-01", "to": "2023-02-01"})).periods == (Q1_2023,)


def test_another_grain_shows_about_the_same_days(asking: Any) -> None:
    found = periods_of(asking({}, **{"from": "2023-04-01", "to": "2023-07-01"}))
    assert found.at("year") == {
        "financials.grain": "year", "financials.from": "2023-04-01", "financials.to": "2023-09-30",
    }  # fmt: skip
    assert periods_of(asking()).at("quarter") == {"financials.grain": "", "financials.from": "", "financials.to": ""}


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ({"from": "soon"}, "'soon' is not a date"),
        ({"from": "2024-04-01", "to": "2023-01-01"}, "end before they begin"),
        ({"grain": "month"}, "'month' is not among the choices"),
        ({"origin": "elsewhere"}, "'elsewhere' is not among the choices"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(asking: Any, view: dict[str, str], said: str) -> None:
    with pytest.raises(BadFilter, match=said):
        periods_of(asking({}, **view))


def test_each_line_of_the_statement_has_its_course(company: None) -> None:
    drawn = [row.children[1].children for row in shown()["table"].children[2].children]
    assert drawn
    assert {getattr(span, "className", None) for span in drawn} == {"spark"}


def test_the_statement_has_costs_in_brackets_and_judges_growth_by_the_result(company: None) -> None:
    table = shown()["table"]
    rows = table_rows(table)
    # goods of the last quarter 780, of the one before 680, of a year before 380; trailing year 480 + ... + 780
    assert rows["Goods"][-4:] == ["780", "+14.7% (better)", "+105.3% (better)", "2,520"]
    assert rows["Cost of goods"][-4:] == ["(400)", "+14.3% (worse)", "+100.0% (worse)", "(1,300)"]
    assert rows["Tax"][-4:-2] == ["(10)", "0.0%"]
    assert "In EUR. Costs and negative amounts are in brackets." in " ".join(texts([table]))


def test_a_subtotal_that_does_not_add_up_is_marked_with_the_difference(company: None) -> None:
    given = shown()
    rows = table_rows(given["table"])
    assert rows["Gross margin ⚠"][-4] == "⚠ €5 more than the sum of its parts. 405"
    assert given["note"] == "⚠ Gross margin, Q4 2024: €5 more than the sum of its parts."


def test_a_loss_is_in_brackets_and_has_no_growth_from_a_gain(company: None) -> None:
    rows = table_rows(shown(to="2024-04-01")["table"])
    assert rows["Net income"][-4:-1] == ["(30)", "—", "—"]


def test_budget_and_variance_of_the_last_period(company: None) -> None:
    rows = table_rows(shown(columns="budget")["table"])
    assert rows["Goods"][-3:] == ["800", "−20 (worse)", "−2.5% (worse)"]
    assert rows["Tax"][-3:] == ["(10)", "0", "0.0%"]


def test_common_size_is_the_share_of_revenue(company: None) -> None:
    given = shown(columns="size")
    rows = table_rows(given["table"])
    assert (rows["Goods"][-1], rows["Cost of goods"][-1], rows["Total revenue"][-1]) == ("97.5%", "(50.0%)", "100.0%")


def test_years_have_no_change_on_the_period_before_besides_that_on_the_year_before(company: None) -> None:
    rows = table_rows(shown(grain="year")["table"])
    # 2023: 80 + 180 + 280 + 380 = 920; 2024: 480 + ... + 780 = 2,520
    assert rows["Goods"] == ["920", "2,520", "+173.9% (better)"]


def test_cards_are_revenue_margin_and_result_with_both_changes(company: None) -> None:
    revenue, margin, result = shown()["cards"]
    said = [" ".join(texts([card])) for card in (revenue, margin, result)]
    assert "Total revenue" in said[0]
    assert "€800" in said[0]
    assert "▲ +14.3% on Q3 2024 (better)" in " ".join(said[0].split())
    assert "50.6%" in said[1]
    assert "+0.6\u00a0pt" in said[1]
    assert all("does not add up" in text or "sum of its parts" in text for text in said[1:])  # both use the broken one
    assert "sum of its parts" not in said[0]


def test_a_loss_after_a_gain_says_what_was_then(company: None) -> None:
    result = " ".join(texts([shown(to="2024-04-01")["cards"][2]]))
    assert "−€30" in result
    assert "€240 in Q1 2024" in result


def test_the_flow_is_of_the_latest_period_unless_another_or_all_are_chosen(company: None) -> None:
    def flow(**view: str) -> tuple[str, float]:
        figure, title = shown(**view)["charts"][:2]
        trace = figure.data[0]
        labels = list(trace.node.label)
        into = [v for v, t in zip(trace.link.value, trace.link.target, strict=True) if labels[t] == "Total revenue"]
        return title, sum(into)

    assert flow() == ("Where the money goes, Q4 2024", 800)
    assert flow(flow="2023-01-01") == ("Where the money goes, Q1 2023", 100)
    assert flow(flow="range") == ("Where the money goes, Q1 2023 – Q4 2024", 3600)


def test_the_flow_of_a_period_after_the_last_shown_is_none_of_the_choices(asking: Any) -> None:
    with pytest.raises(BadFilter, match="2024-10-01"):
        asyncio.run(financials.exhibits(asking(to="2023-06-01", flow="2024-10-01")))


def test_a_quarter_without_a_statement_is_a_gap_and_no_error(tmp_path: Path) -> None:
    amounts = 80, 20, 100, 50, 50, 10, 40
    known = "".join(statement(2023, quarter, amounts) for quarter in (1, 2, 4))
    with state(tmp_path) as var:
        publish(var, HEAD + known)
        assert table_rows(shown()["table"])["Total revenue"][:4] == ["100", "100", "—", "100"]
        for chosen in ({"to": "2023-09-30"}, {"flow": "2023-07-01"}, {"from": "2023-07-01", "to": "2023-07-01"}):
            assert not shown(**chosen)["charts"][0].data


def test_the_mix_has_five_periods_where_fewer_are_chosen(company: None) -> None:
    charts = shown(**{"from": "2024-10-01"})["charts"]
    assert len(charts[4].data[0].x) == 5
    assert len(charts[8].data[0].x) == 1


def test_the_marks_of_the_charts_follow_the_broken_subtotal(company: None) -> None:
    charts = shown()["charts"]
    assert any("⚠ Gross margin" in note.text for note in charts[0].layout.annotations)
    assert "⚠" in charts[11]


def test_the_strip_says_what_is_shown_and_leads_to_other_grains(asking: Any) -> None:
    parts = bar_parts(periods_of(asking()))
    by_output = {str(output): part for output, part in zip(bar_outputs(), parts, strict=True)}
    assert by_output["financials-slider.value"] == [0, 7]
    assert by_output["financials-words.children"] == "Q1 2023 – Q4 2024"
    assert by_output["financials-grain-month.disabled"] is True
    assert by_output["financials-grain-quarter.aria-pressed"] == "true"
    assert json.loads(by_output["financials-grain-year.data-view"])["financials.grain"] == "year"
    assert by_output["financials-latest.disabled"] is True


def test_few_names_stand_below_the_slider() -> None:
    quarters = [date(2020 + i // 4, i % 4 * 3 + 1, 1) for i in range(24)]
    assert marks(quarters, "quarter") == {"4": "2021", "8": "2022", "12": "2023", "16": "2024", "20": "2025"}
    assert marks(quarters[:3], "quarter") == {"0": "Q1 2020", "1": "Q2 2020", "2": "Q3 2020"}
    assert len(marks([date(2000 + i, 1, 1) for i in range(30)], "year")) <= 8


def test_everything_that_the_callback_fills_is_on_the_page(company: None) -> None:
    on_page = ids(financials.layout())
    wanted = {output.component_id for output in (*bar_outputs(), *financials.financials_statement.outputs())}
    assert {str(name) for name in wanted} | {financials.ASKED, "financials-cards", "financials-below"} <= on_page


def test_exports_have_the_statement_and_say_its_periods(asking: Any) -> None:
    found = asking({}, **{"from": "2024-07-01"})
    shown_ = {exhibit.name: exhibit for exhibit in asyncio.run(financials.exhibits(found))}
    assert len(shown_["financials-statement"].frame) == 14
    assert set(shown_["financials-statement"].frame["period"]) == {date(2024, 7, 1), Q4_2024}
    filters = financials.own_filters(found).filters
    assert (filters.start, filters.end, filters.compare) == (date(2024, 7, 1), date(2024, 12, 31), "none")


def test_filters_of_deals_are_said_not_to_apply_once(company: None) -> None:
    selected = {"compare": "previous", "dims": {"rep": ["Ann"]}, "view": {}}
    given = [part for part in asyncio.run(financials.show(selected)) if isinstance(part, str)]
    assert sum("filters do not apply" in text for text in given) == 1


def test_it_can_be_read_before_anyone_asks(company: None) -> None:
    asyncio.run(financials.warm())


def test_without_a_statement_the_page_says_what_to_load_and_its_strip_works(tmp_path: Any) -> None:
    deals = (
        "id,status,account,sector,rep,product,category,created,closed,amount\n1,Won,A,x,R,P,C,2017-01-02,2017-03-10,5\n"
    )
    with state(tmp_path) as var:
        (var / "deals.csv").write_text(deals, "utf-8")
        import_path(str(var / "deals.csv"), "simple", tell=lambda *_progress: None)
        assert "No income statement is loaded." in " ".join(texts([financials.layout()]))
        found = Asked(Filters(), {}, Scope.all(), engine.current())
        periods = periods_of(found)
        assert (periods.has_statement, periods.last, len(periods.periods)) == (False, date(2016, 10, 1), 8)
        given = shown()
        assert given["financials-words.children"] == "Q1 2015 – Q4 2016"
        asyncio.run(financials.exhibits(found))
        asyncio.run(financials.warm())
