"""Cards: one figure each, with its change against the comparison and how much stands behind it."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import html

from i18n import _, number, percent
from metrics.definition import Metric
from pages.components import aria, info, window_text
from pages.values import change, in_full, shown
from settings import settings

VERDICTS = {"better": "better", "worse": "worse", "same": "", "neutral": ""}


def cards(id: str, metrics: Sequence[Metric]) -> html.Div:
    """The row of cards, as skeletons until `metric_cards` fills it."""
    skeletons = [
        html.Div([html.Div(_(m.label), className="card-label"), html.Div(className="bone"),
                  html.Div(className="bone small")], className="card waiting")
        for m in metrics
    ]  # fmt: skip
    below = html.P("\u00a0", className="against")  # keeps its place, so that nothing jumps
    return html.Div([*skeletons, below], id=id, className="cards", **aria(live="polite"))


def metric_cards(metrics: Sequence[Metric], now: pd.DataFrame, before: pd.DataFrame, currency: str) -> list[Any]:
    """One card a metric from frames of one row: value, change against the comparison, interval or n.

    Below them, what they are compared with.
    """
    shown_cards = [_card(metric, _row(now), _row(before), window_text(before), currency) for metric in metrics]
    return [*shown_cards, html.P(_against(metrics, before), className="against")]


def _against(metrics: Sequence[Metric], before: pd.DataFrame) -> str:
    """What the cards are compared with, in words; nothing where no comparison was asked for."""
    if before.attrs["window"] is None:
        return _("Compared with nothing")
    if all(pd.isna(_row(before).get(metric.name)) for metric in metrics):
        return _("No comparison: there are no figures for all of {period}.", period=window_text(before))
    return _("Change against {period}", period=window_text(before))


def _card(metric: Metric, now: dict[str, Any], before: dict[str, Any], against: str, currency: str) -> html.Div:
    value, earlier = now.get(metric.name), before.get(metric.name)
    label = html.Div(_(metric.label), className="card-label")
    head = html.Div([label, info(_(metric.about), _(metric.label))], className="card-head")
    interval = _interval(metric, now)
    foot = [_change(metric, value, earlier, interval, against, currency), _evidence(metric, now, interval)]
    figure = html.Div(shown(metric, value, currency), className="card-value", title=in_full(metric, value, currency))
    return html.Div([head, figure, html.Div(foot, className="card-foot")], className="card")


def _change(
    metric: Metric,
    now: float | None,
    before: float | None,
    interval: tuple[float, float] | None,
    against: str,
    currency: str,
) -> html.Span:
    found = change(metric, now, before, interval)
    if found is None:
        was = before == 0 and now is not None and not pd.isna(now)
        return html.Span(_("was {value}", value=shown(metric, before, currency)) if was else "", className="change")
    title = _("{value} in {period}", value=in_full(metric, before, currency), period=against)
    verdict = {"better": _("(better)"), "worse": _("(worse)")}.get(found.verdict, "")
    return html.Span(
        [found.text, html.Span(f" {verdict}", className="only-read")],
        className=f"change {VERDICTS[found.verdict]}",
        title=title,
    )


def _interval(metric: Metric, row: dict[str, Any]) -> tuple[float, float] | None:
    low, high = row.get(f"{metric.name}_low"), row.get(f"{metric.name}_high")
    return None if low is None or high is None or pd.isna(low) or pd.isna(high) else (low, high)


def _evidence(metric: Metric, row: dict[str, Any], interval: tuple[float, float] | None) -> html.Span | None:
    """How much stands behind the figure: a proportion's 95 % interval, and n."""
    n = row.get(f"{metric.name}_n")
    if n is None:
        return None
    band = f"{percent(interval[0])} – {percent(interval[1])} · " if interval else ""
    if interval and n < settings().rules.too_few:
        return html.Span(_("too few deals: n {n}", n=number(n)), className="evidence", title=band + _("95 % interval"))
    title = _("95 % interval (Wilson), and the number of deals behind it") if band else _("Number of deals behind it")
    return html.Span(_("{band}n {n}", band=band, n=number(n)), className="evidence", title=title)


def _row(frame: pd.DataFrame) -> dict[str, Any]:
    return {} if frame.empty else {str(name): value for name, value in frame.iloc[0].items()}
