"""The cards of the Reps page, one per rep in the order of points, and the key of what scores how much."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from dash import html

from charts.labels import plain_name
from data.point_rules import ALWAYS
from i18n import _, day, days, ngettext, number
from pages.components import aria, data
from pages.reps_words import STAGE, event_name, exact, known, many, points_of, when

REP_CHOICE = "reps.rep"
LONG = 5  # characters of a score for which the wall has room at full size: 2,100
CALL = "call"  # its rule counts what the column `calls` counts
Row = Mapping[Any, Any]


def cards(board: pd.DataFrame) -> list[Any]:
    """The cards; those of silent reps folded away below."""
    rows, counted = board.to_dict("records"), counts_of(board)
    shown = [_place(row, counted) for row in rows if not row["hidden"]]
    silent = [_place(row, counted) for row in rows if row["hidden"]]
    return [*([html.Ol(shown, className="rep-cards")] if shown else []), *_silent(silent, board)]


def _silent(places: Sequence[html.Li], board: pd.DataFrame) -> list[html.Details]:
    if not places:
        return []
    words = ngettext("Show {n} silent rep", "Show {n} silent reps", len(places))
    about = _("No points, and nothing done for more than {days}", days=days(board.attrs["silent_days"]))
    button = html.Summary(words, className="button unfolds", title=about)
    return [html.Details([button, html.Ol(list(places), className="rep-cards")], className="silent-reps")]


def counts_of(board: pd.DataFrame) -> dict[str, str]:
    """The columns that are counted on cards besides calls and minutes, with their labels; in the key's order."""
    key = {each["rule"]: str(each["label"]) for each in board.attrs["score_key"] if each["rule"] in board}
    return {rule: label for rule, label in key.items() if rule != CALL}


def _place(row: Row, counted: Mapping[str, str]) -> html.Li:
    """A card in its place, with what assets/reps_wall.js compares between two looks."""
    known_by = data(rep=str(row["rep_id"]), name=plain_name(row["rep"]), points=exact(row["points"]),
                    passed="1" if passed(row) else "")  # fmt: skip
    return html.Li(_card(row, counted), className="rep-place", **known_by)


def passed(row: Row) -> bool:
    """Whether the rep has reached the goal."""
    return bool(row["goal"] > 0 and row["points"] >= row["goal"])


def _card(row: Row, counted: Mapping[str, str]) -> html.Button:
    name, team = plain_name(row["rep"]), known(row["team"])
    place: list[Any] = (
        [html.Span(_("Rank"), className="only-read"), " ", number(row["rank"])] if row["points"] else ["–"]
    )
    rank = html.Span(place, className="rep-rank")
    who = html.Span([html.Span(name, className="rep-name", title=name), html.Span(team, className="rep-team")],
                    className="rep-who")  # fmt: skip
    unit = ngettext("point", "points", many(row["points"]))
    points = points_of(row["points"])
    figure = html.Strong(points, className="long" if len(points) > LONG else "")
    total = html.Span([figure, html.Span(f" {unit}", className="only-read")], className="rep-points")
    done = [_counts(row, counted)] if row["points"] or row["calls"] or any(row[rule] for rule in counted) else []
    below = done if row["points"] else [*done, _last(row)]
    kinds = {"passed": passed(row), "first": row["rank"] == 1 and row["points"] > 0, "none": not row["points"]}
    kind = " ".join(["rep-card", *(name for name, holds in kinds.items() if holds)])
    return html.Button(
        [rank, who, total, progress(row), *below], type="button", className=kind,
        title=_("What is behind this score"), **data(view=json.dumps({REP_CHOICE: str(row["rep_id"])})),
        **aria(haspopup="dialog"),
    )  # fmt: skip


def progress(row: Row) -> html.Span:
    """How much of the goal is reached, as a bar and in words: 45 of 100."""
    if not row["goal"] > 0:
        return html.Span(html.Span(_("No goal in these days"), className="rep-share"), className="rep-goal")
    words = _("{points} of {goal} points", points=points_of(row["points"]), goal=points_of(row["goal"]))
    if passed(row):
        words = _("✓ goal reached, {points} of {goal}", points=points_of(row["points"]), goal=points_of(row["goal"]))
    bar = html.Progress(value=exact(row["points"]), max=exact(row["goal"]), **aria(hidden="true"))
    kind = "rep-goal passed" if passed(row) else "rep-goal"
    return html.Span([bar, html.Span(words, className="rep-share")], className=kind)


def _counts(row: Row, counted: Mapping[str, str]) -> html.Span:
    figures = [(_("Calls"), row["calls"]), (_("Minutes"), row["minutes"])]
    figures += [(label, row[rule]) for rule, label in counted.items()]
    return html.Span([_count(label, value) for label, value in figures], className="rep-counts")


def _count(label: str, value: Any) -> html.Span:
    some = 0 if pd.isna(value) else value
    kind = "rep-count" if some else "rep-count zero"
    return html.Span([html.B(number(some)), " ", html.Span(label, title=label)], className=kind)


def _last(row: Row) -> html.Span:
    """Of a rep without points: the last call or deal, when, and of which deal."""
    event = known(row["last_event"])
    if not event:
        return html.Span(_("No call or deal yet"), className="rep-last")
    done = known(row["last_stage"]) if event == STAGE else event_name(event)
    at, title = when(row["last_at"], row["timezone"]) or day(row["last_on"].date()), known(row["last_title"])
    words = _("Last: {what}, {when}", what=done, when=at)
    return html.Span([html.Span(words), *([html.Span(title, title=title)] if title else [])], className="rep-last")


def score_key(board: pd.DataFrame, start: date) -> html.Dl:
    """What scores how much, by the rules in force; of a weight that changed after `start`, since when."""
    entries = [
        html.Div([html.Dt(str(each["label"])), html.Dd(_weight(each, start))]) for each in board.attrs["score_key"]
    ]  # fmt: skip
    return html.Dl(entries, className="score-key", **aria(label=_("Points for each")))


def _weight(rule: Mapping[str, Any], start: date) -> str:
    weight, since = points_of(rule["weight"]), pd.Timestamp(rule["valid_from"]).date()
    return weight if since <= max(start, ALWAYS) else _("{weight} since {day}", weight=weight, day=day(since))
