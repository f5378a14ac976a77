"""Win curve, stage calibration and the deal model on the Forecast page."""

import asyncio
from datetime import date
from pathlib import Path

from pytest import approx

from auth.scope import Scope
from pages.asked import asked
from pages.exhibit import Exhibit
from pages.forecast_chances import CHARTS, exhibits, groups, panels
from pages.forecast_model import in_words
from tests.charts.checked import checked
from tests.derive.published import derive, publish
from tests.derive.test_deals import written


def shown(view: dict[str, str] | None = None) -> dict[str, Exhibit]:
    async def all_of_them() -> list[Exhibit]:
        return await exhibits(await asked({"dims": {}, "view": view or {}}))

    return {exhibit.name: exhibit for exhibit in asyncio.run(all_of_them())}


def test_all_three_are_there_and_draw(var: Path) -> None:
    snapshot = publish()
    derive(snapshot)
    found = shown()
    assert tuple(found) == CHARTS == tuple(panel.id for panel in panels({}, snapshot, Scope.all()))
    for exhibit in found.values():
        checked(exhibit.draw())


def test_few_deals_are_no_curve(var: Path) -> None:
    publish()
    assert not shown()["forecast-curve"].draw().data  # three decided deals


def test_curves_can_be_compared_by_what_tells_deals_apart(var: Path) -> None:
    assert groups(publish(), Scope.all()) == {"none": "All deals together", "team": "Team", "rep": "Rep"}


def test_curves_are_drawn_of_groups_with_enough_decided_deals_and_the_others_are_named(var: Path) -> None:
    teams = ["North"] * 12 + ["South"] * 14 + ["West"] * 3
    kinds = ["won", "lost", "lost"] * 9 + ["won", "lost"]
    opened, ended = date(2024, 1, 1), [date(2024, 1, 11 + place % 7) for place in range(29)]
    written(kinds, [opened] * 29, list(ended), [(team, "A") for team in teams])
    curve = shown({"forecast.curve_by": "team"})["forecast-curve"]
    assert curve.title == "Win curve by team"
    assert curve.subtitle == "Share won by age; of deals opened at any time"
    assert set(curve.frame["group"]) == {"North", "South"}
    assert "Fewer than 10 decided deals, left out: West." in curve.note
    assert checked(curve.draw()).data


def test_the_model_is_judged_in_words(var: Path) -> None:
    snapshot = publish()
    derive(snapshot)
    model = shown()["forecast-model"]
    assert model.subtitle == "Better than the base rate (logistic regression)"
    assert "On 80 deals decided later its error (Brier) was 0.200, that of the base rate 0.250." in model.note
    assert "in 70% of pairs (AUC)" in model.note
    assert model.frame["observed"].tolist() == approx([0.5])


def test_before_a_model_is_fitted_it_is_said(var: Path) -> None:
    publish()
    figure = shown()["forecast-model"].draw()
    assert "not fitted yet" in figure.layout.annotations[0].text


def test_a_base_rate_is_said_to_be_one_and_why() -> None:
    verdict, *rest = in_words({"method": "base_rate", "reason": "too_few_deals", "n": 12})
    assert verdict == "The base rate is used: too few deals are decided yet for a model to learn from"
    assert rest == ["Traits are therefore not listed among what moves a deal's chance; its stage and age are."]
