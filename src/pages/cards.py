"""Cards: one figure each, with its change against the comparison, its course and how much stands behind it."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any, NamedTuple

import pandas as pd
from dash import html

from charts.part_periods import is_whole, starts_of
from charts.sparkline import sparkline
from data.schema import GRAINS
from i18n import _, number, percent, period
from metrics.definition import Metric
from pages.components import aria, info, window_text
from pages.values import change, in_full, shown
from settings import settings

VERDICTS = {"better": "better", "worse": "worse", "same": "", "neutral": ""}
RATES_AND_MEDIANS = ("proportion", "median", "quantile")  # what a few deals do not tell
FEW = 4  # cards in a row that leave room for change and evidence beside each other


def cards(id: str, metrics: Sequence[Metric], sentences: bool = False) -> html.Div:
    """The row of cards, as skeletons until `metric_cards` fills it; `sentences`: with room for one each."""
    skeletons = [_skeleton(metric, sentences) for metric in metrics]
    below = html.P("\u00a0", className="against")  # keeps its place, so that nothing jumps
    many = " many" if len(metrics) > FEW else ""
    return html.Div([*skeletons, below], id=id, className=f"cards{many}", **aria(live="polite"))


def metric_cards(
    metrics: Sequence[Metric],
    now: pd.DataFrame,
    before: pd.DataFrame,
    currency: str,
    trend: pd.DataFrame | None = None,
    sentences: Mapping[str, str] | None = None,
) -> list[Any]:
    """One card a metric from frames of one row: value, change against the comparison, interval or n.

    `trend` has the same metrics by month (or another grain): their course, drawn small. `sentences` say what changed,
    by metric name. Below the cards, what they are compared with.
    """
    compared = _Compared(_row(now), _row(before), now.attrs.get("notes", []), window_text(before))
    courses = None if trend is None else _Courses(trend)
    parts = [_Card(metric, compared, currency).drawn(courses, sentences) for metric in metrics]
    return [*parts, html.P(_against(metrics, now, before, compared), className="against")]


def _skeleton(metric: Metric, sentence: bool) -> html.Div:
    """A card of the same height as the real one."""
    bones = [html.Div(html.Div(className="bone"), className="card-figure"),
             html.Div(html.Div(className="bone small"), className="card-foot")]  # fmt: skip
    said = [html.P(html.Span(className="bone small"), className="card-sentence")] if sentence else []
    head = html.Div(html.Div(_(metric.label), className="card-label"), className="card-head")
    return html.Div([head, *bones, *said], className="card waiting")


class _Compared(NamedTuple):
    """All figures, those that they are compared with, what is said of them, and the days compared with."""

    now: dict[str, Any]
    before: dict[str, Any]
    notes: list[str]
    against: str


def _against(metrics: Sequence[Metric], now: pd.DataFrame, before: pd.DataFrame, compared: _Compared) -> str:
    """What the cards are compared with, in words, or why with nothing."""
    if before.attrs["window"] is None and now.attrs["window"] is None:
        return _("All time: there is nothing before it to compare with.")
    if before.attrs["window"] is None:
        return _("Compared with nothing")
    if all(pd.isna(compared.before.get(metric.name)) for metric in metrics):
        return _("No comparison: there are no figures for all of {period}.", period=compared.against)
    return _("Change against {period}", period=compared.against)


class _Card:
    """One metric's figures, and the parts of its card."""

    def __init__(self, metric: Metric, compared: _Compared, currency: str) -> None:
        self.metric, self.currency = metric, currency
        self.row, self.notes, self.against = compared.now, compared.notes, compared.against
        self.value, self.earlier = self.row.get(metric.name), compared.before.get(metric.name)
        self.interval = _interval(metric, self.row)
        self.too_few = metric.kind in RATES_AND_MEDIANS and 0 < self._n() < settings().rules.too_few

    def _n(self) -> float:
        """How many stand behind the figure; 0 where that is not known."""
        return self.row.get(f"{self.metric.name}_n") or 0

    def drawn(self, courses: "_Courses | None", sentences: Mapping[str, str] | None) -> html.Div:
        name = _(self.metric.label)
        head = html.Div([html.Div(name, className="card-label"), info(_(self.metric.about), name)],
                        className="card-head")  # fmt: skip
        value = html.Div(shown(self.metric, self.value, self.currency), className="card-value", title=self._in_full())
        course = None if courses is None else courses.drawn(self.metric, self.currency)
        foot = html.Div([self._change(), self._evidence()], className="card-foot")
        said = [] if sentences is None else [html.P(sentences.get(self.metric.name, ""), className="card-sentence")]
        return html.Div([head, html.Div([value, course], className="card-figure"), foot, *said], className="card")

    def _in_full(self) -> str:
        """The value in full; of one that is not known, why."""
        if self.value is not None and not pd.isna(self.value):
            return in_full(self.metric, self.value, self.currency)
        if self.metric.kind == "derived" and any(part.strict for part in self.metric.parts) and self.notes:
            return " ".join(self.notes)
        return _("Not known: in this period, with these filters, there is nothing to work it out from.")

    def _change(self) -> html.Span:
        chance = (-inf, inf) if self.too_few else self.interval  # of too few deals, any change may be chance
        found = change(self.metric, self.value, self.earlier, chance)
        if found is None:
            was = self.earlier == 0 and self.value is not None and not pd.isna(self.value)
            text = _("was {value}", value=shown(self.metric, self.earlier, self.currency)) if was else ""
            return html.Span(text, className="change")
        before = in_full(self.metric, self.earlier, self.currency)
        verdict = {"better": _("(better)"), "worse": _("(worse)")}.get(found.verdict, "")
        return html.Span(
            [found.text, html.Span(f" {verdict}", className="only-read")],
            className=f"change {VERDICTS[found.verdict]}",
            title=_("{value} in {period}", value=before, period=self.against),
        )

    def _evidence(self) -> html.Span | None:
        """How much stands behind the figure: a proportion's 95 % interval, and n."""
        n = self.row.get(f"{self.metric.name}_n")
        if n is None:
            return None
        band = f"{percent(self.interval[0])} – {percent(self.interval[1])} · " if self.interval else ""
        if self.too_few:
            text, title = _("too few deals: n {n}", n=number(n)), band + _("95 % interval") if band else ""
        else:
            text = _("{band}n {n}", band=band, n=number(n))
            title = (
                _("95 % interval (Wilson), and the number of deals behind it")
                if band
                else _("Number of deals behind it")
            )
        return html.Span(text, className="evidence", title=title)


