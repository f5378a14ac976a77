"""The columns of statement lines, for tests that write them by hand."""

import polars as pl

SCHEMA = {
    "line": pl.String, "parent": pl.String, "role": pl.String, "sign": pl.Int64, "period_start": pl.Date,
    "period_end": pl.Date, "amount": pl.Float64, "scenario": pl.String, "origin": pl.Categorical,
}  # fmt: skip
