"""The 26 KPIs of the KPI page and the API, as data.

"Sales" counts deals and "won sales" won ones. Won and lost go by close date; all deals and those in a stage by the
day they were created, else engaged; those without any day count where no period is set.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from auth.scope import Scope
from filters import Filters
from i18n import N_, _
from metrics.definition import Metric
from metrics.products import PRODUCTS, PRODUCTS_SOLD, REVENUE_PER_PRODUCT, UNITS_IN_STOCK
from metrics.query import Query
from metrics.reps import DEALS_WON_PER_REP, REVENUE_PER_REP
from metrics.run import measure_queries
from metrics.sales import (
    AVERAGE_DEAL,
    AVERAGE_EXPECTED_DEAL,
    AVERAGE_LOST_DEAL,
    DEALS_LOST,
    DEALS_WON,
    ENGAGEMENT_RATE,
    EXPECTED_REVENUE,
    LOST_RATE,
    LOST_REVENUE,
    OPPORTUNITIES,
    WIN_RATE,
    WON_REVENUE,
)
from metrics.slices import Tables
from settings import settings


@dataclass(frozen=True)
class Kpi:
    """One KPI: its first metric is the figure, the others are shown beside it.

    `group` and `label` are marked for translation; the label may hold {stage}, the stage that `where` names.
    """

    group: str  # the heading it stands under
    name: str
    label: str
    metrics: tuple[Metric, ...]
    by: str | None = None
    grain: str | None = None
    top: int | None = None
    best: bool = False  # only the largest group that is known: deals without a rep are nobody's
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def metric(self) -> Metric:
        return self.metrics[0]

    @property
    def grouped(self) -> bool:
        """Whether it is a breakdown, of which the leader is shown, and not one figure."""
        return bool(self.by or self.grain)

    @property
    def title(self) -> str:
        """Its label in the reader's language."""
        return _(self.label, stage=", ".join(self.where.get("stage", ())))

    @property
    def query(self) -> Query:
        return Query(*self.metrics, by=self.by, grain=self.grain, top=self.top, where=self.where)


OF_PRODUCTS, OF_ALL, OF_WON, OF_LOST = N_("Products"), N_("All sales"), N_("Won"), N_("Lost")
IN_STAGE, BY_GROUP, BY_MONTH, RATIOS = N_("In a stage"), N_("Won by group"), N_("Won by month"), N_("Ratios")
GROUPS = (OF_PRODUCTS, OF_WON, OF_LOST, OF_ALL, IN_STAGE, BY_GROUP, BY_MONTH, RATIOS)  # four columns of like length
TOTALS = (
    Kpi(OF_PRODUCTS, "total_products", N_("Total products"), (PRODUCTS, UNITS_IN_STOCK)),
    Kpi(OF_PRODUCTS, "revenue_per_product", N_("Average revenue per product"), (REVENUE_PER_PRODUCT, PRODUCTS_SOLD)),
    Kpi(OF_PRODUCTS, "products_by_sector", N_("Products per sector"), (PRODUCTS_SOLD,), by="sector"),
    Kpi(OF_ALL, "all_total", N_("All sales and their value"), (EXPECTED_REVENUE, OPPORTUNITIES)),
    Kpi(OF_ALL, "all_average", N_("Average value per sale"), (AVERAGE_EXPECTED_DEAL,)),
    Kpi(OF_WON, "won_total", N_("Won sales and revenue"), (WON_REVENUE, DEALS_WON)),
    Kpi(OF_WON, "won_average", N_("Average revenue per won sale"), (AVERAGE_DEAL,)),
    Kpi(OF_LOST, "lost_total", N_("Lost sales and revenue"), (LOST_REVENUE, DEALS_LOST)),
    Kpi(OF_LOST, "lost_average", N_("Average value per lost sale"), (AVERAGE_LOST_DEAL,)),
)
BREAKDOWN = (WON_REVENUE, DEALS_WON, AVERAGE_DEAL)
PER_HEAD = (*BREAKDOWN, REVENUE_PER_REP, DEALS_WON_PER_REP)
BREAKDOWNS = (
    Kpi(BY_GROUP, "by_sector", N_("Won sales and revenue by sector"), BREAKDOWN, by="sector"),
    Kpi(BY_GROUP, "by_rep", N_("Won sales and revenue by rep"), BREAKDOWN, by="rep"),
    Kpi(BY_GROUP, "by_manager", N_("Won sales and revenue by manager"), PER_HEAD, by="manager"),
    Kpi(BY_GROUP, "by_office", N_("Won sales and revenue by office"), PER_HEAD, by="office"),
    Kpi(BY_GROUP, "by_country", N_("Won sales and revenue by account's country"), BREAKDOWN, by="country"),
    Kpi(BY_GROUP, "best_rep", N_("Rep with the highest revenue"), (WON_REVENUE,), by="rep", top=2, best=True),
    Kpi(BY_MONTH, "sales_by_month", N_("Won sales per month"), (DEALS_WON,), grain="month"),
    Kpi(BY_MONTH, "revenue_by_month", N_("Won revenue per month"), (WON_REVENUE,), grain="month"),
    Kpi(RATIOS, "engagement_rate", N_("Engagement rate"), (ENGAGEMENT_RATE,)),
    Kpi(RATIOS, "won_ratio_by_rep", N_("Won ratio per rep"), (WIN_RATE,), by="rep"),
    Kpi(RATIOS, "lost_ratio_by_rep", N_("Lost ratio per rep"), (LOST_RATE,), by="rep"),
    Kpi(RATIOS, "won_ratio_by_manager", N_("Won ratio per manager"), (WIN_RATE,), by="manager"),
    Kpi(RATIOS, "lost_ratio_by_manager", N_("Lost ratio per manager"), (LOST_RATE,), by="manager"),
)