def _interval(metric: Metric, row: dict[str, Any]) -> tuple[float, float] | None:
    low, high = row.get(f"{metric.name}_low"), row.get(f"{metric.name}_high")
    return None if low is None or high is None or pd.isna(low) or pd.isna(high) else (low, high)


class _Courses:
    """The figures of all cards over time, drawn small."""

    def __init__(self, trend: pd.DataFrame) -> None:
        self.figures = {str(name): trend[name].tolist() for name in trend.columns}
        self.grain = next(str(column) for column in trend.columns if column in GRAINS)
        self.starts = starts_of(trend, self.grain)
        self.whole = [is_whole(start, self.grain, trend.attrs) for start in self.starts]

    def drawn(self, metric: Metric, currency: str) -> html.Span | None:
        """A sparkline with its two ends in words; None where there are not two.

        A part of a month beside whole ones would look like a fall, except of what is counted at its end.
        """
        course = [
            (start, None if pd.isna(value) else float(value))
            for start, whole, value in zip(self.starts, self.whole, self.figures.get(metric.name, []), strict=False)
            if whole or metric.kind == "stock"
        ]
        picture = sparkline([value for _start, value in course])
        if not picture:
            return None
        known = [(start, value) for start, value in course if value is not None]
        (first, was), (last, is_) = known[0], known[-1]
        text = _("{first}: {was}; {last}: {now}", first=period(first, self.grain), last=period(last, self.grain),
                 was=shown(metric, was, currency), now=shown(metric, is_, currency))  # fmt: skip
        style = {"maskImage": f'url("{picture}")'}
        return html.Span(className="spark", style=style, title=text, role="img", **aria(label=text))


def _row(frame: pd.DataFrame) -> dict[str, Any]:
    return {} if frame.empty else {str(name): value for name, value in frame.iloc[0].items()}
