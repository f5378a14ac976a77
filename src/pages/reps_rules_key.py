"""The point rules in words: what counts how much, what else they say, and how they came to be what they are."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from dash import html

from data.point_rules import ALWAYS, SETTINGS, DatedRules, in_force
from data.verdicts import weights
from i18n import _, day, days, number
from metrics.score_key import label_of
from pages.reps_words import points_of
from settings import ActivityPoints, Points, settings


def key_parts(versions: Sequence[DatedRules], today: date) -> list[Any]:
    """The rules in force today as a table and a list, then the history, the newest first."""
    now = in_force(versions, today)
    rows = [
        html.Tr([html.Th(label_of(rule), scope="row"), html.Td(points_of(weight), className="n"),
                 html.Td(counts_when(now.rules, rule)), html.Td(_since(versions, now, rule))])
        for rule, weight in weights(now.rules).items()
    ]  # fmt: skip
    heads = [_("What counts"), _("Points"), _("Which of them"), _("Since")]
    table = html.Table(
        [html.Caption(_("Rules in force today"), className="only-read"),
         html.Thead(html.Tr([html.Th(text, scope="col") for text in heads])), html.Tbody(rows)],
        className="plain-table",
    )  # fmt: skip
    what = table if rows else html.P(_("Nothing counts: the rules name no activity and no stage."), className="muted")
    facts = [html.Div([html.Dt(label), html.Dd(value)]) for label, value in of_all(now.rules)]
    return [html.Div(what, className="scrolls"), html.Dl(facts, className="rule-facts"), _history(versions, today)]


def of_all(rules: Points) -> list[tuple[str, str]]:
    """What the rules say besides weights, as label and value."""
    zones = [f"{team}: {zone}" for team, zone in rules.zones.items()]
    goal = _("{points} per working day", points=points_of(rules.goal)) if rules.goal else _("no goal")
    return [
        (_("Goal"), goal),
        (_("Teams that play"), _teams(rules)),
        (_("Hidden after"), _("{days} of silence", days=days(rules.silent_days))),
        (_("Whose days"), "; ".join([*zones, _("all others: {zone}", zone=settings().company.timezone)] if zones
                                    else [_("all teams: {zone}", zone=settings().company.timezone)])),
    ]  # fmt: skip


def counts_when(rules: Points, rule: str) -> str:
    """Which of an activity or of a stage's entries count."""
    if rule not in rules.activities:
        return _("once per deal and day")
    of = rules.activities[rule]
    said = [", ".join(of.directions), ", ".join(of.statuses)]
    if of.min_seconds:
        said.append(_("{n} seconds or longer", n=points_of(of.min_seconds)))
    return "; ".join(filter(None, said)) or _("all")


def changes(before: Points, after: Points) -> list[str]:
    """What is other in rules than in those before, in words."""
    old, new = weights(before), weights(after)
    said = [_weight(rule, old.get(rule), new.get(rule)) for rule in dict.fromkeys((*old, *new))]
    told = [kind for kind in after.activities if _but_weight(after, kind) != _but_weight(before, kind)]
    said += [_("{what}: {which}", what=label_of(kind), which=counts_when(after, kind)) for kind in told]
    said += [f"{label}: {value}" for (label, value), same in zip(of_all(after), of_all(before), strict=True)
             if value != same[1]]  # fmt: skip
    return [each for each in said if each]


def versions_frame(versions: Sequence[DatedRules]) -> pd.DataFrame:
    """All versions, a row per rule: valid_from (NaT: always), author, rule, points, which, goal, silent_days, teams."""
    rows = [
        {
            "valid_from": None if version.valid_from == ALWAYS else pd.Timestamp(version.valid_from),
            "author": author_of(version), "rule": label_of(rule), "points": weight,
            "which": counts_when(version.rules, rule), "goal": version.rules.goal,
            "silent_days": version.rules.silent_days, "teams": _teams(version.rules),
        }
        for version in reversed(versions)
        for rule, weight in weights(version.rules).items()
    ]  # fmt: skip
    names = ("valid_from", "author", "rule", "points", "which", "goal", "silent_days", "teams")
    frame = pd.DataFrame(rows, columns=list(names))
    return frame.astype({"valid_from": "datetime64[s]"})


def author_of(version: DatedRules) -> str:
    """Who saved a version; of what the settings brought their file."""
    return "settings.toml" if version.author == SETTINGS else version.author


def from_words(version: DatedRules) -> str:
    """The first day of a version."""
    return _("from the beginning") if version.valid_from == ALWAYS else _("from {day}", day=day(version.valid_from))


def _history(versions: Sequence[DatedRules], today: date) -> html.Div:
    items = []
    before: DatedRules | None = None
    for version in versions:
        said = changes(before.rules, version.rules) if before else []
        what = "; ".join(said) or (_("The same as before") if before else _("The first rules"))
        head = _("{from_}, by {author}", from_=from_words(version), author=author_of(version))
        later = [html.Span(_("not yet in force"), className="tag")] if version.valid_from > today else []
        items.append(html.Li([html.Strong(head[:1].upper() + head[1:]), *later, html.P(what)]))
        before = version
    title = html.Summary(_("History of the rules ({n})", n=number(len(versions))))
    return html.Div(html.Details([title, html.Ol(items[::-1], className="rule-history")]), className="rule-past")


def _since(versions: Sequence[DatedRules], now: DatedRules, rule: str) -> str:
    """From when on a rule has been what it is."""
    since = now.valid_from
    for version in reversed([v for v in versions if v.valid_from < now.valid_from]):
        if _definition(version.rules, rule) != _definition(now.rules, rule):
            break
        since = version.valid_from
    return _("the beginning") if since == ALWAYS else day(since)


def _definition(rules: Points, rule: str) -> tuple[float | None, ActivityPoints | None]:
    return weights(rules).get(rule), rules.activities.get(rule)


def _but_weight(rules: Points, kind: str) -> tuple[Any, ...]:
    rule = rules.activities.get(kind)
    return (rule.directions, rule.statuses, rule.min_seconds) if rule else ((), (), 0.0)


def _weight(rule: str, before: float | None, after: float | None) -> str:
    if before == after:
        return ""
    name = label_of(rule)
    if after is None:
        return _("{what} count no more", what=name)
    if before is None:
        return _("{what} {points}, new", what=name, points=points_of(after))
    return _("{what} {points}, was {before}", what=name, points=points_of(after), before=points_of(before))


def _teams(rules: Points) -> str:
    return ", ".join(rules.teams) or _("all")
