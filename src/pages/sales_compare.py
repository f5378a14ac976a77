"""Two or three products, reps or sectors side by side: those the filters leave, else the three largest."""

import pandas as pd

from auth.scope import Scope
from charts.breakdown import Measure, breakdown_bars
from charts.compare import revenue_of_each, whole_months
from data.engine import Snapshot
from i18n import N_, _, money, period, short_money
from metrics.checks import dimension_values
from metrics.cycles import SALES_CYCLE_DAYS
from metrics.query import OTHER, Query
from metrics.sales import AVERAGE_DEAL, DEALS_WON, WIN_RATE, WON_REVENUE
from pages.asked import Asked
from pages.components import notes, window_text
from pages.exhibit import Exhibit

FIGURES = (WON_REVENUE, DEALS_WON, WIN_RATE, SALES_CYCLE_DAYS, AVERAGE_DEAL)
GROUPS = {"product": N_("Products"), "rep": N_("Reps"), "sector": N_("Sectors")}
HINTS = {
    "product": N_("The three largest: choose two or three products in the filter bar to see those."),
    "rep": N_("The three largest: choose two or three reps in the filter bar to see those."),
    "sector": N_("The three largest: choose two or three sectors in the filter bar to see those."),
}
MOST = 3
MONTHS_OF_A_LINE = 2  # at least


def choices(snapshot: Snapshot | None, scope: Scope) -> dict[str, str]:
    """What can be compared, by name."""
    offered = {name: _(label) for name, label in GROUPS.items() if snapshot and dimension_values(name, scope, snapshot)}
    return offered or {"product": _(GROUPS["product"])}


def queries(found: Asked) -> list[Query]:
    """The figures of each, and its won revenue by month."""
    by = _by(found)
    return [Query(*FIGURES, by=by, top=MOST), Query(WON_REVENUE, by=by, grain="month", top=MOST)]


def exhibits(found: Asked, figures: pd.DataFrame, months: pd.DataFrame) -> list[Exhibit]:
    """The chart and the table."""
    each = _only(figures, _by(found))
    return [
        _chart(found, each, _only(months, _by(found))),
        Exhibit("sales-compare-table", _("Side by side: figures"), each, FIGURES, subtitle=window_text(figures),
                note=notes(figures)),
    ]  # fmt: skip


def _chart(found: Asked, each: pd.DataFrame, months: pd.DataFrame) -> Exhibit:
    """Lines over the whole months; where there are not two, bars of the whole period."""
    by, currency = _by(found), found.currency
    members = [None if pd.isna(member) else member for member in each[by]]
    chosen = len(dict(found.filters.dims).get(by, ())) in range(2, MOST + 1)
    note = notes(each, also=[] if chosen else [_(HINTS[by])])
    lines = whole_months(months)
    if lines["month"].nunique() < MONTHS_OF_A_LINE:
        bar = Measure(
            "won_revenue", _(WON_REVENUE.label), lambda v: short_money(v, currency), lambda v: money(v, currency)
        )
        return Exhibit("sales-compare", _("Side by side: won revenue"), each[[by, "won_revenue", "won_revenue_n"]],
                       (WON_REVENUE,), lambda: breakdown_bars(each, by, bar), window_text(each), note)  # fmt: skip
    return Exhibit(
        "sales-compare", _("Side by side: won revenue by month"), lines, (WON_REVENUE,),
        lambda: revenue_of_each(lines, by, members, currency), _whole_months_in_words(lines), note,
    )  # fmt: skip


def _whole_months_in_words(lines: pd.DataFrame) -> str:
    first, last = (period(month.date(), "month") for month in (lines["month"].min(), lines["month"].max()))
    return _("Whole months: {first} – {last}", first=first, last=last)


def _by(found: Asked) -> str:
    return found.choice("sales.compare_by", choices(found.snapshot, found.scope))


def _only(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Without all others."""
    return frame[frame[by] != OTHER].reset_index(drop=True)
