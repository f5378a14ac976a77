"""The price index as JSON: what `manage.py measure price_index` and GET /metrics/price_index give, as of any metric.

It is no metric of the registry, as it compares two tables; what it can be broken down by is said here.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from auth.scope import Scope
from data import engine
from errors import BadInput, UnknownName
from filters import Filters, Window
from i18n import _, ngettext
from metrics.plan import first_day
from metrics.price_index import NAME, measure_price_index
from metrics.price_positions import GROUPS, ended
from metrics.quotes import SALES
from metrics.run import last_day
from metrics.slices import Tables
from periods import DAY, next_start, period_starts
from settings import settings

GRAINS = ("month", "quarter", "year", "fiscal_quarter", "fiscal_year")
MOST = 60  # periods


def price_index_result(
    filters: Filters, scope: Scope, by: Sequence[str] = (), grain: str | None = None, snapshot: Tables | None = None
) -> dict[str, Any]:
    """The index of the filters' period, by one of GROUPS or none, and by `grain`: in each period of its own, against
    the quotes in force at its end.

    The same object as of `metrics.answer.result_object`; `n` is the quotes compared with. Raises BadInput for what it
    cannot be broken down by, BadFilter.
    """
    tables = snapshot or engine.current()
    groups = [name for name in by if name not in GRAINS]
    grains = [*(name for name in by if name in GRAINS), *([grain] if grain else [])]
    _check(groups, grains)
    window = ended(window_of(filters, tables), tables)
    dims, group = Filters(dims=filters.dims), groups[0] if groups else ""
    whole = measure_price_index(window, dims, scope, tables)
    rows: list[dict[str, Any]] = []
    parts = _parts(window, grains[0] if grains else None, tables)
    for start, part in parts[-MOST:]:
        frame = measure_price_index(part, dims, scope, tables, group)
        key = {grains[0]: start.isoformat()} if grains else {}
        rows += [{**({group: row[group]} if group else {}), **key, **_figures(row)} for row in frame.to_dict("records")]
    return {
        "metric": NAME, "unit": "index", "by": [*groups, *grains], "rows": rows,
        "total": _figures(whole.iloc[0].to_dict()),
        "filters": {
            **{key: value for key, value in filters.to_store().items() if key != "compare"},
            "start": window.start and window.start.isoformat(), "end": window.end.isoformat(), "undated": 0,
            "ignored": whole.attrs["ignored_filters"], "notes": [*whole.attrs["notes"], *_cut(len(parts) - MOST)],
        },
        "snapshot": {
            "id": tables.id, "published_at": tables.published_at.isoformat(),
            "as_of": {origin: {t: d.isoformat() for t, d in days.items()} for origin, days in tables.as_of.items()},
        },
    }  # fmt: skip


def window_of(filters: Filters, tables: Tables) -> Window | None:
    """The days that the filters mean; None for all time."""
    return filters.window(last_day(tables), settings().company.fiscal_year_start) if filters.dated else None


def _check(groups: Sequence[str], grains: Sequence[str]) -> None:
    for name in groups:
        if name not in GROUPS:
            message = _("{metrics} cannot be measured by {dimension}.", metrics=NAME, dimension=name)
            raise BadInput(message, _("Valid: {names}.", names=", ".join((*GROUPS, *GRAINS))))
    for name in grains:
        if name not in GRAINS:
            raise UnknownName(_("grain"), name, GRAINS)
    if len(groups) > 1 or len(grains) > 1:
        raise BadInput(
            _("This query cannot be measured."),
            _("Break the price index down by one of {names}, and by one grain.", names=", ".join(GROUPS)),
        )


def _cut(periods: int) -> list[str]:
    """What to say of that many periods more than there are rows of."""
    if periods <= 0:
        return []
    return [ngettext("{n} earlier period is left out; give from and to.",
                     "{n} earlier periods are left out; give from and to.", periods)]  # fmt: skip


def _parts(window: Window, grain: str | None, tables: Tables) -> list[tuple[date, Window]]:
    """The window in periods, each up to its end; all of it without a grain."""
    first = window.start or first_day(tables, SALES) or window.end
    if grain is None:
        return [(first, window)]
    starts = period_starts(first, window.end, grain, settings().company.fiscal_year_start)
    return [(start, Window(max(start, first), min(next_start(start, grain) - DAY, window.end))) for start in starts]


def _figures(row: dict[Any, Any]) -> dict[str, Any]:
    value = row[NAME]
    return {"value": None if pd.isna(value) else float(value), "n": int(row["quotes"] or 0)}
