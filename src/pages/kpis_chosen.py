"""The KPI that was chosen and what it is broken down by: its figures, bars and table."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import html

from charts.breakdown import MOST_BARS, Measure, breakdown_bars, breakdown_columns
from charts.theme import LOST, WON
from i18n import _, ngettext, number
from metrics.breakdown import MONTH, breakdowns, broken_down, measurable, ranked, rest, with_rest
from metrics.definition import Metric
from metrics.dimensions import all_dimensions
from metrics.kpis import Kpi, kpis
from metrics.query import OTHER, Query
from metrics.sales import AVERAGE_LOST_DEAL, DEALS_LOST, LOST_RATE, LOST_REVENUE
from pages.asked import Asked
from pages.components import aria, data, notes, part_months, window_text
from pages.exhibit import Exhibit
from pages.values import in_full, shown
from settings import settings

FIRST = "won_total"  # shown where nothing is chosen
MOST_ROWS = 500  # of the table, and one of all others
LOSSES = (LOST_REVENUE, DEALS_LOST, AVERAGE_LOST_DEAL, LOST_RATE)


@dataclass(frozen=True)
class Chosen:
    """A KPI, `by` what it is broken down, and by what else it could be, its own way first."""

    kpi: Kpi
    by: str
    possible: tuple[str, ...]
    found: Asked

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        return measurable(self.kpi, self.by, self.found.snapshot)

    @property
    def figures(self) -> tuple[Query, Query, Query]:
        """For the cards: now, what it is compared with, and its course by month; what has no date has none."""
        metrics, where = self.kpi.metrics, self.kpi.where
        dated = measurable(self.kpi, MONTH, self.found.snapshot)
        course = Query(*dated, grain=MONTH, where=where) if dated else Query(*metrics, where=where)
        return Query(*metrics, where=where), Query(*metrics, where=where, shift="compare"), course

    @property
    def query(self) -> Query:
        return broken_down(self.kpi, self.by, self.found.snapshot)

    def groups(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The query's frame in the order shown."""
        return ranked(frame, self.kpi.metric, settings().rules.too_few)

    async def bars(self, groups: pd.DataFrame) -> Exhibit:
        some, measure = await self._at_most(MOST_BARS - 1, groups), self._measure()

        def draw() -> go.Figure:
            return breakdown_columns(some, measure) if self.by == MONTH else breakdown_bars(some, self.by, measure)

        title = _("{metric} by {dimension}", metric=_(self.kpi.metric.label), dimension=self._by_in_words())
        return self._exhibit("kpis-bars", title, some, draw)

    async def table(self, groups: pd.DataFrame) -> Exhibit:
        own = self.by == (self.kpi.by or self.kpi.grain)  # its title says so
        title = self.kpi.title if own else _("{kpi}: by {dimension}", kpi=self.kpi.title, dimension=self._by_in_words())
        return self._exhibit("kpis-table", title, await self._at_most(MOST_ROWS, groups))

    async def _at_most(self, most: int, groups: pd.DataFrame) -> pd.DataFrame:
        """The first groups and all others as one, measured in their turn: which they are is known only now."""
        others = rest(self.kpi, self.by, groups, most, self.found.snapshot)
        return with_rest(groups, most, (await self.found.measure(others))[0]) if others else groups

    def _exhibit(
        self, name: str, title: str, groups: pd.DataFrame, draw: Callable[[], go.Figure] = go.Figure
    ) -> Exhibit:
        part = [part_months(groups)] if self.by == MONTH else []
        return Exhibit(name, title, groups, self.metrics, draw, self._subtitle(groups), notes(groups, also=part))

    def _subtitle(self, groups: pd.DataFrame) -> str:
        """The period, which groups are shown, and which of them are not ranked."""
        said = [window_text(groups)]
        if self.by != MONTH and OTHER in groups.iloc[:, 0].tolist():
            said.append(_("the first {n} and all others", n=number(len(groups) - 1)))
        if self.kpi.metric.kind == "proportion":
            few = settings().rules.too_few
            said.append(ngettext("not ranked under {n} deal", "not ranked under {n} deals", few))
        return "; ".join(said)

    def _measure(self) -> Measure:
        metric, currency = self.kpi.metric, self.found.currency
        return Measure(
            metric.name, _(metric.label), lambda v: shown(metric, v, currency), lambda v: in_full(metric, v, currency),
            settings().rules.too_few if metric.kind == "proportion" else 0, LOST if metric in LOSSES else WON,
        )  # fmt: skip

    def _by_in_words(self) -> str:
        label = by_label(self.by, self.found)
        return label[:1].lower() + label[1:]


def chosen(found: Asked) -> Chosen:
    """What the URL asks for; a way to break down that the chosen KPI has not is its own way instead.

    Raises BadFilter for a KPI or a way that do not exist.
    """
    named = {kpi.name: kpi for kpi in kpis()}
    kpi = named[found.choice("kpis.kpi", dict.fromkeys([FIRST, *named]))]
    possible = tuple(breakdowns(kpi, found.scope, found.snapshot))
    wanted = found.choice("kpis.by", dict.fromkeys([*possible, MONTH, *all_dimensions(found.snapshot.dimensions)]))
    return Chosen(kpi, wanted if wanted in possible else possible[0], possible, found)


def by_label(by: str, found: Asked) -> str:
    """What a way to break down is called."""
    return _("Month") if by == MONTH else _(all_dimensions(found.snapshot.dimensions)[by].label)


def head(chosen: Chosen) -> list[Any]:
    """The KPI's name and definition, and by what to break it down."""
    kpi = chosen.kpi
    name = [html.H2(kpi.title), html.P(_(kpi.metric.about), className="muted")]
    ways = html.Div([html.Span(_("By"), className="chips-label"), *(_way(by, chosen) for by in chosen.possible)],
                    className="chips", role="group", **aria(label=_("Broken down by")))  # fmt: skip
    return [html.Div(name), ways]


def _way(by: str, chosen: Chosen) -> html.Button:
    view = json.dumps({"kpis.by": "" if by == chosen.possible[0] else by})
    pressed = by == chosen.by
    return html.Button(by_label(by, chosen.found), type="button", className="chip on" if pressed else "chip",
                       **data(view=view), **aria(pressed=str(pressed).lower()))  # fmt: skip
