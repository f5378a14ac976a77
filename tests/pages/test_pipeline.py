"""The Pipeline page: cards, funnel, movement and what lies below, from a small company measured by hand."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from auth.scope import Scope
from errors import BadFilter
from filters import Filters
from pages.asked import Asked
from pages.exhibit import Exhibit
from pages.pipeline_ageing import exhibits as ageing
from pages.pipeline_course import exhibit as course
from pages.pipeline_first import first_screen
from pages.pipeline_funnel import controls
from pages.pipeline_funnel import exhibit as funnel
from pages.pipeline_movement import deals_exhibit
from pages.pipeline_movement import exhibit as movement
from pages.pipeline_pace import body
from pages.pipeline_pace import exhibit as pace
from pages.pipeline_slippage import exhibit as slippage
from tests.charts.checked import checked
from tests.metrics.stretches import deal_states, stretch
from tests.pages.pipeline_company import APRIL, asking, company
from tests.pages.test_kpis_page import texts

NOWHERE = Filters(start=date(1999, 1, 1), end=date(1999, 1, 31))
AHEAD = Filters(start=date(2030, 1, 1), end=date(2030, 1, 31))
OF_ANN = Filters(start=date(2024, 4, 1), end=date(2024, 4, 30), dims={"rep": ["Ann"]})  # type: ignore[arg-type]


def cards(found: Asked) -> dict[str, Any]:
    _row, (figures, *_charts) = asyncio.run(first_screen(found))
    return dict(figures.frame.iloc[0])


def sentences(found: Asked) -> list[str]:
    row, _exhibits = asyncio.run(first_screen(found))
    return [" ".join(texts(card.children[-1])) for card in row[:-1]]


def why(empty: Exhibit) -> str:
    """What a figure says instead of showing anything."""
    return " ".join(note.text for note in empty.draw().layout.annotations).replace("<br>", " ")


def everything(found: Asked) -> list[Exhibit]:
    async def all_parts() -> list[Exhibit]:
        _row, first = await first_screen(found)
        parts = [await part(found) for part in (deals_exhibit, course, slippage, pace)]
        return [*first, *parts, *await ageing(found)]

    return asyncio.run(all_parts())


def test_the_cards_say_what_is_open_and_expected_and_how_much_is_enough() -> None:
    row = cards(asking())
    assert (row["deals_open"], row["pipeline"], row["weighted_pipeline"]) == (3, 230, 76)
    assert row["weighted_pipeline_crm"] == 53
    assert row["coverage"] == 0.92  # 230 due in the quarter that runs on, of 300 - 50 missing
    assert row["win_rate"] == 0.5


def test_slippage_is_what_was_due_in_april_and_is_due_later_now() -> None:
    assert cards(asking())["slippage"] == pytest.approx(40 / 120)
    frame = asyncio.run(slippage(asking())).frame
    last = frame.iloc[-1]
    assert (last["due"], last["won"], last["lost"], last["slipped"]) == (120, 50, 30, 40)


def test_each_card_says_what_stands_behind_it() -> None:
    assert sentences(asking()) == [
        "3 deals open; 4 on Mar 31, 2024.",
        "By how often deals of each stage are won; with the CRM's odds €53.",
        "Q2 2024: €230 due, €250 short of the target.",
        "Apr 2024.",
        "3 open deals × 50% × €50 / 93 days.",
        "2 deals decided: too few to tell.",
    ]  # fmt: skip


def test_what_was_still_due_when_its_month_was_over_is_said_beside_what_was_moved() -> None:
    due = {"expected_close_on": "2024-02-20", "observed_probability": 0.2}
    found = asking(snapshot=company(deal_states=deal_states(stretch(0, "2024-01-10", None, 100, **due))))
    assert (
        "another 100% stood open when its month was over"
        in sentences(replace(found, filters=Filters(start=date(2024, 2, 1), end=date(2024, 2, 29))))[3]
    )


def test_without_a_target_by_these_filters_the_coverage_says_so() -> None:
    assert sentences(asking(OF_ANN))[2] == "No target is set for this period with these filters."
    assert sentences(asking(snapshot=company("target_days")))[2] == (
        "No target is set for this period with these filters."
    )


def test_the_funnel_has_every_stage_with_what_is_open_and_what_went_on() -> None:
    shown = asyncio.run(funnel(asking(Filters(start=date(2024, 1, 1), end=date(2024, 4, 30)))))
    rows = shown.frame.set_index("stage")
    assert rows["deals_open"].to_dict() == {"Talk": 2, "Demo": 1, "Offer": 0} | (
        {"Lead": 0} if "Lead" in rows.index else {}
    )
    assert rows.loc["Talk", "conversion"] == pytest.approx(2 / 3)  # of five, two still there: Demo, Demo, lost


def test_the_funnel_of_a_past_day_is_that_of_the_stages_then() -> None:
    shown = asyncio.run(funnel(asking(Filters(start=date(2024, 3, 1), end=date(2024, 3, 31)))))
    rows = shown.frame.set_index("stage")
    assert (rows.loc["Talk", "deals_open"], rows.loc["Demo", "deals_open"]) == (3, 1)


def test_of_several_pipelines_one_stands_in_the_funnel() -> None:
    deals = company().frames["opportunities"]
    lanes = pl.Series(["New", "New", "New", "Renewals", "Renewals"], dtype=pl.Categorical)
    several = company("stage_changes", opportunities=deals.with_columns(pipeline=lanes))
    first = asyncio.run(funnel(asking(snapshot=several)))
    assert (first.title, first.frame["stage"].tolist()) == ("Open pipeline by stage: New", ["Demo"])
    only = Filters(dims={"pipeline": ["Renewals"]})  # type: ignore[arg-type]
    assert asyncio.run(funnel(asking(only, several))).title == "Open pipeline by stage: Renewals"
    other = asyncio.run(funnel(asking(snapshot=several, funnel="Renewals")))
    assert (other.frame["stage"].tolist(), other.frame["deals_open"].tolist()) == (["Talk"], [2])
    assert len(controls({}, several, Scope.all())) == 1  # type: ignore[arg-type]
    assert controls({}, company(), Scope.all()) == []  # type: ignore[arg-type]


def test_the_movement_leads_from_the_end_of_march_to_today() -> None:
    shown = asyncio.run(movement(asking()))
    rows = dict(zip(shown.frame["part"], shown.frame["amount"], strict=True))
    assert {part: amount for part, amount in rows.items() if amount} == {
        "At the start": 220, "New": 70, "Won": -50, "Lost": -30, "Raised": 20, "At the end": 230,
    }  # fmt: skip
    assert shown.subtitle == "From the end of Mar 31, 2024 to Apr 30, 2024"
    assert shown.note == "Expected closes moved later: 1; earlier: 0."


def test_another_start_is_chosen_by_name_and_a_wrong_one_is_refused() -> None:
    shown = asyncio.run(movement(asking(since="7")))
    assert shown.subtitle == "From the end of Apr 23, 2024 to Apr 30, 2024"
    with pytest.raises(BadFilter):
        asyncio.run(movement(asking(since="yesterday")))


def test_all_time_has_no_start_and_shows_a_year() -> None:
    shown = asyncio.run(movement(asking(Filters())))
    assert shown.subtitle.startswith("From the end of Apr 30, 2023 to Apr 30, 2024")
    assert "the last twelve months" in shown.note


def test_the_deals_of_a_bar_are_listed_or_the_largest_moves_of_all() -> None:
    won = asyncio.run(deals_exhibit(asking(move="won")))
    assert (won.title, won.frame["change"].tolist(), "kind" in won.frame) == ("Deals: won", [-50], False)
    assert won.subtitle == "1, Mar 31, 2024 – Apr 30, 2024; a second click on its bar shows all again"
    moved = asyncio.run(deals_exhibit(asking()))
    assert list(zip(moved.frame["kind"], moved.frame["change"], strict=True)) == [
        ("New", 70), ("Won", -50), ("Lost", -30), ("Raised", 20),
    ]  # fmt: skip
    assert moved.frame["account"].tolist() == ["Acme", "Bolt", "Bolt", "Bolt"]


def test_a_click_on_the_chosen_bar_takes_the_choice_back() -> None:
    bars = asyncio.run(movement(asking(move="won"))).draw().data[0]
    views = [mark[1]["view"]["pipeline.move"] for mark in bars["customdata"]]
    assert views == ["opening", "new", "up", "", "lost", "closing"]


def test_a_list_without_a_deal_keeps_its_columns_as_texts() -> None:
    none = asyncio.run(deals_exhibit(asking(NOWHERE))).frame
    assert (len(none), str(none["kind"].dtype)) == (0, "object")


def test_ids_and_links_are_in_exports_only() -> None:
    assert "opportunity_id" not in asyncio.run(deals_exhibit(asking())).frame
    exported = asyncio.run(deals_exhibit(asking(), exported=True)).frame
    assert exported["opportunity_id"].tolist() == ["id-3", "id-1", "id-2", "id-4"]


def test_the_pace_is_that_of_the_running_quarter_once_the_period_is_over() -> None:
    shown = asyncio.run(pace(asking()))
    assert (shown.frame["won"].item(), shown.frame["target"].item()) == (50, 300)
    assert shown.subtitle.startswith("Q2 2024; ")
    words = texts(body(shown, "EUR"))
    assert "€300" in words


@pytest.mark.parametrize("filters", [APRIL, Filters(), NOWHERE, AHEAD, OF_ANN, Filters("this_year", compare="none")])
def test_every_exhibit_can_be_drawn_also_of_nothing(filters: Filters) -> None:
    for exhibit in everything(asking(filters)):
        checked(exhibit.draw())
        assert exhibit.title


def test_a_snapshot_without_history_says_to_publish_again() -> None:
    found = asking(snapshot=company("deal_states"))
    said = "These data were published before the pipeline's history was kept"
    assert said in why(asyncio.run(movement(found)))
    assert asyncio.run(deals_exhibit(found)).subtitle == said
    assert cards(found)["pipeline"] == 230
    assert sentences(found)[3] == "Not known: publish the data again."
    for exhibit in everything(found):
        checked(exhibit.draw())


def test_without_stage_history_the_funnel_has_no_conversion_and_nothing_is_late() -> None:
    found = asking(snapshot=company("stage_changes"))
    shown = asyncio.run(funnel(found))
    assert shown.frame["conversion"].isna().all() and shown.frame["deals_open"].sum() == 3
    assert "No stage changes are known" in shown.note
    assert "stage history" in asyncio.run(ageing(found))[1].note


def test_before_the_period_nothing_has_moved() -> None:
    assert asyncio.run(deals_exhibit(asking(AHEAD))).subtitle == "The period has not begun"


def test_without_expected_closes_nothing_was_due() -> None:
    plain = company().frames["deal_states"].with_columns(expected_close_on=pl.lit(None, pl.Date))
    found = asking(snapshot=company(deal_states=plain))
    assert "was due in these months" in why(asyncio.run(slippage(found)))
    assert sentences(found)[3] == "Nothing was due at the start of a month."


def test_a_filter_that_history_does_not_know_is_said() -> None:
    deals = company().frames["opportunities"].with_columns(lost_reason=pl.lit("price", pl.Categorical))
    filters = Filters(start=date(2024, 4, 1), end=date(2024, 4, 30), dims={"lost_reason": ["price"]})  # type: ignore[arg-type]
    found = asking(filters, company(opportunities=deals))
    assert "not filtered by loss reason" in asyncio.run(movement(found)).note
    assert "not filtered by loss reason" in sentences(found)[3]
