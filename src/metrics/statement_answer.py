"""An income statement as JSON: what the API and `manage.py statement --json` give."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd

from auth.scope import Scope
from data import engine
from errors import BadInput, NoData
from filters import Filters
from i18n import _
from metrics.dimensions import dimension
from metrics.run import last_day
from metrics.slices import Tables
from metrics.statement import list_statement, statement_grains, statement_periods
from metrics.statement_flows import flows
from metrics.statement_margins import margins_of
from metrics.statement_periods import USUAL
from periods import next_start
from settings import settings

MOST = 240  # periods in one answer: twenty years of months
STANDING = ("currency", "grain", "grains", "origin", "origins", "revenue_line", "root_line", "notes", "ignored_filters")


def statement_object(
    grain: str | None, filters: Filters, scope: Scope, origin: str | None = None, snapshot: Tables | None = None
) -> dict[str, Any]:
    """`{STANDING, "periods", "rows", "margins", "flows", "snapshot"}` of the periods that the filters' days touch.

    Without a grain it is by quarter, or the finest there is; without days the last 8 quarters, 13 months or 5 years
    that are complete. `rows` have the columns of `metrics.statement`; `margins` are {"period", "margins": {line:
    share}, "broken": [lines]}; `flows` are those of the last complete period shown: {"period", "nodes", "links"}.
    Null is None, days are ISO. Raises NoData where there is no statement, UnknownName for a grain, an origin or a
    filter that there is not, BadInput for more than MOST periods.
    """
    tables = snapshot or engine.current()
    for name, _values in filters.dims:
        dimension(name, tables.dimensions)
    grains = statement_grains(tables, origin, scope)
    if not grains:
        raise NoData(_("There is no income statement."), _("Import files with the lines of one, e.g. the demo's."))
    grain = grain or ("quarter" if "quarter" in grains else grains[0])
    complete = statement_periods(tables, grain, origin, scope)
    start, end = _days(filters, tables, grain, complete)
    frame = list_statement(grain, start, end, Filters(dims=filters.dims), scope, tables, origin)
    shown = [period for period in frame.attrs["periods"] if period in complete] or frame.attrs["periods"]
    return {
        **{name: _listed(frame.attrs[name]) for name in STANDING},
        "periods": [period.isoformat() for period in frame.attrs["periods"]],
        "rows": [{name: _plain(value) for name, value in row.items()} for row in frame.to_dict("records")],
        "margins": _margins(frame),
        "flows": _flows(frame, shown[-1]),
        "snapshot": {
            "id": tables.id,
            "published_at": tables.published_at.isoformat(),
            "as_of": {name: {t: day.isoformat() for t, day in days.items()} for name, days in tables.as_of.items()},
        },
    }


def _days(filters: Filters, tables: Tables, grain: str, complete: Sequence[date]) -> tuple[date, date]:
    """First and last day meant; the usual periods where none are named, or no first one."""
    usual = USUAL[grain]
    if not filters.dated:
        last = complete[-1] if complete else last_day(tables)
        return (complete[-usual:] or [next_start(last, grain, 1 - usual)])[0], last
    window = filters.window(last_day(tables), settings().company.fiscal_year_start)
    start = window.start or next_start(window.end, grain, 1 - usual)
    if next_start(start, grain, MOST) <= window.end:
        raise BadInput(_("These are more than {n} periods.", n=MOST), _("Choose fewer days, or a coarser grain."))
    return start, window.end


def _margins(frame: pd.DataFrame) -> list[dict[str, Any]]:
    margins = margins_of(frame)
    broken: Mapping[str, Sequence[date]] = margins.attrs["broken"]
    return [
        {
            "period": row["period"].isoformat(),
            "margins": {line: _plain(value) for line, value in row.items() if line != "period"},
            "broken": [str(line) for line, periods in broken.items() if row["period"] in periods],
        }
        for row in margins.to_dict("records")
    ]


def _flows(frame: pd.DataFrame, period: date) -> dict[str, Any]:
    found = flows(frame[frame["period"] == period])
    return {
        "period": period.isoformat(),
        "nodes": [{name: _plain(value) for name, value in asdict(node).items()} for node in found.nodes],
        "links": [{name: _plain(value) for name, value in asdict(link).items()} for link in found.links],
    }


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, (list, tuple)) else value


def _plain(value: Any) -> Any:
    """A figure without the last digits of a float, a day in ISO, nothing as None."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, float):
        return round(value, 6)
    return value.isoformat() if isinstance(value, date) else value
