"""Deals as they stood on a day: which rows of `deal_states` are meant.

A row is a stretch of days in which what was known of an undecided deal did not change; of a deal at most one holds on
any day. Untouched deals are in the table and not in the pipeline.
"""

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any

import narwhals as nw

from auth.scope import Scope
from filters import Filters
from metrics.carried import carried
from metrics.checks import check_filters
from metrics.plan import columns_of
from metrics.rows import in_dims, in_scope
from metrics.run import last_day
from metrics.slices import Tables
from metrics.stretches import STATES

DEAL = "opportunity_row"
CLOSE = nw.col("expected_close_on")


def states(tables: Tables, filters: Filters, scope: Scope) -> nw.LazyFrame[Any]:
    """The rows of all days that scope and dimensions let through, whatever the period. Raises as `measure` does."""
    check_filters(filters, scope, tables)
    columns = columns_of(tables, STATES)
    return those(tables.table(STATES), [*in_scope(scope, columns), *in_dims(filters.dims, columns)])


def those(rows: nw.LazyFrame[Any], conditions: Sequence[nw.Expr]) -> nw.LazyFrame[Any]:
    """The rows that meet all conditions, of which there may be none."""
    return rows.filter(*conditions) if conditions else rows


def ignored(tables: Tables, filters: Filters) -> list[str]:
    """The filters that the history of deals cannot apply: a reason of loss is not known before there is one."""
    return sorted({name for name, _values in filters.dims} - columns_of(tables, STATES))


def about(tables: Tables, label: str, ignored: Sequence[str], **more: Any) -> dict[Hashable, Any]:
    """What a result says of itself: as_of, the filters that do not apply to it, and what else is given.

    `label` is the figure's name, marked for translation. The keys are those that `metrics.notes` reads.
    """
    said = {"undated": 0, "ignored_filters": list(ignored), "date_notes": [], **more}
    said["ignored_by"] = {label: ", ".join(ignored)} if ignored else {}
    return carried({"as_of": last_day(tables), **said})


def until(tables: Tables, day: date) -> date:
    """The day, or the last one with facts where it lies ahead: what is known ends there."""
    return min(day, last_day(tables))
