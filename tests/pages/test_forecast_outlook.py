"""The bookings outlook of the Forecast page: what the panels show, and what is said where something is missing."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auth.scope import Scope
from derive.outlook import find_outlook
from errors import BadFilter
from filters import Filters
from pages.asked import asked
from pages.exhibit import Exhibit
from pages.forecast_outlook import CHARTS, exhibits, in_words, panels, show
from tests.charts.checked import checked
from tests.derive.published import NO_CURVES, derive, publish


def shown(view: dict[str, str] | None = None, **dims: list[str]) -> tuple[Exhibit, Exhibit]:
    async def both() -> list[Exhibit]:
        return await exhibits(await asked({"dims": dims, "view": view or {}}))

    bars, distribution = asyncio.run(both())
    return bars, distribution


def test_the_bars_show_both_periods_with_parts_and_interval(var: Path) -> None:
    derive(publish())
    bars, _distribution = shown()
    first = bars.frame.iloc[0]
    assert (first["won"], first["pipeline"], first["new_business"], first["total"]) == pytest.approx((70, 50, 0, 120))
    assert (first["low80"], first["high80"], first["target"], first["chance"]) == pytest.approx((70, 170, 500, 0))
    assert len(bars.frame) == 2
    assert bars.subtitle == "What each is expected to bring, as known on Mar 20, 2024"
    checked(bars.draw())


def test_the_distribution_is_a_sentence_too(var: Path) -> None:
    derive(publish(), curves={**NO_CURVES, "won": [[1.0, 1.0]]})
    _bars, distribution = shown()
    assert distribution.title == "Chance to reach the target: Mar 2024"
    assert distribution.subtitle.startswith("Under 1% chance to reach €500; €164 expected, 80 % between €")
    assert distribution.subtitle.endswith("; 27% of it from deals that do not exist yet")
    checked(distribution.draw())


def test_the_chance_is_that_of_the_target_of_the_filters(var: Path) -> None:
    derive(publish())
    _bars, distribution = shown(team=["North"])
    assert distribution.subtitle.split("; ")[0] in ("50% chance to reach €150", "51% chance to reach €150")


def test_a_target_that_is_met_is_said_to_be_met(var: Path) -> None:
    snapshot = publish()
    derive(snapshot)
    outlook = find_outlook(Filters(), Scope.all(), snapshot, "this_month")
    assert outlook is not None
    assert in_words(replace(outlook, target=60.0, chance=1.0), "EUR").startswith("The target of €60 is met; ")
    assert in_words(replace(outlook, target=500.0, chance=1.0), "EUR").startswith("Over 99% chance to reach €500; ")


def test_without_a_target_it_is_what_may_come_and_the_reason_is_said(var: Path) -> None:
    derive(publish())
    bars, distribution = shown(stage=["Demo"])
    assert distribution.title == "What may come: Mar 2024"
    assert distribution.subtitle == "€50 expected, 80 % between €0 and €100"
    assert "No target is set for Mar 2024" in bars.note
    assert "Filtered by stage, which deals to come do not have yet: new business is left out." in bars.note


def test_before_anything_is_derived_it_is_said(var: Path) -> None:
    publish()
    for exhibit in shown():
        figure = exhibit.draw()
        assert not figure.data
        assert "not worked out yet" in figure.layout.annotations[0].text
        assert exhibit.frame.empty


def test_chances_of_an_older_snapshot_are_dated(var: Path) -> None:
    derive(publish())
    time.sleep(1.01)  # snapshots are told apart by the second
    publish("2024-03-25")
    bars, _distribution = shown()
    assert "The chances are those of Mar 20, 2024" in bars.note
    assert "1 open deal came in since, and is not in it." in bars.note


def test_a_model_of_few_deals_says_how_simple_it_is_and_why(var: Path) -> None:
    derive(publish(), method="base_rate", why="few_decided")
    bars, _distribution = shown()
    assert "Chances are the share of deals won so far, the same for all: too few deals are decided yet." in bars.note


def test_the_page_gets_what_its_panels_have_outputs_for(var: Path) -> None:
    snapshot = publish()
    derive(snapshot)
    placed: list[Any] = panels({}, snapshot, Scope.all())
    assert [panel.id for panel in placed] == list(CHARTS)
    parts = asyncio.run(show({"dims": {}, "view": {}}))
    assert len(parts) == 4 * len(CHARTS)


def test_a_period_that_is_no_choice_is_a_bad_filter(var: Path) -> None:
    derive(publish())
    with pytest.raises(BadFilter):
        shown({"forecast.period": "week"})
