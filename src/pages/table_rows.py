"""The rows of a table: an exhibit's values as AG Grid is given them, and what a click on each filters by."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from pandas.api.types import is_datetime64_any_dtype

from charts.clicks import Filter, by_days, by_value
from charts.labels import plain_name
from data.schema import GRAINS
from i18n import _, period
from metrics.dimensions import all_dimensions
from pages.exhibit import Exhibit
from periods import DAY, next_start


def rows(exhibit: Exhibit, by: Collection[str] | None, extra: Mapping[str, str]) -> list[dict[str, Any]]:
    """AG Grid's rowData: the frame's values, words for dimensions and periods, and `_key` (see pages.table)."""
    frame, dimensions = bare(exhibit.frame), all_dimensions(extra)
    values = {str(name): [_plain(value) for value in frame[name].tolist()] for name in frame.columns}
    keys = [name for name in values if key_of(name) in dimensions or _is_period(name, frame)]
    clicked = {key_of(key): values[key] for key in keys if by is None or key_of(key) in by}
    attrs = exhibit.frame.attrs
    window = attrs.get("window") or (None, attrs.get("as_of"))
    shown = {**values, **_in_words(keys, values, frame)}
    found = []
    for i, cells in enumerate(zip(*shown.values(), strict=True)):
        filter_ = _filter({key: column[i] for key, column in clicked.items()}, window)
        row = dict(zip(shown, map(_sent, cells), strict=True))
        found.append({**row, "_key": json.dumps({"i": i, "filter": filter_})})
    return found


def bare(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without its `attrs`, which pandas else copies for each column that is read."""
    found = frame.copy(deep=False)
    found.attrs = {}
    return found


def key_of(column: str) -> str:
    """The dimension or grain of a key column: called like a metric of the query, it has a _ behind."""
    return column.removesuffix("_")


def _in_words(keys: Sequence[str], values: Mapping[str, list[Any]], frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Names of groups in their columns; of periods, whose columns sort by day, in columns beside these."""
    words: dict[str, list[Any]] = {}
    for key in keys:
        if _is_period(key, frame):
            words[f"{key}_text"] = [None if start is None else period(start, key_of(key)) for start in values[key]]
        else:
            words[key] = [plain_name(value) for value in values[key]]
    return words


def _filter(keys: Mapping[str, Any], window: tuple[date | None, date | None]) -> Filter:
    """The filter of a row; a period only as far as it lies in the result's window."""
    dims = {name: value for name, value in keys.items() if name not in GRAINS}
    found = by_value(**dims) if dims else {}
    days: dict[str, Any] = {}
    for grain, start in keys.items():
        if grain in GRAINS and start is not None:
            first, last = window
            end = next_start(start, grain) - DAY
            days |= by_days(max(start, first or start), min(end, last or end)) or {}
    return None if found is None else {**found, **days} or None


def _is_period(column: str, frame: pd.DataFrame) -> bool:
    return key_of(column) in GRAINS and is_datetime64_any_dtype(frame[column])


def _plain(value: Any) -> Any:
    """A value as Python has it, days as dates, truth in words; None where it is not known."""
    if value is None or value is pd.NaT or value != value:  # noqa: PLR0124 (NaN is not equal to itself)
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value.date() if isinstance(value, pd.Timestamp) else value


def _sent(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
