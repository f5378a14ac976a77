"""Slippage: month by month, what became of the amount that was due."""

import pandas as pd

from charts.slippage import slippage_months as drawn
from charts.theme import empty_figure
from i18n import N_, _
from metrics import slippage
from metrics.slippage_over import FEWEST, months_until, months_wanted
from pages.asked import Asked
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import Definition
from pages.pipeline_spans import compared, end_of, knows_past, unknown_past
from pages.spans import window_of

NAME = "pipeline-slippage"
DEFINITIONS = (
    Definition(slippage.LABEL, slippage.ABOUT),
    Definition(N_("Still due"), N_("Open at the end of the month in which it should have closed, with its expected"
                                   " close unchanged: overdue, and likely to be moved.")),
)  # fmt: skip
LABELS = {
    "deals": N_("Deals"), "due": N_("Due at the start"), **slippage.OUTCOMES, "slipped_deals": N_("Deals moved later"),
    "slippage": N_("Slippage"),
}  # fmt: skip


async def months(found: Asked) -> pd.DataFrame | None:
    """The months that the cards and the chart need; None without a history of deals."""
    if not knows_past(found):
        return None
    window, as_of = window_of(found)
    wanted = months_wanted(window, compared(found), as_of)
    return await slippage.slippage_months(found.filters, found.scope, found.snapshot, wanted)


async def exhibit(found: Asked) -> Exhibit:
    """The last twelve months that were over by the end of the period."""
    every, title = await months(found), _("What became of what was due")
    if every is None:
        why, hint = unknown_past()
        return Exhibit(NAME, title, pd.DataFrame(), (), lambda: empty_figure(why, hint))
    frame = months_until(every, end_of(found)).tail(FEWEST)
    if frame.empty or not frame["due"].any():
        why = _("No deal with an expected close was due in these months")
        hint = _("It needs expected close dates. Choose a later period, or take filters off.")
        return Exhibit(NAME, title, frame, (), lambda: empty_figure(why, hint), note=notes(every))
    words = _("Of the amount due at the start of each month")
    return Exhibit(
        NAME, title, frame, (), lambda: drawn(frame, found.currency), words, notes(every),
        {name: _(label) for name, label in LABELS.items()},
        {**dict.fromkeys(("due", *slippage.OUTCOMES), "money"), "slippage": "fraction"},
    )  # fmt: skip
