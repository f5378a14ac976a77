"""Checks that look at the rows of one kind alone: values that cannot be read, are missing, reversed or double."""

from collections import Counter
from collections.abc import Iterator, Sequence

import polars as pl

from data.checks import findings, no_findings
from data.decode import ROW
from data.mapping import Mapping
from data.schema import Table
from data.values import Reading

Checked = Counter[tuple[str, str]]  # (table, check) -> rows looked at
Masks = dict[tuple[str, str], pl.Expr]  # (column, check) -> the rows that fail it


def masks_of(table: Table, readings: dict[str, Reading]) -> Masks:
    """What may be wrong with each value by itself. A day that its instant tells is not missing."""
    masks = {
        (name, check): failed.fill_null(False) for name, reading in readings.items() for check, failed in reading.faults
    }
    for column in table.columns:
        if column.required:
            instant = readings.get(column.name.removesuffix("_on") + "_at")
            missing = readings[column.name].text.is_null()
            masks[column.name, "missing_required"] = missing & instant.text.is_null() if instant else missing
    return masks


def listed(
    rows: pl.DataFrame,
    evaluated: pl.DataFrame,
    table: Table,
    readings: dict[str, Reading],
    masks: Sequence[tuple[str, str]],
) -> Iterator[pl.DataFrame]:
    """A finding for each failed mask of each row; `evaluated` has the masks as columns "column|check"."""
    for column, check in masks:
        failed = evaluated[f"{column}|{check}"]
        if failed.any():
            yield findings(rows, failed, check, table.name, column, readings[column].text)


def dates_reversed(frame: pl.DataFrame, table: Table, checked: Checked) -> Iterator[pl.DataFrame]:
    """Rows in which what comes later is dated before what comes first."""
    for earlier, later in table.ordered:
        wrong = (pl.col(later) < pl.col(earlier)).fill_null(False)
        pair = pl.format("{} ({} < {})", pl.lit(earlier), pl.col(later), pl.col(earlier))
        yield findings(frame, wrong, "dates_reversed", table.name, later, pair)
    if table.ordered:
        checked[table.name, "dates_reversed"] += frame.height


def prices_reversed(frame: pl.DataFrame, table: Table, checked: Checked) -> Iterator[pl.DataFrame]:
    """Rows in which a price is below one that it cannot be below, such as "expensive" below "cheap"."""
    for number, name in enumerate(table.rising[1:], start=1):
        below = [pl.col(c) for c in reversed(table.rising[:number])]  # the nearest that was said goes first
        named = pl.coalesce(pl.when(c.is_not_null()).then(pl.lit(c.meta.output_name())) for c in below)
        wrong = (pl.col(name) < pl.coalesce(below)).fill_null(False)
        pair = pl.format("{} ({} < {})", named, pl.col(name), pl.coalesce(below))
        yield findings(frame, wrong, "prices_reversed", table.name, name, pair)
    if table.rising:
        checked[table.name, "prices_reversed"] += frame.height


def double_ids(frame: pl.DataFrame, table: Table, checked: Checked) -> pl.DataFrame:
    """Every row but the first with its id, where each row must have an id of its own.

    The first is the one that was not numbered as a repetition (A1, not A1#2), then the one received first.
    """
    if table.key is None or table.merged:
        return no_findings()
    checked[table.name, "double_id"] += frame.height
    double = frame.filter(pl.col(table.key).is_not_null() & pl.col(table.key).is_duplicated())
    repetition = pl.col(ROW).str.extract(r"#(\d+)$").cast(pl.Int64, strict=False).fill_null(1)
    again = double.sort(repetition, "_seq").filter(~pl.col(table.key).is_first_distinct())
    number = pl.col(table.key).str.replace(r"^[^:]*:[^:]*:", "")
    return findings(again, pl.lit(True), "double_id", table.name, table.key, number)


def unknown_categories(rows: pl.DataFrame, mapping: Mapping, kind: str, checked: Checked) -> pl.DataFrame:
    """Values that the mapping does not list as known, told of the first table that is made of the field."""
    found, tables = [no_findings()], set()
    for name, words in mapping.kinds[kind].known.items():
        reading = (e.table for e in mapping.entries_of(kind) for v in e.columns.values() if name in v.fields)
        table = next(reading, kind)
        wrong = ~pl.col(name).is_in(words) & pl.col(name).is_not_null()
        found.append(findings(rows, wrong, "unknown_category", table, name, pl.col(name)))
        tables.add(table)
    checked.update({(table, "unknown_category"): rows.height for table in tables})
    return pl.concat(found)
