"""The pipeline day by day, as it stood: its value, and what of it was to be expected."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pandas as pd

from charts.pipeline_days import pipeline_days as drawn
from charts.theme import empty_figure
from i18n import N_, _, day, days, short_money, signed
from metrics.past_pipeline import pipeline_days
from metrics.pipeline import DEALS_OPEN, PIPELINE, WEIGHTED_PIPELINE
from pages.asked import Asked
from pages.choices import choice
from pages.components import notes
from pages.exhibit import Exhibit
from pages.pipeline_spans import end_of, knows_past, unknown_past

NAME, CHOICE = "pipeline-days", "pipeline.days"
DAYS = {"90": N_("90 days"), "365": N_("a year")}
METRICS = (DEALS_OPEN, PIPELINE, WEIGHTED_PIPELINE)


def control(query: Mapping[str, Any]) -> Any:
    """How far back it goes."""
    return choice(CHOICE, _("Over"), {name: _(label) for name, label in DAYS.items()}, query)


async def exhibit(found: Asked) -> Exhibit:
    """The last days up to the end of the period."""
    count, title = int(found.choice(CHOICE, DAYS)), _("Pipeline by day")
    if not knows_past(found):
        why, hint = unknown_past()
        return Exhibit(NAME, title, pd.DataFrame(), (), lambda: empty_figure(why, hint))
    end = end_of(found)
    asked = [end - timedelta(ago) for ago in range(count, -1, -1)]
    frame = await pipeline_days(asked, found.filters, found.scope, found.snapshot)
    change = float(frame["pipeline"].iloc[-1] - frame["pipeline"].iloc[0])
    words = _("{day}: {change} in {days}", day=day(end), days=days(count),
              change=signed(short_money(abs(change), found.currency), change))  # fmt: skip
    return Exhibit(NAME, title, frame, METRICS, lambda: drawn(frame, found.currency), words, notes(frame))
