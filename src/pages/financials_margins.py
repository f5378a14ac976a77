"""Margins over time: what is left of revenue at each subtotal."""

import pandas as pd

from charts.margins import SIGN, margins_over_time
from i18n import N_, _
from pages.exhibit import Exhibit
from pages.financials_range import Range
from pages.panel import Definition

NAME = "financials-margins"
DEFINITIONS = (
    Definition(N_("Margin"), N_("A subtotal of the income statement divided by total revenue of the same period.")),
)


def exhibit(margins: pd.DataFrame, shown: Range, narrow: bool = False) -> Exhibit:
    """`margins` as `metrics.statement_margins` gives them, of the periods shown and others."""
    inside = margins[margins["period"].isin(list(shown.periods))].reset_index(drop=True)
    inside.attrs = margins.attrs
    labels, broken = margins.attrs["labels"], margins.attrs["broken"]
    cracked = any(start in shown.periods for starts in broken.values() for start in starts)
    note = _("{sign} It, or something it is made of, does not equal the sum of its parts.", sign=SIGN)
    return Exhibit(
        NAME, _("Margins, {periods}", periods=shown.words()), inside, (),
        lambda: margins_over_time(inside, labels, shown.grain, broken, narrow),
        _("What is left of revenue at each subtotal"), note if cracked else "",
        labels={"period": _("Period"), **labels}, units=dict.fromkeys(labels, "fraction"),
    )  # fmt: skip
