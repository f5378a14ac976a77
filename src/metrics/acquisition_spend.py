"""What is known of the spend on winning customers: its roles, how finely it is booked, for which days."""

from datetime import date
from typing import NamedTuple

from auth.scope import Scope
from filters import Filters
from metrics.acquisition import IS_SPEND, LINES
from metrics.plan import columns_of
from metrics.rows import in_dims, in_scope
from metrics.slices import Tables
from metrics.states import those

GRAINS = {"month": 31, "quarter": 92, "year": 366}  # finest first: days that a period of it has at most


class Booked(NamedTuple):
    """The roles, the finest grain of which all spend is, and its first and last day."""

    roles: tuple[str, ...]
    grain: str
    since: date
    until: date


def booked(tables: Tables, filters: Filters, scope: Scope) -> Booked | None:
    """Of the origins that the filters let through; None where no spend is booked."""
    columns = columns_of(tables, LINES)
    if not {"is_acquisition", "leaf_role"} <= columns:
        return None
    origins = tuple((name, values) for name, values in filters.dims if name == "origin")
    conditions = [*in_scope(scope, columns), *in_dims(origins, columns), IS_SPEND]
    rows = those(tables.table(LINES), conditions).select("leaf_role", "period_start", "period_end").unique().collect()
    found = rows.to_dict(as_series=False)
    starts, ends = found["period_start"], found["period_end"]
    if not starts:
        return None
    longest = max((end - start).days + 1 for start, end in zip(starts, ends, strict=True))
    grain = next((grain for grain, days in GRAINS.items() if longest <= days), "year")
    return Booked(tuple(sorted(set(found["leaf_role"]))), grain, min(starts), max(ends))


def coarser(one: str, other: str) -> str:
    """The coarser of two grains."""
    return max(one, other, key=list(GRAINS).index)
