"""The parts that pages are laid out with: cards, chart panels, notes, empty and failed states."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import dcc, html

from charts.theme import waiting_figure
from i18n import _, day, number, percent, period
from metrics.definition import Metric
from pages.values import change, in_full, shown
from periods import DAY
from settings import settings

GRAPH: Any = {"displayModeBar": False, "responsive": True, "doubleClick": False, "showTips": False}
VERDICTS = {"better": "better", "worse": "worse", "same": "", "neutral": ""}


def aria(**attributes: str) -> Any:
    """ARIA attributes of a component: aria(label="Filters") is aria-label="Filters"."""
    return {f"aria-{name}": value for name, value in attributes.items()}


def page(*parts: Any) -> html.Div:
    """A page's content, below the shell's header and filter bar."""
    return html.Div(list(parts), className="page")


def info(about: str, name: str) -> html.Details:
    """The info button: opens with a click, Enter or Space; says what is shown and how it is defined."""
    button = html.Summary("i", title=_("What is this?"), **aria(label=_("About: {name}", name=name)))
    return html.Details([button, html.Div(about, className="popover", role="note")], className="info")


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


def figure(id: str, title: str, subtitle: str, about: str, wide: bool = False) -> html.Section:
    """A chart's panel: title, how to read it, info button, the chart, and a line for notes (`<id>-note`)."""
    return html.Section(
        className="panel wide" if wide else "panel",
        **aria(labelledby=f"{id}-title"),
        children=[
            html.Div([html.H2(title, id=f"{id}-title"), info(about, title)], className="panel-head"),
            html.P(subtitle, id=f"{id}-subtitle", className="muted"),
            html.Div(dcc.Graph(id=id, figure=waiting_figure(), config=GRAPH, className="graph"), className="plot"),
            html.P(id=f"{id}-note", className="note"),
        ],
    )


def window_text(frame: pd.DataFrame) -> str:
    """The days that a result covers: Jan 1, 2017 – Dec 31, 2017."""
    window = frame.attrs.get("window")
    if window is None:
        return _("All time")
    start, end = window
    return f"{day(start)} – {day(end)}" if start else _("Until {day}", day=day(end))


def notes(*frames: pd.DataFrame, also: Sequence[str] = ()) -> str:
    """What the reader must know of these results besides their figures, each sentence once."""
    found = [sentence for frame in frames for sentence in frame.attrs["notes"]]
    return " ".join(dict.fromkeys(s for s in (*also, *found) if s))


def state(title: str, hint: str, *more: Any, kind: str = "empty") -> html.Div:
    """Why there is nothing to see, and what to do about it."""
    return html.Div(
        [html.Strong(title), html.P(hint), *more], className=f"state {kind}",
        role="alert" if kind == "failed" else "status",
    )  # fmt: skip


def part_months(frame: pd.DataFrame) -> str:
    """Says which months at the ends of a result by month are not whole, "" if all are."""
    if frame.empty:
        return ""
    start, end = frame.attrs["window"] or (None, frame.attrs["as_of"])
    start, end = start or frame["month"].iloc[0].date(), min(end, frame.attrs["as_of"])
    cut = [d for d, whole in ((start, start.day == 1), (end, (end + DAY).day == 1)) if not whole]
    names = list(dict.fromkeys(period(d, "month") for d in cut))
    if not names:
        return ""
    if len(names) == 1:
        return _("{month} is a part month.", month=names[0])
    return _("{first} and {last} are part months.", first=names[0], last=names[1])


def _row(frame: pd.DataFrame) -> dict[str, Any]:
    return {} if frame.empty else {str(name): value for name, value in frame.iloc[0].items()}
