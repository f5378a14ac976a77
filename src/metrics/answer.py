"""The answer to one metric as JSON: what the API and `manage.py measure --json` give."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters
from metrics import price_index
from metrics.definition import Metric
from metrics.price_index_answer import price_index_result
from metrics.query import Query
from metrics.registry import metric as find_metric
from metrics.run import measure_queries
from metrics.slices import Tables


def result_object(
    metric: Metric | str,
    filters: Filters,
    scope: Scope,
    by: str | Iterable[str] | None = None,
    grain: str | None = None,
    top: int | None = None,
    snapshot: Tables | None = None,
) -> dict[str, Any]:
    """A metric, given itself or by name, as `{"metric", "unit", "by", "rows", "total", "filters", "snapshot"}`.

    `rows` are by `by`, with `top` the largest groups and one row for all others; `total` is all of them as one. A
    row has its keys and `value`, and `n`, `low` and `high` where the metric has them; null is None, days are ISO.
    Under `filters`: what was asked, the days meant, and what a reader must know of it. Raises UnknownName for a
    metric or dimension, BadFilter for a value, that do not exist.
    """
    if metric == price_index.NAME:  # it compares two tables, so that it is no metric of the registry
        return price_index_result(filters, scope, _names(by), grain, snapshot)
    metric = find_metric(metric) if isinstance(metric, str) else metric
    tables = snapshot or engine.current()
    rows, total = Query(metric, by=by, grain=grain, top=top), Query(metric)
    keys = [*rows.by, *([rows.grain] if rows.grain else [])]
    detail, whole = measure_queries([rows, total], filters, scope, tables)
    return {
        "metric": metric.name,
        "unit": metric.unit,
        "by": keys,
        "rows": _rows(detail, metric, keys, rows.keys) if keys else _rows(whole, metric, [], ()),
        "total": _rows(whole, metric, [], ())[0],
        "filters": {k: v for k, v in filters.to_store().items() if k != "compare"} | _what_was_measured(detail),
        "snapshot": {
            "id": tables.id,
            "published_at": tables.published_at.isoformat(),
            "as_of": {origin: {t: d.isoformat() for t, d in days.items()} for origin, days in tables.as_of.items()},
        },
    }


def _names(by: str | Iterable[str] | None) -> tuple[str, ...]:
    return (by,) if isinstance(by, str) else tuple(by or ())


def _rows(frame: pd.DataFrame, metric: Metric, keys: list[str], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    figures = {"value": metric.name} | {f: f"{metric.name}_{f}" for f in ("n", "low", "high")}
    named = dict(zip(keys, columns, strict=True)) | {k: c for k, c in figures.items() if c in frame.columns}
    values = {name: [_plain(v) for v in frame[column].tolist()] for name, column in named.items()}
    return [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]


def _plain(value: Any) -> Any:
    if value is None or value != value:  # noqa: PLR0124 (NaN is not equal to itself)
        return None
    return value.date().isoformat() if isinstance(value, datetime) else value


def _what_was_measured(frame: pd.DataFrame) -> dict[str, Any]:
    window: tuple[date | None, date] | None = frame.attrs["window"]
    start, end = window or (None, None)
    return {
        "start": start and start.isoformat(),
        "end": end and end.isoformat(),
        "undated": frame.attrs["undated"],
        "ignored": frame.attrs["ignored_filters"],
        "notes": frame.attrs["notes"],
    }
