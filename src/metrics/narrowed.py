"""A table under a reader's filters: all that a page shows is made of the same rows."""

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from auth.scope import Scope
from data.engine import Snapshot
from data.few_rows import few_rows
from filters import Dims
from metrics.slices import Tables


def narrowed(tables: Tables, table: str, conditions: Sequence[nw.Expr], dims: Dims, scope: Scope) -> nw.LazyFrame[Any]:
    """The rows of the table that meet the conditions, which are those of these filters and that scope; all without any.

    Where a few of a large published table do, they are kept, and have a column data.few_rows.ROW beside the others.
    """
    few = few_rows(tables, table, conditions, (dims, scope)) if conditions and isinstance(tables, Snapshot) else None
    if few is not None:
        return few
    rows = tables.table(table)
    return rows.filter(*conditions) if conditions else rows
