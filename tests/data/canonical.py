"""Canonical tables from literal rows: what is not given is null, as in a conformed table."""

from typing import Any

import polars as pl

from data.decode import ROW
from data.schema import TABLES

MADE = {ROW: pl.String, "_seq": pl.Int64, "_kind": pl.String}


def table(name: str, *rows: dict[str, Any], origin: str = "crm") -> pl.DataFrame:
    """The canonical table of one origin; columns beyond the schema (extra dimensions) are text."""
    extra = {key: pl.String for row in rows for key in row if key not in TABLES[name].names and key not in MADE}
    schema = {**MADE, **TABLES[name].polars_schema, **extra}
    frame = pl.DataFrame(list(rows), schema=schema)
    return frame.with_columns(pl.lit(origin).alias("origin"))
