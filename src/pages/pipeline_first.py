"""The first screen of Pipeline: is there enough, where does it sit, what moved. All of it is measured at once."""

import asyncio
from typing import Any

import pandas as pd

from filters import Window
from metrics.past_pipeline import pipeline_days
from metrics.registry import measure_all
from pages import pipeline_cards, pipeline_funnel, pipeline_movement, pipeline_slippage
from pages.asked import Asked
from pages.exhibit import Exhibit
from pages.pipeline_cards import Figures, course, level_days
from pages.pipeline_spans import Goal, ahead, end_of, goal_of, knows_past
from pages.spans import grain_of, window_of
from periods import add_months, period_starts

QUERIES = (*pipeline_cards.QUERIES, course("month"), pipeline_funnel.BY_STAGE)
YEARS_DRAWN = 10  # of all time: what is older is not in the cards' courses


async def first_screen(found: Asked) -> tuple[list[Any], list[Exhibit]]:
    """The row of cards, and the exhibits: the cards' figures, funnel, movement."""
    goal, grain = goal_of(found), grain_of(found)
    (now, before, trend), (target,), levels, months, funnel, movement = await asyncio.gather(
        found.measure(*pipeline_cards.QUERIES, course(grain)),
        measure_all(pipeline_cards.GOAL, filters=goal.filters, scope=found.scope, snapshot=found.snapshot),
        _levels(found, grain),
        pipeline_slippage.months(found),
        pipeline_funnel.exhibit(found),
        pipeline_movement.exhibit(found),
    )
    return _row(found, Figures(now, before, trend, target, levels, months), goal, [funnel, movement])


def _row(found: Asked, figures: Figures, goal: Goal, charts: list[Exhibit]) -> tuple[list[Any], list[Exhibit]]:
    row, shown = pipeline_cards.cards_row(found, figures, goal)
    return row, [shown, *charts]


async def _levels(found: Asked, grain: str) -> pd.DataFrame | None:
    """What stood in the pipeline on the days that the cards speak of; None where that is not known."""
    if not knows_past(found) or ahead(found):
        return None
    window, end = window_of(found)[0] or Window(None, end_of(found)), end_of(found)
    first = window.start or add_months(end, -12 * YEARS_DRAWN)
    days = level_days(found, list(period_starts(first, end, grain)), grain)
    return await pipeline_days(days, found.filters, found.scope, found.snapshot)
