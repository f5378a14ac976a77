"""The overview: its cards, exhibits and the words around them, from a small company measured by hand."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import pytest

from auth.scope import Scope
from errors import BadFilter
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.goals import PACE
from metrics.sales import WON_REVENUE
from pages import overview_first, pipeline_first
from pages.asked import Asked
from pages.exhibit import Exhibit
from pages.overview import exhibits
from pages.overview_first import WITH_TARGETS, WITHOUT, card_metrics
from tests.metrics.frames import opportunities, target_days
from tests.pages import pipeline_company

# January 2024: won 100 + 50 + 20 (Ann, Bob, Bob) of 4 decided; December 2023: 80 (Bob); January 2023: 60 (Ann).
DEALS = opportunities(
    ["won", "won", "won", "lost", "won", "won", "open"],
    account=["Acme", "Bolt", "Acme", "Bolt", "Acme", "Cone", "Cone"],
    product=["P", "P", "Q", "Q", "P", "Q", "P"],
    sector=["a", "b", "a", "b", "a", "b", "b"],
    rep=["Ann", "Bob", "Bob", "Ann", "Bob", "Ann", "Ann"],
    category=["x", "x", "x", "x", "x", "x", "x"],
    stage=[None, None, None, None, None, None, "Proposal"],
    value=[100, 50, 20, 70, 80, 60, 500],
    opened_on=["2024-01-01"] * 4 + ["2023-11-01", "2022-12-15", "2024-01-05"],
    decided_on=["2024-01-03", "2024-01-15", "2024-01-31", "2024-01-09", "2023-12-11", "2023-01-20", None],
)
TARGETS = target_days([("company", None, None, f"2024-01-{n:02}", 10) for n in range(1, 32)])
TODAY = date(2024, 1, 31)
JANUARY = Filters(start=date(2024, 1, 1), end=TODAY)


@dataclass(frozen=True)
class Company(FrameSnapshot):
    currency: str = "EUR"


def company(targets: pl.DataFrame | None = TARGETS) -> Company:
    return Company({"opportunities": DEALS} | ({} if targets is None else {"target_days": targets}), TODAY)


def shown(
    filters: Filters = JANUARY, view: Mapping[str, str] | None = None, snapshot: Company | None = None
) -> dict[str, Exhibit]:
    found: Any = Asked(filters, view or {}, Scope.all(), snapshot or company())  # type: ignore[arg-type]
    return {exhibit.name: exhibit for exhibit in asyncio.run(exhibits(found))}


def test_the_page_shows_everything_in_order_cards_first() -> None:
    assert list(shown()) == [
        "overview-cards", "overview-progress", "overview-win-rate", "overview-pipeline", "overview-movers",
        "overview-deals",
    ]  # fmt: skip


def test_the_cards_figures_are_in_one_row() -> None:
    figures = shown()["overview-cards"].frame.iloc[0]
    assert (figures["won_revenue"], figures["deals_won"], figures["win_rate"], figures["pipeline"]) == (
        170,
        3,
        0.75,
        500,
    )
    assert figures["pace"] == 170 / 310


def test_the_pace_has_a_card_where_somebody_has_set_targets() -> None:
    assert card_metrics(company()) == WITH_TARGETS
    assert card_metrics(company(TARGETS.clear())) == card_metrics(company(None)) == card_metrics(None) == WITHOUT
    assert (PACE in WITH_TARGETS, PACE in WITHOUT, len(WITH_TARGETS), len(WITHOUT)) == (True, False, 6, 6)


def test_progress_is_told_in_words() -> None:
    told, expected, *_how = shown()["overview-progress"].subtitle.split(". ")
    assert told == "€170 won, 55% of the target and +183% on the year before"
    assert expected.startswith("Expected from Feb 2024 to Apr 2024: €62.5 (in 8 of 10 cases")
    running = shown(Filters(start=date(2024, 1, 1), end=date(2024, 2, 29)))["overview-progress"]
    assert running.subtitle.startswith("€170 won so far, 55% of the target to date and +183% on the year before. Exp")
    ahead = shown(Filters(start=date(2024, 3, 1), end=date(2024, 3, 31)))["overview-progress"]
    assert ahead.subtitle == "The period has not begun"
    alone = shown(Filters(), snapshot=company(None))["overview-progress"]
    assert alone.subtitle.startswith("€310 won. Expected from Feb 2024")


def test_progress_says_what_it_cannot_show() -> None:
    def note(filters: Filters, targets: pl.DataFrame | None = TARGETS) -> str:
        return shown(filters, snapshot=company(targets))["overview-progress"].note

    of_a = Filters(start=JANUARY.start, end=JANUARY.end, dims={"sector": ["a"]})  # type: ignore[arg-type]
    assert note(JANUARY) == ""
    assert note(JANUARY, None) == "No target is set for this period with these filters."
    assert note(of_a).startswith("No target is set by sector. No forecast. Fewer than 6 periods")
    early = Filters(start=date(2023, 11, 1), end=TODAY)
    assert note(early) == "There is no target before Jan 1, 2024. There are no figures for all of the year before."


def test_movers_sum_to_the_change_that_is_told() -> None:
    movers = shown(view={"overview.movers": "rep"})["overview-movers"]
    assert movers.title == "Top movers by rep"
    assert movers.frame.to_numpy().tolist() == [["Ann", 100, 0, 100], ["Bob", 70, 80, -10]]
    assert movers.subtitle == "Won revenue +€90 in all, against Dec 1, 2023 – Dec 31, 2023"


@pytest.mark.parametrize(
    ("filters", "why"),
    [
        (Filters(), "All time has nothing before it to compare with"),
        (Filters(start=JANUARY.start, end=JANUARY.end, compare="none"), "No comparison is chosen"),
        (Filters(start=date(2023, 3, 1), end=date(2023, 3, 31)), "Nothing changed against Feb 1, 2023 – Feb 28, 2023"),
        (Filters("last_year"), "There are no figures for all of Jan 1, 2022 – Dec 31, 2022"),
    ],
)
def test_without_movers_the_chart_says_why(filters: Filters, why: str) -> None:
    figure = shown(filters)["overview-movers"].draw()
    assert figure.layout.annotations[0].text.replace("<br>", " ").startswith(why)


def test_the_deals_behind_are_listed_as_chosen() -> None:
    won = shown()["overview-deals"]
    assert (won.title, won.subtitle) == ("Deals won", "3 in this period, largest first")
    assert list(won.frame["value"]) == [100, 50, 20]
    newest = shown(view={"overview.order": "newest"})["overview-deals"]
    assert list(newest.frame["value"]) == [20, 50, 100]
    lost = shown(view={"overview.deals": "lost"})["overview-deals"]
    assert (lost.title, lost.labels["value"], list(lost.frame["account"])) == (
        "Deals lost",
        "Expected amount",
        ["Bolt"],
    )


def test_the_pipeline_is_shown_over_time_or_by_stage() -> None:
    over_time, by_stage = shown()["overview-pipeline"], shown(view={"overview.pipeline": "stage"})["overview-pipeline"]
    assert over_time.frame.iloc[-1][["pipeline", "deals_open"]].tolist() == [500, 1]
    assert (list(by_stage.frame["stage"]), list(by_stage.frame["pipeline"])) == (["Proposal"], [500])


@pytest.mark.parametrize(
    ("end", "worth"),
    [
        (date(2024, 3, 31), 100 + 50 + 30 + 40),
        (date(2024, 4, 11), 100 + 50 + 30 + 70 + 40),  # 60 is what the last one was raised to later on
        (date(2024, 4, 30), 100 + 70 + 60),
    ],
)
def test_the_pipeline_of_a_past_day_is_the_one_that_the_pipeline_page_shows(end: date, worth: float) -> None:
    asked = pipeline_company.asking(Filters(start=date(2024, 3, 1), end=end))
    overview = {exhibit.name: exhibit.frame for exhibit in asyncio.run(overview_first.first_screen(asked))[1]}
    pipeline = {exhibit.name: exhibit.frame for exhibit in asyncio.run(pipeline_first.first_screen(asked))[1]}
    assert overview["overview-cards"]["pipeline"].item() == worth
    assert overview["overview-pipeline"]["pipeline"].iloc[-1] == worth
    assert pipeline["pipeline-cards"]["pipeline"].item() == worth


def test_a_choice_that_does_not_exist_is_said() -> None:
    with pytest.raises(BadFilter, match="weather"):
        shown(view={"overview.movers": "weather"})


def test_every_exhibit_can_be_drawn_also_of_nothing() -> None:
    nothing = Filters(start=date(2010, 1, 1), end=date(2010, 1, 31))
    for filters in (JANUARY, Filters(), nothing, Filters(end=date(2023, 6, 1)), Filters("this_year")):
        for exhibit in shown(filters).values():
            exhibit.draw()


def test_the_cards_name_the_rep_behind_the_rise() -> None:
    from pages.overview_first import first_screen

    asked: Any = Asked(JANUARY, {}, Scope.all(), company())  # type: ignore[arg-type]
    drawn, _exhibits = asyncio.run(first_screen(asked))
    sentence = drawn[WITH_TARGETS.index(WON_REVENUE)].children[-1].children
    assert sentence.replace("\u2060", "") == "Up €90: Ann +€100, all others −€10."
