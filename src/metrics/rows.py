"""Which rows count: conditions from filters, scope, window and the groups of a breakdown."""

from collections.abc import Iterable
from typing import NamedTuple

import narwhals as nw

from auth.scope import Scope
from filters import NONE, Dims, Window


class Part(NamedTuple):
    """Rows inside, or outside, some groups of a dimension; None is the group that is not known."""

    dimension: str
    values: tuple[str | None, ...]
    inside: bool


def one_of(dimension: str, values: Iterable[str | None]) -> nw.Expr:
    """Rows with one of the values; "(none)" and None stand for rows where it is not known."""
    column = nw.col(dimension)
    known = [v for v in values if v not in (None, NONE)]
    if len(known) < len(set(values)):
        return column.is_null() | column.is_in(known) if known else column.is_null()
    return column.is_in(known)


def in_part(part: Part) -> nw.Expr:
    """Rows inside, or outside, the groups; rows where the dimension is not known are a group like any other."""
    if part.inside:
        return one_of(part.dimension, part.values)
    column = nw.col(part.dimension)
    outside = ~column.is_in([v for v in part.values if v is not None])
    return outside & ~column.is_null() if None in part.values else outside | column.is_null()


def in_dims(dims: Dims, columns: frozenset[str]) -> list[nw.Expr]:
    """A condition for each dimension that the table has."""
    return [one_of(name, values) for name, values in dims if name in columns]


def in_scope(scope: Scope, columns: frozenset[str]) -> list[nw.Expr]:
    """A condition for each restriction; a table that cannot tell shows nothing."""
    return [one_of(name, values) if name in columns else _nothing(columns) for name, values in scope.where]


def _nothing(columns: frozenset[str]) -> nw.Expr:
    some = nw.col(min(columns)).is_null()
    return some & ~some


def in_window(day: str, window: Window) -> nw.Expr:
    """Rows whose date lies in the window; those without a date do not."""
    if window.start is None:
        return nw.col(day) <= window.end
    return nw.col(day).is_between(window.start, window.end)
