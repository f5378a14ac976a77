"""The parts that pages are laid out with: info button, notes, empty and failed states."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import html

from i18n import _, period, span
from periods import DAY


def aria(**attributes: str) -> Any:
    """ARIA attributes of a component: aria(label="Filters") is aria-label="Filters"."""
    return {f"aria-{name}": value for name, value in attributes.items()}


def data(**attributes: str) -> Any:
    """data-* attributes of a component, read by the scripts in assets/: data(do="csv") is data-do="csv"."""
    return {f"data-{name.replace('_', '-')}": value for name, value in attributes.items()}


def page(*parts: Any) -> html.Div:
    """A page's content, below the shell's header and filter bar."""
    return html.Div(list(parts), className="page")


def info(about: Any, name: str, id: str = "") -> html.Details:
    """The info button: opens with a click, Enter or Space; says what is shown and how it is defined.

    `id` is of what it says, where that changes.
    """
    button = html.Summary("i", title=_("What is this?"), **aria(label=_("About: {name}", name=name)))
    named: Any = {"id": id} if id else {}
    return html.Details([button, html.Div(about, className="popover", role="note", **named)], className="info")


def window_text(frame: pd.DataFrame) -> str:
    """The days that a result covers: Jan 1, 2017 – Dec 31, 2017."""
    window = frame.attrs.get("window")
    if window is None:
        return _("All time")
    return span(*window)


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
