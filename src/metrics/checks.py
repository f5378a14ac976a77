"""Are the names and values of a query ones that exist? The error lists those that do."""

import threading
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from cachetools import LRUCache, cached

from auth.scope import Scope
from data.engine import natural
from errors import BadFilter, BadInput
from filters import NONE, Filters
from i18n import _, mid_sentence
from metrics.dimensions import all_dimensions, dimension
from metrics.plan import columns_of
from metrics.query import Query
from metrics.rows import in_scope
from metrics.slices import Tables

SHOWN = 20
_values: LRUCache[Any, tuple[str, ...]] = LRUCache(512)


def check_filters(filters: Filters, scope: Scope, snapshot: Tables) -> None:
    """Raises UnknownName for a dimension, BadFilter for a value that the data in scope does not have."""
    for name, values in filters.dims:
        label = mid_sentence(_(dimension(name, snapshot.dimensions).label))
        valid = dimension_values(name, scope, snapshot)
        for unknown in sorted(set(values) - {NONE, *valid}):
            message = _("There is no {dimension} '{value}'.", dimension=label, value=unknown)
            raise BadFilter(message, _nearest(unknown, valid))


def check_query(query: Query, snapshot: Tables, columns: Mapping[str, frozenset[str]]) -> None:
    """Raises UnknownName for a dimension that does not exist, BadInput for one that fits none of the metrics.

    `columns` are those of the tables that the metrics read.
    """
    held = frozenset[str]().union(*columns.values())
    for name in query.by:
        dimension(name, snapshot.dimensions)
        if held and name not in held:
            fit = sorted(held & all_dimensions(snapshot.dimensions).keys())
            labels = ", ".join(m.name for m in query.metrics)
            raise BadInput(
                _("{metrics} cannot be measured by {dimension}.").format(metrics=labels, dimension=name),
                _("Valid: {names}.").format(names=", ".join(fit)),
            )


@cached(_values, key=lambda name, scope, snapshot: (snapshot.id, name, scope), lock=threading.Lock())
def dimension_values(name: str, scope: Scope, snapshot: Tables) -> tuple[str, ...]:
    """The values of a dimension that occur in any table, as far as the scope shows them, in natural order."""
    found: set[str] = set()
    for table in dimension(name, snapshot.dimensions).tables:
        columns = columns_of(snapshot, table)
        if name not in columns:
            continue
        if not scope.where:
            found.update(snapshot.values(name, table))
            continue
        rows = snapshot.table(table).filter(*in_scope(scope, columns)).select(name).unique().collect()
        found.update(str(v) for v in rows[name].to_list() if v is not None)
    return tuple(sorted(found, key=natural))


def _nearest(unknown: str, valid: tuple[str, ...]) -> str:
    if not valid:
        return _("It has no values yet.")
    near = get_close_matches(unknown, valid, n=5, cutoff=0.5)
    shown = [*near, *(v for v in valid if v not in near)][:SHOWN]
    listed = _("Valid: {names}.").format(names=", ".join(shown))
    if len(valid) <= SHOWN:
        return listed
    return listed + " " + _("({shown} of {all})").format(shown=SHOWN, all=len(valid))
