"""The form in which other point rules are tried: every field named, so that it can be read and corrected by name.

A field's id is {"type": FIELD, "name": name}, the place for what is wrong with it {"type": ERROR, "name": name}. Names:
goal, silent_days, teams, from, author; activity:KIND:weight, :directions, :statuses, :min_seconds; stage:NAME.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import dcc, html

from auth.scope import Scope
from data.engine import Snapshot, natural
from data.point_rules import LONGEST_NAME
from data.rep_events import STAGE
from i18n import _
from metrics.checks import dimension_values
from metrics.score_key import label_of
from pages.choices import menu_labels
from pages.reps_words import points_of
from settings import ActivityPoints, Points

FIELD, ERROR = "rules-field", "rules-error"
PREVIEW, SAVE = "reps-rules-preview", "reps-rules-save"
NONE = ActivityPoints(weight=0)


@dataclass(frozen=True)
class Offered:
    """What can be given points, and what an activity can be told apart by."""

    kinds: tuple[str, ...]
    stages: tuple[str, ...]
    directions: tuple[str, ...]
    statuses: tuple[str, ...]
    teams: tuple[str, ...]


def offered(rules: Points, snapshot: Snapshot | None, scope: Scope) -> Offered:
    """What the rules name, and what there is in the data besides."""

    def there(dimension: str) -> tuple[str, ...]:
        return dimension_values(dimension, scope, snapshot) if snapshot else ()

    of = rules.activities.values()
    kinds = [kind for kind in there("event") if kind != STAGE]
    return Offered(
        tuple(dict.fromkeys((*rules.activities, *kinds))), tuple(dict.fromkeys((*rules.stages, *there("stage")))),
        _all(there("direction"), (name for rule in of for name in rule.directions)),
        _all(there("call_status"), (name for rule in of for name in rule.statuses)),
        _all(there("team"), rules.teams),
    )  # fmt: skip


def form(rules: Points, choices: Offered, today: date) -> html.Div:
    """All fields, filled with these rules; the buttons; places for what comes of them."""
    kinds = [_activity(kind, rules.activities.get(kind, NONE), choices) for kind in choices.kinds]
    stages = [
        _number(f"{STAGE}:{stage}", stage, points_of(rules.stages.get(stage, 0))) for stage in choices.stages
    ]  # fmt: skip
    return html.Div([
        html.P(_("0 points: it does not count. Nothing is kept until you save."), className="muted"),
        *kinds,
        *([_group(_("Stages entered: points"), stages)] if stages else []),
        _group(_("For everybody"), [
            _number("goal", _("Goal, points per working day"), points_of(rules.goal)),
            _number("silent_days", _("Days of silence until hidden"), str(rules.silent_days)),
            _several("teams", _("Teams that play"), choices.teams, rules.teams),
        ]),
        html.Div(html.Button(_("Preview"), id=PREVIEW, type="button", className="button primary"),
                 className="rule-buttons"),
        html.Div(id=f"{PREVIEW}-shown", role="status"),
        _group(_("Save these rules"), [
            _date(today),
            _field("author", _("Your name"), dcc.Input(
                id=_id("author"), type="text", autoComplete="name", className="text-input", persistence=True,
                persistence_type="local", maxLength=LONGEST_NAME)),
            html.Div(html.Button(_("Save"), id=SAVE, type="button", className="button"), className="rule-buttons"),
        ]),
        html.Div(id=f"{SAVE}-said", role="status"),
    ], className="rules-form")  # fmt: skip


def _id(name: str, kind: str = FIELD) -> dict[str, str]:
    return {"type": kind, "name": name}


def _all(there: Sequence[str], named: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*there, *named}, key=natural))


def _activity(kind: str, rule: ActivityPoints, choices: Offered) -> html.Fieldset:
    name = f"activity:{kind}"
    return _group(label_of(kind), [
        _number(f"{name}:weight", _("Points for each"), points_of(rule.weight)),
        _several(f"{name}:directions", _("Directions"), choices.directions, rule.directions),
        _several(f"{name}:statuses", _("Results"), choices.statuses, rule.statuses),
        _number(f"{name}:min_seconds", _("Seconds at least"), points_of(rule.min_seconds)),
    ])  # fmt: skip


def _group(legend: str, fields: Sequence[Any]) -> html.Fieldset:
    return html.Fieldset([html.Legend(legend), html.Div(list(fields), className="rule-fields")], className="rule-group")


def _field(name: str, label: str, control: Any) -> html.Div:
    error = html.P(id=_id(name, ERROR), className="field-error", role="alert")
    return html.Div([html.Label([html.Span(label), control]), error], className="field")


def _number(name: str, label: str, value: str) -> html.Div:
    own: Any = "decimal"
    return _field(name, label, dcc.Input(
        id=_id(name), type="text", inputMode=own, autoComplete="off", className="text-input", value=value))  # fmt: skip


def _several(name: str, label: str, options: Sequence[str], chosen: Sequence[str]) -> html.Div:
    menu = dcc.Dropdown(
        id=_id(name), options=[{"label": text, "value": text} for text in options], value=list(chosen), multi=True,
        placeholder=_("all"), className="choice-control", labels=menu_labels(),
    )  # fmt: skip
    return _field(name, label, menu)


def _date(today: date) -> html.Div:
    own: Any = "date"
    control = dcc.Input(
        id=_id("from"), type=own, min=today.isoformat(), value=today.isoformat(), className="text-input"
    )
    hint = html.P(_("Days before keep the rules they had."), className="muted")
    return html.Div([_field("from", _("In force from"), control), hint])
