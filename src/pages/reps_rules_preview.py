"""Last month's ranking under rules that are only tried, beside the ranking as it is."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
from dash import html

from charts.labels import plain_name
from filters import Window
from i18n import N_, _, ngettext, number, period, span
from metrics.points_preview import preview
from metrics.run import last_day
from pages.asked import Asked
from pages.components import notes, state
from pages.reps_words import known, points_of
from periods import DAY, next_start, period_start
from settings import Points

HEADS = (N_("Rank now"), N_("New rank"), N_("Rep"), N_("Team"), N_("Points now"), N_("New points"))


def month_before(today: date, last: date) -> Window:
    """The calendar month before this one; where there are no facts of it any more, that of the last day with facts."""
    start = next_start(period_start(today, "month"), "month", -1)
    if last < start:
        start = period_start(last, "month")
    return Window(start, next_start(start, "month") - DAY)


async def previewed(rules: Points, found: Asked, today: date) -> list[Any]:
    """What the preview shows."""
    window = month_before(today, last_day(found.snapshot))
    both = await preview(rules, window.start or window.end, window.end, found.filters, found.scope, found.snapshot)
    return preview_parts(both, window)


def preview_parts(both: pd.DataFrame, window: Window) -> list[Any]:
    """Head, table and notes; `both` has columns rep, team, rank, points, new_rank, new_points, change."""
    month = _month(window)
    if both.empty or not (both["points"].fillna(0).any() or both["new_points"].fillna(0).any()):
        return [state(_("Nobody made a point in {month}, under either rules.", month=month),
                      _("Give points to what was done then, or take filters off."))]  # fmt: skip
    moved = int((both["rank"].fillna(0) != both["new_rank"].fillna(0)).sum())
    head = ngettext("{month}: {n} of {all} reps changes places", "{month}: {n} of {all} reps change places", moved,
                    month=month, all=number(len(both)))  # fmt: skip
    if not moved:
        head = _("{month}: nobody changes places", month=month)
    rows = [html.Tr(_cells(row)) for row in both.to_dict("records")]
    table = html.Table(
        [html.Caption(_("Ranking of {month}, as it is and under the new rules", month=month), className="only-read"),
         html.Thead(html.Tr([html.Th(_(text), scope="col") for text in HEADS])), html.Tbody(rows)],
        className="plain-table preview-table",
    )  # fmt: skip
    said = notes(both)
    return [html.H3(head), html.Div(table, className="scrolls long", tabIndex="0"),
            *([html.P(said, className="note")] if said else [])]  # fmt: skip


def _cells(row: Mapping[Any, Any]) -> list[Any]:
    more = _number(row["new_points"]) - _number(row["points"])
    kind = "n better" if more > 0 else "n worse" if more < 0 else "n"
    return [
        html.Td(_rank(row["rank"]), className="n"),
        html.Td([_rank(row["new_rank"]), _change(row["change"])], className="n"),
        html.Th(plain_name(row["rep"]), scope="row"), html.Td(known(row["team"])),
        html.Td(_points(row["points"]), className="n"), html.Td(_points(row["new_points"]), className=kind),
    ]  # fmt: skip


def _change(change: Any) -> html.Span | str:
    """How many places were won or lost, said with a sign and not by colour alone."""
    if pd.isna(change) or not change:
        return ""
    places = ngettext("{n} place", "{n} places", abs(change))
    words = _("{places} up", places=places) if change > 0 else _("{places} down", places=places)
    arrow = "▲" if change > 0 else "▼"
    return html.Span([html.Span(f" {arrow} {number(abs(change))}"), html.Span(f" {words}", className="only-read")],
                     className="better" if change > 0 else "worse", title=words)  # fmt: skip


def _rank(rank: Any) -> str:
    return "–" if pd.isna(rank) else number(rank)


def _points(points: Any) -> str:
    return _("does not play") if pd.isna(points) else points_of(points)


def _number(value: Any) -> float:
    return 0.0 if pd.isna(value) else float(value)


def _month(window: Window) -> str:
    whole = window.start is not None and next_start(window.start, "month") - timedelta(days=1) == window.end
    return period(window.start, "month") if whole else span(window.start, window.end)
