"""A statement as rows: what the Financials page shows is read off them many times, and frames are slow at that."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import isfinite
from typing import Any

import pandas as pd

Row = Mapping[str, Any]
Line = Mapping[date, Row]  # the rows of one line by period


@dataclass(frozen=True)
class Lines:
    """The rows of `metrics.statement.statement`, and what its frame says of itself."""

    rows: tuple[Row, ...]
    attrs: Mapping[Any, Any]

    @cached_property
    def by_line(self) -> dict[str, dict[date, Row]]:
        """The rows of each line by period, in the statement's order."""
        found: dict[str, dict[date, Row]] = {}
        for row in self.rows:
            found.setdefault(row["line"], {})[row["period"]] = row
        return found

    @property
    def currency(self) -> str:
        return str(self.attrs["currency"])

    def of(self, periods: Collection[date]) -> pd.DataFrame:
        """The rows of these periods as a frame, without what it says of itself; without rows it has its columns."""
        names = list(self.rows[0]) if self.rows else []
        return pd.DataFrame([row for row in self.rows if row["period"] in periods], columns=names)

    def broken(self, periods: Collection[date]) -> list[Row]:
        """The subtotals of these periods that are not the sum of their parts."""
        return [row for row in self.rows if row["broken"] and row["period"] in periods]


def lines_of(frame: pd.DataFrame) -> Lines:
    """A statement's frame as rows."""
    return Lines(tuple(rows_of(frame)), frame.attrs)


def rows_of(frame: pd.DataFrame) -> Iterable[dict[str, Any]]:
    """The rows of a frame as dicts."""
    names, plain = [str(name) for name in frame.columns], pd.DataFrame(frame)  # without attrs, which are copied
    return (
        dict(zip(names, values, strict=True)) for values in zip(*(plain[name].tolist() for name in names), strict=True)
    )


def unknown(value: Any) -> bool:
    """Whether a figure is null."""
    return value is None or not isfinite(value)
