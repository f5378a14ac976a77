"""Revenue mix: what share of revenue each stream had."""

from datetime import date

import pandas as pd

from charts.revenue_mix import SIGN
from charts.revenue_mix import revenue_mix as drawn
from i18n import N_, _
from pages.exhibit import Exhibit
from pages.financials_range import Range
from pages.panel import Definition
from periods import next_start

NAME = "financials-mix"
FEWEST = 5  # periods
DEFINITIONS = (
    Definition(
        N_("Revenue mix"),
        N_("Each line directly under total revenue, divided by total revenue of the same period."),
    ),
)
TITLES = {
    "month": N_("Revenue mix by month"),
    "quarter": N_("Revenue mix by quarter"),
    "year": N_("Revenue mix by year"),
}


def first_period(shown: Range) -> date:
    """First day of the first period drawn: those shown, but five at least."""
    return min(shown.start, next_start(shown.last, shown.grain, 1 - FEWEST))


def exhibit(mix: pd.DataFrame, shown: Range, narrow: bool = False) -> Exhibit:
    """`mix` as `metrics.statement_margins` gives it, from `first_period` on."""
    currency, broken = mix.attrs["currency"], mix.attrs["broken"]
    more = any(start < shown.start for start in mix["period"])
    note = [_("Periods before those chosen are drawn too, so that the mix can be compared.") if more else "",
            _("{sign} The streams do not add up to total revenue.", sign=SIGN) if broken else ""]  # fmt: skip
    return Exhibit(
        NAME, _(TITLES[shown.grain]), mix, (), lambda: drawn(mix, shown.grain, currency, broken, narrow),
        _("Share of each stream; above the columns, revenue in all"), " ".join(said for said in note if said),
        labels={"period": _("Period"), "label": _("Line"), "amount": _("Amount"), "share": _("Share of revenue")},
        units={"amount": "money", "share": "fraction"},
    )  # fmt: skip