def kpis() -> tuple[Kpi, ...]:
    """All KPIs in the order they are shown: 26 with the two stages that the settings name at first."""
    return (*TOTALS, *_of_stages(settings().rules.kpi_stages), *BREAKDOWNS)


def _of_stages(stages: Sequence[str]) -> list[Kpi]:
    shapes = (
        ("total", N_("Sales in {stage} and their value"), (EXPECTED_REVENUE, OPPORTUNITIES)),
        ("average", N_("Average value per sale in {stage}"), (AVERAGE_EXPECTED_DEAL,)),
    )
    return [
        Kpi(IN_STAGE, f"stage_{number}_{name}", label, metrics, where={"stage": (stage,)})
        for number, stage in enumerate(stages, 1)
        for name, label, metrics in shapes
    ]


def together(chosen: Sequence[Kpi]) -> dict[Query, list[Kpi]]:
    """The KPIs of a page by the query that measures them: those grouped alike, of the same rows, share one frame.

    A page shows of a KPI its figure or its leader, which is the same among the groups of all of them.
    """
    alike: dict[Any, list[Kpi]] = {}
    for kpi in chosen:
        basis = frozenset((part.table, part.date) for metric in kpi.metrics for part in metric.parts)
        grouped = (kpi.by, kpi.grain, basis if kpi.grouped else None)
        where = tuple(sorted((name, tuple(values)) for name, values in kpi.where.items()))
        alike.setdefault((*grouped, None if kpi.best else kpi.top, where), []).append(kpi)
    return {_one_query(several): several for several in alike.values()}


def _one_query(alike: Sequence[Kpi]) -> Query:
    first = alike[0]
    metrics = dict.fromkeys(metric for kpi in alike for metric in kpi.metrics)
    return Query(*metrics, by=first.by, grain=first.grain, top=None if first.best else first.top, where=first.where)


def measure_kpis(filters: Filters, scope: Scope, snapshot: Tables | None = None) -> dict[str, pd.DataFrame]:
    """Every KPI's frame by its name, measured together on one snapshot."""
    chosen = kpis()
    frames = measure_queries([kpi.query for kpi in chosen], filters, scope, snapshot)
    return {kpi.name: _best(kpi, frame) if kpi.best else frame for kpi, frame in zip(chosen, frames, strict=True)}


def _best(kpi: Kpi, frame: pd.DataFrame) -> pd.DataFrame:
    """The first row whose group is known; the rest, where there is one, is the last row of a result with top."""
    groups = frame.iloc[: kpi.top]
    return groups[groups[kpi.by].notna()].head(1)
