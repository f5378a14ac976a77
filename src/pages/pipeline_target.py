"""The period whose target is pursued: what is won of it, and how far the deals due by then go towards the rest."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import html

from filters import Window
from i18n import _, percent, short_day, short_money
from metrics.open_sums import ToTarget, to_target
from metrics.pace import pace_to_target
from metrics.run import last_day
from pages.asked import Asked
from pages.components import aria
from pages.pipeline_spans import goal_of
from settings import settings


@dataclass(frozen=True)
class Pursued:
    """The period's name, the days that a deal due in it closes on (overdue ones too, once it runs), won revenue so far,
    and the target; None where none is set for these filters."""

    name: str
    due: Window
    won: float
    target: float | None


async def pursued(found: Asked) -> Pursued:
    """The filters' own period while it runs or lies ahead, else the running quarter."""
    goal, as_of = goal_of(found), last_day(found.snapshot)
    start, end = goal.filters.window(as_of, settings().company.fiscal_year_start)
    row = await pace_to_target(goal.filters, found.scope, found.snapshot)
    aim, so_far = row["target"].item(), row["won"].item()
    return Pursued(
        goal.name, Window(start if start and start > as_of else None, end), 0.0 if pd.isna(so_far) else so_far,
        None if pd.isna(aim) or aim <= 0 else aim,
    )  # fmt: skip


def way_to_target(sums: pd.DataFrame, now: Pursued, currency: str) -> html.Div:
    """What is won and what is due, the surest first, as a bar against the target; and in words."""
    way = to_target(sums, now.target or 0.0, now.won)
    head = _("{period}: won {won} of {target}", period=now.name, won=short_money(way.won, currency),
             target=short_money(way.target, currency))  # fmt: skip
    words = [html.P(sentence) for sentence in _words(way, now, currency)]
    return html.Div([html.H3(head), _bar(way), *words], className="goal")


def _bar(way: ToTarget) -> html.Div:
    full = max(way.target, way.reached)
    amounts = {"won": way.won, **dict(zip(way.steps["category"], way.steps["due"], strict=True))}
    parts: list[Any] = [
        html.Span(className=f"bar {name}", style={"width": f"{max(amount, 0) / full:.2%}"})
        for name, amount in amounts.items()
    ]
    mark = html.Span(className="target", style={"left": f"{way.target / full:.2%}"})
    about = _("Won so far, then what is due by category, against the target")
    return html.Div([*parts, mark], className="goal-bar", role="img", **aria(label=about))


def _words(way: ToTarget, now: Pursued, currency: str) -> list[str]:
    said = []
    if not way.missing:
        said.append(_("The target is reached."))
    else:
        commit, best, everything = (percent(share, 0) for share in way.steps["covered"])
        said.append(_("{missing} is missing. Due by {day}: commit covers {commit} of it, with best case {best}, with"
                      " pipeline {all}.", missing=short_money(way.missing, currency), day=short_day(now.due.end),
                      commit=commit, best=best, all=everything))  # fmt: skip
    if way.overdue > 0:
        said.append(_("{amount} of what is due is overdue: ask whether it is still to come. Pipeline coverage leaves"
                      " out what was due before the period.",
                      amount=short_money(way.overdue, currency)))  # fmt: skip
    return said
