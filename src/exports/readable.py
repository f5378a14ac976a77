"""An exhibit as a small table of texts, in the reader's language: for those who read rather than look."""

from datetime import date, datetime
from typing import Any

from babel import dates

from data.schema import GRAINS
from exports.columns import Column, columns
from exports.export import Export
from i18n import NOTHING, _, days, locale, money, months, number, percent, period, points

MOST_ROWS = 500


def readable(export: Export) -> dict[str, Any]:
    """Words, headings and rows of the export's one exhibit; `cut` says so where there are more rows."""
    (exhibit,) = export.exhibits
    shown = columns(exhibit, export.found.snapshot.dimensions)
    length = len(exhibit.frame)
    texts = [[text(column, value, export.currency) for value in column.values[:MOST_ROWS]] for column in shown]
    cut = _("The first {n} of {all} rows.", n=number(MOST_ROWS), all=number(length)) if length > MOST_ROWS else ""
    return {
        "title": exhibit.title,
        "subtitle": exhibit.subtitle,
        "note": exhibit.note,
        "headings": [column.heading for column in shown],
        "numeric": [column.is_number for column in shown],
        "rows": [list(row) for row in zip(*texts, strict=True)],
        "cut": cut,
    }


def text(column: Column, value: Any, currency: str) -> str:
    """A value as the reader would write it."""
    match value:
        case None:
            return NOTHING if column.kind != "text" else ""
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return str(dates.format_datetime(value, "medium", locale=locale()))
        case date():
            return period(value, column.kind if column.kind in GRAINS else "day")
        case int() | float():
            return _number(column.kind, value, currency)
        case _:
            return str(value)


def _number(kind: str, value: float, currency: str) -> str:
    whole = float(value).is_integer()
    match kind:
        case "money":
            return money(value, currency, 2 if abs(value) < 100 and not whole else 0)
        case "money_per_day":
            return _("{amount} / day", amount=money(value, currency))
        case "fraction" | "points":
            return percent(value) if kind == "fraction" else points(value)
        case "days" | "months":
            return days(value, 0 if whole else 1) if kind == "days" else months(value)
        case "times":
            return number(value, 2)
        case _:
            return number(value, 0 if whole else 2)
