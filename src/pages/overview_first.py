"""The overview's first screen: cards with their sentences, progress against the target, win rate, pipeline."""

from typing import Any

import pandas as pd

from charts.pipeline import pipeline_by_stage, pipeline_trend
from charts.progress import revenue_progress
from charts.win_rate import win_rate_trend
from i18n import N_, _, day, number, percent, short_money, signed
from metrics.cycles import SALES_CYCLE_DAYS
from metrics.definition import Metric
from metrics.goals import PACE, TARGET, TARGET_TO_DATE
from metrics.pipeline import DEALS_OPEN, PIPELINE
from metrics.progress import grain_of as progress_grain
from metrics.progress import progress
from metrics.progress import queries as progress_queries
from metrics.registry import Query
from metrics.sales import AVERAGE_DEAL, DEALS_WON, MEDIAN_DEAL, WIN_RATE, WON_REVENUE
from metrics.slices import Tables
from pages.asked import Asked
from pages.cards import metric_cards
from pages.components import notes, part_months
from pages.exhibit import Exhibit
from pages.overview_sentences import Told, no_target, sentences
from pages.spans import grain_of, window_of
from settings import settings

WITH_TARGETS = (WON_REVENUE, PACE, WIN_RATE, PIPELINE, DEALS_WON, AVERAGE_DEAL)
WITHOUT = (WON_REVENUE, WIN_RATE, PIPELINE, DEALS_WON, AVERAGE_DEAL, SALES_CYCLE_DAYS)
BESIDE = (TARGET, TARGET_TO_DATE, MEDIAN_DEAL)  # what the sentences need besides
SUMS = (WON_REVENUE, DEALS_WON, PIPELINE)  # whose changes are made of those of groups
GROUPS = ("category", "sector", "rep")
DAYS_OFF = 7  # a period may start with as many days on which nobody works
BY_CLOSE = {
    "month": N_("By close month, with its 95 % interval"), "week": N_("By close week, with its 95 % interval"),
    "day": N_("By close day, with its 95 % interval"),
}  # fmt: skip
BEHIND = (Query(WON_REVENUE), Query(WON_REVENUE, shift="compare"), Query(DEALS_WON))  # what comes below asks for these
BY_STAGE = Query(PIPELINE, DEALS_OPEN, by="stage")
PIPELINES = {"time": N_("over time"), "stage": N_("by stage")}


def card_metrics(snapshot: Tables | None) -> tuple[Metric, ...]:
    """The six cards: with the pace where anybody has set targets, else with the sales cycle."""
    targets = snapshot is not None and "target_days" in snapshot.names and snapshot.values("level", "target_days")
    return WITH_TARGETS if targets else WITHOUT


def queries(cards: tuple[Metric, ...], grain: str, steps: str) -> list[Query]:
    """All that the first screen shows, with time in `grain` and running totals in `steps`."""
    groups = [Query(*SUMS, by=by, shift=shift) for by in GROUPS for shift in (None, "compare")]
    return [
        Query(*cards, *BESIDE),
        Query(*cards, *BESIDE, shift="compare"),
        Query(*(card for card in cards if card is not PACE), DEALS_OPEN, grain=grain),
        Query(PACE, grain=grain),
        *progress_queries(steps),
        *groups,
        *BEHIND,
    ]


async def first_screen(found: Asked) -> tuple[list[Any], list[Exhibit]]:
    """The row of cards, and the exhibits: the cards' figures, progress, win rate, pipeline."""
    cards, grain = card_metrics(found.snapshot), grain_of(found)
    steps = progress_grain(found.filters, window_of(found)[1], settings().company.fiscal_year_start)
    by_stage = [BY_STAGE] if found.choice("overview.pipeline", PIPELINES) == "stage" else []
    frames = await found.measure(*by_stage, *queries(cards, grain, steps))
    stages = frames.pop(0) if by_stage else None
    now, before, trend, pace, won, target, earlier, passed, *groups = frames[: -len(BEHIND)]
    parts = dict(zip(GROUPS, zip(groups[::2], groups[1::2], strict=True), strict=True))
    said = sentences(Told(now, before, parts, found.currency))
    courses = trend.assign(pace=trend[grain].map(dict(zip(pace[grain], pace["pace"], strict=True))))
    drawn = metric_cards(cards, now, before, found.currency, courses, said)
    totals = progress(won, target, earlier, passed, steps)
    return drawn, [
        Exhibit("overview-cards", _("At a glance"), now, (*cards, *BESIDE), note=notes(now)),
        _progress(found, steps, totals, target, now, passed),
        _win_rate(trend, grain, now),
        _pipeline(found, trend, grain, stages),
    ]


