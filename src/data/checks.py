"""The checks every import goes through: their names, what they weigh and what they say.

A check of severity "error" quarantines the row; one of severity "warning" keeps it and is listed.
"""

from dataclasses import dataclass

import polars as pl

from i18n import N_, _

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Check:
    name: str
    severity: str
    label: str
    says: str  # with {column} and {value}


CHECKS = {
    check.name: check
    for check in (
        Check("missing_required", ERROR, N_("Required fields are there"), N_("{column} is missing")),
        Check("double_id", ERROR, N_("Ids are unique"), N_("{column} {value} occurs again; the first is kept")),
        Check("unparsable_date", ERROR, N_("Dates can be read"), N_("{column}: '{value}' is not a date")),
        Check(
            "ambiguous_date", ERROR, N_("Dates can be read one way only"),
            N_("{column}: '{value}' reads as different days in the declared formats"),
        ),
        Check("dates_reversed", ERROR, N_("Dates are in order"), N_("{column} is before {value}")),
        Check("prices_reversed", ERROR, N_("Prices are in order"), N_("{column} is below {value}")),
        Check("not_a_number", ERROR, N_("Numbers can be read"), N_("{column}: '{value}' is not a number")),
        Check(
            "ambiguous_number", ERROR, N_("Numbers can be read one way only"),
            N_("{column}: '{value}' in a column with decimal commas; say decimal = \",\" in the mapping"),
        ),
        Check("impossible_number", ERROR, N_("Numbers are possible"), N_("{column}: {value} is not possible")),
        Check("unknown_choice", ERROR, N_("Values are of the known ones"), N_("{column}: '{value}' is not known")),
        Check("missing_reference", WARNING, N_("References exist"), N_("{column} {value} does not exist")),
        Check(
            "implausible_amount", WARNING, N_("Amounts are plausible"),
            N_("{column} {value} is far above what this product usually brings"),
        ),
        Check(
            "incomplete_deal", WARNING, N_("Closed deals are complete"),
            N_("a {value} deal has no {column}: figures by close date or amount miss it"),
        ),
        Check("unknown_category", WARNING, N_("Categories are known"), N_("{column}: '{value}' is a new category")),
        Check("broken_subtotal", WARNING, N_("Subtotals add up"), N_("the parts do not add up to {value}")),
        Check("future_date", WARNING, N_("Facts lie in the past"), N_("{column} {value} is in the future")),
        Check("missing_rate", WARNING, N_("Currencies have a rate"), N_("no rate for {value}: left out of money")),
        Check("merge_conflict", WARNING, N_("Sources agree"), N_("records of {value} disagree; the newest is used")),
    )
}  # fmt: skip

FINDING = {
    "_record": pl.String, "_kind": pl.String, "table": pl.String, "column": pl.String, "check": pl.String,
    "value": pl.String, "severity": pl.String,
}  # fmt: skip


def no_findings() -> pl.DataFrame:
    """An empty frame of findings."""
    return pl.DataFrame(schema=FINDING)


def say(check: str, column: str | None, value: str | None) -> str:
    """One finding as a sentence in the reader's language."""
    return _(CHECKS[check].says).format(column=column or "", value=value if value is not None else "")


def findings(
    frame: pl.DataFrame, failed: pl.Expr | pl.Series, check: str, table: str, column: str, value: pl.Expr
) -> pl.DataFrame:
    """The rows of `frame` that fail a check, one finding each. `frame` has _record and _kind."""
    return frame.filter(failed).select(
        pl.col("_record", "_kind").cast(pl.String),
        pl.lit(table).alias("table"),
        pl.lit(column).alias("column"),
        pl.lit(check).alias("check"),
        value.cast(pl.String).alias("value"),
        pl.lit(CHECKS[check].severity).alias("severity"),
    )
