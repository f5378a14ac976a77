"""Numbers from columns of text, however people write them: decimal point or comma, currencies, thousands.

What the columns show decides which mark is meant: nothing is guessed from one cell.
"""

import re

import polars as pl

NOTHING = ("", "-", "—", "na", "n/a", "nan", "null", "none", "nil")
NOT_NUMBER = r"[^0-9.,eE+\-]"  # currencies, blanks, apostrophes between thousands
EXPONENT = r"^[+-]?[0-9.,]+[eE][+-]?\d+$"
GROUPED = {",": r"^[+-]?[1-9]\d{0,2}(,\d{3})+$", ".": r"^[+-]?[1-9]\d{0,2}(\.\d{3})+$"}
WHOLE = r"^[+-]?[1-9]\d{2}$|\..*\."  # hundreds without a point, or millions with two: no decimals are written here


def decimal_mark(numbers: pl.Series) -> str:
    """Which of . and , marks decimals in these texts: the last where both are in one number, the comma where it
    groups no thousands, or where the point does: 1.250 beside 960, or 1.250.000."""
    cells = numbers.drop_nulls().unique().str.replace_all(NOT_NUMBER, "")
    both = cells.filter(cells.str.contains(",", literal=True) & cells.str.contains(".", literal=True))
    if both.len():
        later = sum(text.rfind(",") > text.rfind(".") for text in both.to_list())
        return "," if later > both.len() / 2 else "."
    commas = cells.filter(cells.str.contains(",", literal=True))
    if commas.len():
        return "." if commas.str.contains(GROUPED[","]).all() else ","
    points = cells.filter(cells.str.contains(".", literal=True))
    grouped = points.len() and points.str.contains(GROUPED["."]).all()
    return "," if grouped and cells.str.contains(WHOLE).any() else "."


def text_of(name: str) -> pl.Expr:
    """The column, null where its text says that there is nothing."""
    text = pl.col(name)
    return pl.when(~text.str.to_lowercase().is_in(NOTHING)).then(text)


def number_of(name: str, decimal: str) -> pl.Expr:
    """The column's number, null where it is none. (12) and 12- are -12, as accountants and SAP write them."""
    text = pl.col(name).str.replace(r"^\((.*)\)$", "-$1").str.replace(r"^(.*\d.*)[-−]$", "-$1").str.replace("^−", "-")
    text = pl.when(text.str.contains(EXPONENT)).then(text).otherwise(text.str.replace_all(r"[^0-9.,+\-]", ""))
    group = "." if decimal == "," else ","
    plain = text.str.replace_all(re.escape(group), "").str.replace(decimal, ".", literal=True)
    value = plain.cast(pl.Float64, strict=False)
    return pl.when(value.is_finite() & pl.col(name).str.contains(r"\d")).then(value)
