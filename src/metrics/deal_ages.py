"""The ages of deals, and how they ended: what a win curve is made of."""

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from auth.scope import Scope
from filters import PAGES_PERIOD, Dims, Filters, Window
from i18n import N_
from metrics.checks import check_filters
from metrics.plan import columns_of
from metrics.rows import in_dims, in_scope, in_window
from metrics.run import last_day
from metrics.slices import Tables
from metrics.states import about, those
from settings import settings

LABEL = N_("Win curve")
ABOUT = N_(
    "The share of deals that are won by each age since they were opened, with its 95 % interval (Aalen-Johansen): deals"
    " lost count as deals that can no longer be won, deals still open as far as they have come. Won of those decided"
    " leaves the open ones out, and is off while they wait."
)
TABLE = "opportunities"
OF_THE_END = ("discount_band", "forecast_category", "lost_reason", "stage", "status")  # said of a deal by how it ended
KINDS = ["open", "won", "lost"]


def deal_ages(filters: Filters, scope: Scope, tables: Tables, by: str | None = None) -> pd.DataFrame:
    """One row per deal: age_days (at the decision; of open deals, today; null where nobody knows when it was opened),
    outcome (won | lost | open) and, with `by`, group.

    Deals opened in the period of the filters; of the pages' usual period, and of all time, all of them: a curve needs
    years. Filters by what only the end of a deal brings do not apply. `attrs`: window, as_of, ignored_filters, notes.
    """
    check_filters(filters, scope, tables)
    columns, dims = columns_of(tables, TABLE), of_the_beginning(filters.dims)
    window = chosen_window(filters, tables)
    rows = those(tables.table(TABLE), [*in_scope(scope, columns), *in_dims(dims, columns)])
    rows = rows if window is None else rows.filter(in_window("opened_on", window))
    age = nw.coalesce(nw.col("cycle_days"), nw.col("age_days")).cast(nw.Float64)
    kind = nw.col("is_won").fill_null(False).cast(nw.Int8) + 2 * nw.col("is_lost").fill_null(False).cast(nw.Int8)
    picked = rows.select(age.alias("age"), kind.alias("kind"), *([by] if by else [])).collect()
    outcome = pd.Categorical.from_codes(picked["kind"].to_numpy().astype(np.int64), KINDS)  # type: ignore[call-overload]  # (stubs want a list)
    found = pd.DataFrame({"age_days": picked["age"].to_numpy(), "outcome": outcome})
    if by:
        found["group"] = _labels(picked[by])
    ignored = sorted({name for name, _values in filters.dims} - {name for name, _values in dims})
    found.attrs = about(tables, LABEL, ignored, window=window)
    return found


def _labels(column: nw.Series[Any]) -> pd.Series:
    """As codes and names in their order, without a text for each deal."""
    labels = column.cast(nw.Categorical()).to_pandas().cat.remove_unused_categories()
    return labels.cat.set_categories(sorted(labels.cat.categories))


def of_the_beginning(dims: Dims) -> Dims:
    """The filters by what is known of a deal before it ends."""
    return tuple(pair for pair in dims if pair[0] not in OF_THE_END)


def chosen_window(filters: Filters, tables: Tables) -> Window | None:
    """The days meant; None for all time, and for the period that pages have unless the reader chooses another."""
    if not filters.dated or filters.period == PAGES_PERIOD:
        return None
    return filters.window(last_day(tables), settings().company.fiscal_year_start)