def _progress(
    found: Asked, steps: str, totals: pd.DataFrame, target: pd.DataFrame, now: pd.DataFrame, passed: pd.DataFrame
) -> Exhibit:
    return Exhibit(
        "overview-progress", _("Won revenue against target and the year before"), totals, (WON_REVENUE, TARGET),
        lambda: revenue_progress(totals, steps, found.currency), _progress_in_words(found, now, passed, totals),
        _progress_notes(totals, target), {"year_before": _("Year before")}, {"year_before": "money"},
    )  # fmt: skip


def _progress_in_words(found: Asked, now: pd.DataFrame, passed: pd.DataFrame, totals: pd.DataFrame) -> str:
    """How far the period has come: of its target so far, and against as much of the year before."""
    won, pace = now["won_revenue"].item(), now["pace"].item() if "pace" in now else None
    growth = _growth(won, passed["won_revenue"].item())
    words = {"won": short_money(won, found.currency), "pace": percent(pace, 0), "growth": growth}
    window, as_of = window_of(found)
    if window is not None and window.start is not None and window.start > as_of:
        return _("The period has not begun")
    whole = window is None or window.end <= as_of
    if pace is None or pd.isna(pace) or totals["target"].isna().all():
        text = N_("{won} won, {growth} on the year before") if growth else N_("{won} won")
    elif growth:
        text = (N_("{won} won, {pace} of the target and {growth} on the year before") if whole
                else N_("{won} won so far, {pace} of the target to date and {growth} on the year before"))  # fmt: skip
    else:
        text = N_("{won} won, {pace} of the target") if whole else N_("{won} won so far, {pace} of the target to date")
    return _(text).format(**words)


def _growth(now: float, before: float) -> str:
    if pd.isna(before) or before <= 0 or pd.isna(now):
        return ""
    change = now / before - 1
    return signed(percent(abs(change), 0), change)


def _progress_notes(totals: pd.DataFrame, target: pd.DataFrame) -> str:
    """What the lines leave out: a target that is not set for all of the period, a year before without facts."""
    first, window = totals.attrs["target_from"], totals.attrs["window"]
    said = []
    if first is None:
        said.append(no_target(target))
    elif window and window[0] and (first - window[0]).days > DAYS_OFF:
        said.append(_("There is no target before {day}.", day=day(first)))
    if totals["year_before"].isna().all() and window:
        said.append(_("There are no figures for all of the year before."))
    return notes(totals, also=said)


def _win_rate(trend: pd.DataFrame, grain: str, now: pd.DataFrame) -> Exhibit:
    overall, few = now["win_rate"].item(), settings().rules.too_few
    whole = None if pd.isna(overall) or now["win_rate_n"].item() < few else float(overall)
    rates = trend[[grain, *(column for column in trend if str(column).startswith("win_rate"))]]
    return Exhibit(
        "overview-win-rate", _("Win rate"), rates, (WIN_RATE,),
        lambda: win_rate_trend(trend, few, grain, whole), _(BY_CLOSE[grain]), _rate_notes(trend, grain, few),
    )  # fmt: skip


def _pipeline(found: Asked, trend: pd.DataFrame, grain: str, stages: pd.DataFrame | None) -> Exhibit:
    metrics = (PIPELINE, DEALS_OPEN)
    if stages is not None:
        return Exhibit(
            "overview-pipeline", _("Pipeline"), stages, metrics, lambda: pipeline_by_stage(stages, found.currency),
            _("Open deals by stage, {day}", day=day(_end(stages))), notes(stages),
        )  # fmt: skip
    courses = trend[[grain, "pipeline", "deals_open"]]
    return Exhibit(
        "overview-pipeline", _("Pipeline"), courses, metrics, lambda: pipeline_trend(courses, grain, found.currency),
        _("Value of open deals at the end of each period"), notes(trend),
    )  # fmt: skip


def _end(frame: pd.DataFrame) -> Any:
    window, as_of = frame.attrs["window"], frame.attrs["as_of"]
    return min(window[1], as_of) if window else as_of


def _rate_notes(trend: pd.DataFrame, grain: str, few: int) -> str:
    counts = trend["win_rate_n"]
    hollow = _("Hollow dots: fewer than {n} deals decided, too few to tell.", n=number(few))
    said = [part_months(trend)] if grain == "month" else []
    return notes(trend, also=[*said, hollow] if ((counts > 0) & (counts < few)).any() else said)
