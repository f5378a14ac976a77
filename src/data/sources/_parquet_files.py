"""Parquet files: values keep their types as far as JSON has them; dates, times and decimals become text."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from math import isfinite, isnan
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from data.sources._table import DataTable, Row, faults_of, name_columns, open_bytes, title_of
from errors import UnreadableFile
from i18n import _

BATCH = 20_000
PLAIN = (pl.String, pl.Categorical, pl.Boolean, pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32)

CONVERSIONS: dict[type, Callable[[Any], Any]] = {
    datetime: datetime.isoformat,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: timedelta.total_seconds,
    Decimal: str,
}


def parquet_table(path: Path) -> DataTable:
    """The table of a Parquet file. Raises UnreadableFile."""
    names = parquet_columns(path)

    def rows() -> Iterator[Row]:
        for batch in _batches(path):
            columns = [_values(path, name, batch.column(i)) for i, name in enumerate(names)]
            for values in zip(*columns, strict=True):
                yield dict(zip(names, values, strict=True))

    height = sum(1 for _row in rows())  # to the end, so that a damaged page shows now
    if not height:
        raise UnreadableFile(path.name, _("there is no row in it"), hint=_("Export it again, with its rows."))
    return DataTable(path.name, title_of(path), names, rows, height)


def parquet_columns(path: Path) -> tuple[str, ...]:
    """The columns of a Parquet file, none of whose values are read. Raises UnreadableFile."""
    header = _open(path).schema_arrow.names
    return tuple(name_columns(path.name, header, range(len(header))).values())


def as_json(value: Any) -> Any:
    """A value as JSON has it. Not a number is null; infinity is text, for the checks to find. Raises TypeError."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else None if isnan(value) else str(value)
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {name: as_json(item) for name, item in value.items()}
    if type(value) not in CONVERSIONS:
        raise TypeError(type(value).__name__)
    return CONVERSIONS[type(value)](value)


def _values(path: Path, name: str, column: pa.Array) -> list[Any]:
    values = pl.Series(pl.from_arrow(column))
    if values.dtype in PLAIN:
        return values.to_list()
    try:
        return [as_json(value) for value in values.to_list()]
    except TypeError as error:
        reason = _("column '{name}' holds {type}, which is neither text, number nor date").format(name=name, type=error)
        raise UnreadableFile(path.name, reason, hint=_("Leave this column out of the export.")) from None


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    try:
        yield from _open(path).iter_batches(BATCH)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, error) from None


def _open(path: Path) -> pq.ParquetFile:
    with faults_of(path), open_bytes(path) as file:
        if not file.read(1):
            raise UnreadableFile(path.name, _("the file is empty"), hint=_("Export it again, with its rows."))
        file.seek(0)
        zipped = BytesIO(file.read()) if path.name.lower().endswith(".gz") else None
    try:
        return pq.ParquetFile(zipped or path)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, error) from None


def _damaged(path: Path, error: Exception) -> UnreadableFile:
    reason = _("it is not a Parquet file, or a damaged one ({error})").format(error=str(error).partition("\n")[0])
    return UnreadableFile(path.name, reason, hint=_("Export it again as Parquet."))
