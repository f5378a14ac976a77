"""The people behind figures by rep: who is on the list today, since when, and filters that mean exactly them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from auth.scope import Scope
from filters import Filters, Window
from metrics.plan import columns_of
from metrics.rows import in_dims, in_scope
from metrics.slices import Tables

REPS = "reps"
TOLD = ("rep_id", "rep", "team", "started_on", "active", "shared")
Person = dict[str, Any]


def people_of(tables: Tables, filters: Filters, scope: Scope) -> list[Person]:
    """The people that filters and scope let through: rep_id, rep, team, started_on, active (None: nobody said)."""
    columns = columns_of(tables, REPS)
    conditions = [*in_scope(scope, columns), *in_dims(filters.dims, columns)]
    reps = tables.table(REPS)
    chosen = reps.filter(*conditions) if conditions else reps
    told = chosen.select([name for name in TOLD if name in columns]).collect()
    rows = [{**dict.fromkeys(TOLD), **row} for row in told.rows(named=True)]
    return [row for row in rows if row["rep"] and not row["shared"]]


def current(people: Sequence[Person], day: date) -> list[Person]:
    """Those who are not marked inactive and had begun by that day."""
    return [
        person for person in people
        if person["active"] is not False and (person["started_on"] is None or person["started_on"] <= day)
    ]  # fmt: skip


def of_people(people: Sequence[Person], tables: Tables, filters: Filters, window: Window) -> Filters:
    """The filters in those days, with the people's names in place of whatever is a property of a rep.

    Each table then shows the same people: one of targets knows reps, and no region.
    """
    columns = columns_of(tables, REPS)
    others = {name: values for name, values in filters.dims if name not in columns}
    names = tuple(sorted({str(person["rep"]) for person in people}))
    return Filters(start=window.start, end=window.end, dims=tuple({**others, "rep": names}.items()))
