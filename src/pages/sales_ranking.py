"""One ranking, as bars and as a table: a dimension's groups by a measure, both the reader's choice."""

import pandas as pd

from auth.scope import Scope
from charts.breakdown import MOST_BARS, Measure, breakdown_bars
from data.engine import Snapshot
from i18n import _, ngettext, number, percent
from metrics.checks import dimension_values
from metrics.dimensions import all_dimensions
from metrics.query import OTHER, Query
from metrics.ranking import BESIDE, MEASURES, RankedBy, ranking, ranking_query
from pages.asked import Asked
from pages.components import notes, window_text
from pages.exhibit import Exhibit
from pages.sales_first import QUERIES as FIRST
from pages.values import in_full, shown
from settings import settings

DIMENSIONS = (
    "product", "category", "sector", "rep", "manager", "team", "country", "size_band", "account", "lead_source",
    "region", "office", "tier",
)  # fmt: skip
OF_PLAIN_RATE = ("shrunk_win_rate_n", "shrunk_win_rate_low", "shrunk_win_rate_high")  # which stand beside that one too
ONE_RATE = 1e-9  # shrunk rates nearer to each other are one


def measures() -> dict[str, str]:
    """What can be ranked by, by name."""
    return {name: _(measure.label) for name, measure in MEASURES.items()}


def dimensions(snapshot: Snapshot | None, scope: Scope) -> dict[str, str]:
    """What can be ranked, by name: the dimensions that have values."""
    if snapshot is None:
        return {DIMENSIONS[0]: _("Product")}
    known = all_dimensions(snapshot.dimensions)
    return {
        name: _(known[name].label)
        for name in dict.fromkeys((*DIMENSIONS, *snapshot.dimensions))
        if dimension_values(name, scope, snapshot)
    } or {DIMENSIONS[0]: _("Product")}


def queries(found: Asked) -> list[Query]:
    """The groups' figures, and those of all of them together."""
    measure, by = _chosen(found)
    return [ranking_query(measure, by), FIRST[0]]


def exhibits(found: Asked, groups: pd.DataFrame, whole: pd.DataFrame) -> list[Exhibit]:
    """The bars and the table."""
    measure, by = _chosen(found)
    few = settings().rules.too_few
    ranked = ranking(groups, measure, few)
    title = _("{measure} by {dimension}", measure=_(measure.label), dimension=_in_words(found, by))
    unsure = ranked["rank"].isna() & ranked[measure.metric.name].notna() & (ranked[by] != OTHER)
    said = [_("Pale: fewer than {n} deals behind it, so not ranked.", n=number(few))] if unsure.any() else []
    bars, table = ranked.drop(columns="rank"), _table(ranked, by, measure, few)
    note = notes(groups, also=said)
    return [
        Exhibit("sales-ranking", title, bars, BESIDE, lambda: breakdown_bars(bars, by, _measure(found, measure, few)),
                _order_in_words(measure, ranked, whole), note),
        Exhibit("sales-ranking-table", title, table, BESIDE, subtitle=_groups_in_words(ranked, by), note=note,
                labels={"rank": _("Rank")}),
    ]  # fmt: skip


def _chosen(found: Asked) -> tuple[RankedBy, str]:
    by = found.choice("sales.rank_by", dimensions(found.snapshot, found.scope))
    return MEASURES[found.choice("sales.rank", measures())], by


def _in_words(found: Asked, by: str) -> str:
    label = _(all_dimensions(found.snapshot.dimensions)[by].label)
    return label[:1].lower() + label[1:]


def _measure(found: Asked, measure: RankedBy, few: int) -> Measure:
    metric, currency = measure.metric, found.currency
    return Measure(
        metric.name, _(measure.label), lambda v: shown(metric, v, currency), lambda v: in_full(metric, v, currency),
        few if measure.n else 0,
    )  # fmt: skip


def _table(ranked: pd.DataFrame, by: str, measure: RankedBy, few: int) -> pd.DataFrame:
    """The measure first; without the shrunk rate of too few deals, which would look like a rank."""
    name = measure.metric.name
    own = [column for column in (name, f"{name}_n") if column in ranked and column not in OF_PLAIN_RATE]
    others = [column for column in ranked if column not in ("rank", by, *own, *OF_PLAIN_RATE)]
    rates = ranked["shrunk_win_rate"].where(ranked["win_rate_n"] >= few)
    return ranked.assign(shrunk_win_rate=rates)[["rank", by, *own, *others]]


def _order_in_words(measure: RankedBy, ranked: pd.DataFrame, whole: pd.DataFrame) -> str:
    match measure.metric.name:
        case "shrunk_win_rate":
            overall, rates = percent(whole["win_rate"].item()), ranked["shrunk_win_rate"].dropna()
            if len(rates) > 1 and rates.max() - rates.min() < ONE_RATE:
                return _("They differ no more than by chance: {rate}, the rate of all, is the best guess", rate=overall)
            return _("Pulled towards the {rate} of all, the more the fewer deals were decided", rate=overall)
        case "sales_cycle_days":
            return _("Half of the won deals closed within these days; shortest first")
        case _:
            return window_text(whole)


def _groups_in_words(ranked: pd.DataFrame, by: str) -> str:
    count = int((ranked[by] != OTHER).sum())
    if count < len(ranked):
        return ngettext("The largest, and all others together", "The {n} largest, and all others together", count)
    shown_too = len(ranked) > MOST_BARS
    return _("All {n}; the chart shows the first {m}", n=number(count), m=number(MOST_BARS)) if shown_too else ""
