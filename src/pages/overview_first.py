"""The overview's first screen: cards with their sentences, progress against the target, win rate, pipeline."""

from typing import Any

import pandas as pd

from charts.pipeline import pipeline_by_stage, pipeline_trend
from charts.win_rate import win_rate_trend
from i18n import N_, _, day, number
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
from pages import overview_progress
from pages.asked import Asked
from pages.cards import metric_cards
from pages.components import notes, part_months
from pages.exhibit import Exhibit
from pages.overview_sentences import Told, sentences
from pages.spans import grain_of, window_of
from settings import settings

WITH_TARGETS = (WON_REVENUE, PACE, WIN_RATE, PIPELINE, DEALS_WON, AVERAGE_DEAL)
WITHOUT = (WON_REVENUE, WIN_RATE, PIPELINE, DEALS_WON, AVERAGE_DEAL, SALES_CYCLE_DAYS)
BESIDE = (TARGET, TARGET_TO_DATE, MEDIAN_DEAL)  # what the sentences need besides
SUMS = (WON_REVENUE, DEALS_WON, PIPELINE)  # whose changes are made of those of groups
GROUPS = ("category", "sector", "rep")
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
    ahead = overview_progress.queries(found)
    frames = await found.measure(*by_stage, *queries(cards, grain, steps), *ahead)
    forecast = await overview_progress.forecast_of(found)  # then: the fit takes its months from the cache
    months = frames.pop() if ahead else None
    stages = frames.pop(0) if by_stage else None
    now, before, trend, pace, won, target, earlier, passed, *groups = frames[: -len(BEHIND)]
    parts = dict(zip(GROUPS, zip(groups[::2], groups[1::2], strict=True), strict=True))
    said = sentences(Told(now, before, parts, found.currency))
    courses = trend.assign(pace=trend[grain].map(dict(zip(pace[grain], pace["pace"], strict=True))))
    drawn = metric_cards(cards, now, before, found.currency, courses, said)
    totals = progress(won, target, earlier, passed, steps)
    return drawn, [
        Exhibit("overview-cards", _("At a glance"), now, (*cards, *BESIDE), note=notes(now)),
        overview_progress.progress_exhibit(found, steps, totals, target, now, passed, forecast, months),
        _win_rate(trend, grain, now),
        _pipeline(found, trend, grain, stages),
    ]


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
