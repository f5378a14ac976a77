"""The cards of the Pipeline page: what is open and expected, whether it is enough, how it moves."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from charts.part_periods import starts_of
from filters import Window
from i18n import N_, _
from metrics.cycles import SALES_CYCLE_DAYS
from metrics.definition import Metric
from metrics.goals import TARGET
from metrics.pipeline import (
    COVERAGE,
    DEALS_OPEN,
    PIPELINE,
    PIPELINE_DUE,
    SALES_VELOCITY,
    WEIGHTED_PIPELINE,
    WEIGHTED_PIPELINE_CRM,
)
from metrics.query import Query
from metrics.sales import AVERAGE_DEAL, WIN_RATE, WON_REVENUE
from metrics.slippage import ABOUT, LABEL
from metrics.slippage_over import Slipped, slipped_over
from pages.asked import Asked
from pages.cards import metric_cards
from pages.components import notes
from pages.exhibit import Exhibit
from pages.pipeline_sentences import Said, sentences
from pages.pipeline_spans import Goal, compared, end_of
from pages.spans import window_of
from periods import DAY, next_start

SLIPPAGE = Metric("slippage", LABEL, kind="ratio", unit="fraction", about=ABOUT, better="down")  # of pages only
WEIGHTED = replace(WEIGHTED_PIPELINE, about=N_(
    "Value of open deals x the share of deals in their stage that were won in the end. On past days: the deals, their"
    " values and those shares as they were known then."
))  # fmt: skip
CARDS = (PIPELINE, WEIGHTED, COVERAGE, SLIPPAGE, SALES_VELOCITY, WIN_RATE)
MEASURED = (PIPELINE, WEIGHTED_PIPELINE, SALES_VELOCITY, WIN_RATE, DEALS_OPEN)
BESIDE = (WEIGHTED_PIPELINE_CRM, AVERAGE_DEAL, SALES_CYCLE_DAYS)  # what the sentences need besides
QUERIES = (Query(*MEASURED, *BESIDE), Query(*MEASURED, shift="compare"))
GOAL = Query(COVERAGE, PIPELINE_DUE, TARGET, WON_REVENUE)
LEVELS = ("deals_open", "pipeline", "weighted_pipeline")  # as they stood on a day


@dataclass(frozen=True)
class Figures:
    """What the cards are made of; `levels` (of `pipeline_days`) and `months` are None without a history of deals."""

    now: pd.DataFrame
    before: pd.DataFrame
    trend: pd.DataFrame
    goal: pd.DataFrame
    levels: pd.DataFrame | None
    months: pd.DataFrame | None


def course(grain: str) -> Query:
    """The cards' figures over time."""
    return Query(PIPELINE, SALES_VELOCITY, WIN_RATE, grain=grain)


def level_days(found: Asked, starts: list[date], grain: str) -> list[date]:
    """The days whose levels are shown: now, before, and the ends of the course's periods."""
    end, before = end_of(found), compared(found)
    ends = [min(next_start(start, grain) - DAY, end) for start in starts]
    return sorted({end, *ends, *([before.end] if before else [])})


def cards_row(found: Asked, figures: Figures, goal: Goal) -> tuple[list[Any], Exhibit]:
    """The row of cards, and their figures as one row for exports."""
    window, end, before_window = window_of(found)[0], end_of(found), compared(found)
    before_end = before_window.end if before_window else None
    slipped, earlier = _slipped(figures.months, window), None
    if before_window and slipped:
        earlier = _slipped(figures.months, before_window)
        earlier = None if earlier and earlier.last == slipped.last else earlier  # no month lies between the two
    now = _stood(figures.now, figures.levels, end).assign(
        coverage=figures.goal["coverage"].to_numpy(), slippage=_share(slipped)
    )
    before = _stood(figures.before, figures.levels, before_end).assign(coverage=np.nan, slippage=_share(earlier))
    if before_window is None:
        before = before.assign(**dict.fromkeys(LEVELS, np.nan))
    said = [] if figures.months is None else figures.months.attrs["notes"]
    told = Said(now, before, figures.goal, goal, slipped, said, found.currency, end, before_end)
    row = metric_cards(CARDS, now, before, found.currency, _courses(figures, end), sentences(told))
    shown = Exhibit("pipeline-cards", _("At a glance"), now, (*CARDS, DEALS_OPEN, *BESIDE),
                    note=notes(figures.now, figures.goal))  # fmt: skip
    return row, shown


def _slipped(months: pd.DataFrame | None, window: Window | None) -> Slipped | None:
    return None if months is None else slipped_over(months, window)


def _share(slipped: Slipped | None) -> float:
    return np.nan if slipped is None else slipped.moved_later


def _stood(figures: pd.DataFrame, levels: pd.DataFrame | None, on: date | None) -> pd.DataFrame:
    """The figures with the weighted pipeline of a past day, which is measured for today only."""
    if levels is None or levels.attrs["ignored_filters"] or on is None or figures["pipeline"].isna().all():
        return figures
    if figures[WEIGHTED.name].notna().all():
        return figures
    level = levels.loc[levels["day"] == pd.Timestamp(on), WEIGHTED.name]
    return figures.assign(**{WEIGHTED.name: level.to_numpy(float)})


def _courses(figures: Figures, end: date) -> pd.DataFrame:
    """The figures by period: with the weighted pipeline at its end, and the slippage of months."""
    trend, levels, months = figures.trend, figures.levels, figures.months
    grain = next(str(name) for name in trend.columns if name in ("month", "week", "day"))
    starts = starts_of(trend, grain)
    if levels is not None and not levels.attrs["ignored_filters"]:
        on = levels.set_index("day")
        ends = pd.to_datetime([min(next_start(start, grain) - DAY, end) for start in starts])
        trend = trend.assign(**{WEIGHTED.name: on[WEIGHTED.name].reindex(ends).to_numpy(float)})
    if months is not None and grain == "month":
        trend = trend.assign(slippage=trend["month"].map(dict(zip(months["month"], months["slippage"], strict=True))))
    return trend
