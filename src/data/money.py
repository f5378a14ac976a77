"""Money in one currency: the reporting one, at the rate of the fact's business date."""

from collections import Counter
from dataclasses import dataclass

import polars as pl

from data.checks import findings, no_findings
from data.schema import TABLES

BUSINESS_DAY = {  # whose rate converts a table's money; where there is none, the latest rate does
    "opportunities": pl.when(pl.col("status").is_in(["won", "lost"])).then(pl.coalesce("closed_on", "attributed_on")),
    "deal_changes": pl.col("decided_on"),
    "orders": pl.col("ordered_on"),
    "competitor_prices": pl.col("observed_on"),
    "price_survey": pl.col("surveyed_on"),
    "statement_lines": pl.col("period_end"),
    "stock": pl.col("counted_on"),
}


@dataclass(frozen=True)
class Converted:
    """The tables with their money in one currency; the findings (with origin) of rows that have no rate."""

    currency: str
    tables: dict[str, pl.DataFrame]
    findings: pl.DataFrame
    checked: Counter[tuple[str, str]]  # (origin, table) -> rows in another currency


def reporting_currency(tables: dict[str, pl.DataFrame], wanted: str) -> str:
    """The currency in force: the only one there is when no rates are loaded, else the wanted one."""
    found = {c for f in tables.values() if "currency" in f.columns for c in f["currency"].drop_nulls().unique()}
    rates = tables.get("fx_rates")
    if len(found) == 1 and (rates is None or rates.is_empty()):
        return str(found.pop())
    return wanted


def convert(tables: dict[str, pl.DataFrame], wanted: str) -> Converted:
    """The tables with money in the reporting currency, and the findings of rows that have no rate.

    Such rows keep their place and lose their money. The amount as received stays as `amount_original`.
    """
    reporting = reporting_currency(tables, wanted)
    rates = tables.get("fx_rates", pl.DataFrame(schema=TABLES["fx_rates"].polars_schema))
    done, checked = dict(tables), Counter[tuple[str, str]]()
    found = [no_findings().with_columns(origin=pl.lit(None, pl.String))]
    for name, frame in tables.items():
        money = [c.name for c in TABLES[name].columns if c.type == "money"]
        if "currency" not in frame.columns or not money:
            continue
        if "amount" in money:
            frame = frame.with_columns(pl.col("amount").alias("amount_original"))  # noqa: PLW2901
        foreign = frame["currency"].is_not_null() & (frame["currency"] != reporting)
        done[name] = frame
        if foreign.any():
            rate = _rates_of(frame, name, rates)
            factor = pl.when(pl.lit(foreign)).then(pl.lit(rate)).otherwise(1.0)
            done[name] = frame.with_columns([pl.col(c) * factor for c in money])
            unrated = frame.filter(foreign & rate.is_null())
            missing = findings(unrated, pl.lit(True), "missing_rate", name, "currency", pl.col("currency"))
            found.append(missing.with_columns(unrated["origin"]))
            checked.update({(origin, name): n for origin, n in frame.filter(foreign)["origin"].value_counts().rows()})
    return Converted(reporting, done, pl.concat(found), checked)


def _rates_of(frame: pl.DataFrame, name: str, rates: pl.DataFrame) -> pl.Series:
    """For each row the newest rate of its currency on its business day; null where there is none."""
    latest = pl.lit(rates["on"].max(), pl.Date)
    steps = rates.select("currency", pl.col("on").alias("_on"), pl.col("rate_to_reporting").alias("_rate")).sort("_on")
    day = BUSINESS_DAY.get(name, pl.lit(None, pl.Date)).fill_null(latest).alias("_on")
    return (
        frame.select("currency", day)
        .with_row_index("_row")
        .sort("_on")
        .join_asof(steps, on="_on", by="currency", strategy="backward", check_sortedness=False)
        .sort("_row")["_rate"]
    )
