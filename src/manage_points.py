"""The command line's `points`: what reps scored on a day or on several, and the events behind it.

python src/manage.py points --day DATE --json
"""

import json
from datetime import date
from typing import Annotated, Any

import typer

from errors import BadInput
from i18n import _

SHOWN = ("rank", "rep", "team", "points", "goal")


def points(
    day: Annotated[str | None, typer.Option(help="YYYY-MM-DD; default the last day with facts.")] = None,
    to: Annotated[str | None, typer.Option(help="Last day of several, YYYY-MM-DD.")] = None,
    team: Annotated[list[str] | None, typer.Option(help="Only this team; may be repeated.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Rep points of a day, or of the days up to another: ranks, counts per rule, and the events behind them.

    A day is the local day of the rep's team, and keeps the rules that were in force on it.
    """
    from auth.scope import Scope
    from data.engine import current
    from filters import Filters
    from metrics.points_answer import points_object
    from metrics.run import last_day

    snapshot = current()
    first = _day(day) if day else last_day(snapshot)
    filters = Filters(dims=(("team", tuple(team or ())),))
    found = points_object(first, _day(to) if to else None, filters, Scope.all(), snapshot)
    typer.echo(json.dumps(found, indent=2) if as_json else _as_text(found))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(_("'{text}' is not a day.", text=text), _("It reads YYYY-MM-DD, e.g. 2025-01-31.")) from None


def _as_text(found: dict[str, Any]) -> str:
    """The ranking as a table, reps who have been silent for long left out, and what counts how much."""
    from pandas import DataFrame

    rows = [
        {**{name: rep[name] for name in SHOWN}, **rep["counts"], "minutes": round(rep["minutes"])}
        for rep in found["reps"]
        if not rep["hidden"]
    ]
    days = found["day"] if found["day"] == found["to"] else f"{found['day']} – {found['to']}"
    key = ", ".join(f"{each['label']} {each['weight']:.12g}" for each in found["score_key"])
    title = _("Points of {days}; goal {goal}; {key}", days=days, goal=f"{found['goal']:.12g}", key=key)
    table = DataFrame(rows).to_string(index=False, float_format=lambda number: f"{number:.12g}")
    return f"{title}\n\n{table if rows else _('Nobody has been active.')}"
