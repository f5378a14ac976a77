"""An exhibit as CSV: RFC 4180 in UTF-8, with the mark at its start by which Excel knows UTF-8.

Numbers are unformatted and their unit is in the heading: fractions stay fractions, days are ISO. Text that a
spreadsheet would take for a formula gets a ' in front.
"""

import csv
from datetime import datetime
from io import StringIO
from typing import Any

from exports.columns import Column, columns
from exports.export import Export
from i18n import _

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def comma_separated(export: Export) -> bytes:
    """The export's one exhibit: a line of headings, and one for each row. One that has nothing to show says why."""
    (exhibit,) = export.exhibits
    shown = columns(exhibit, export.found.snapshot.dimensions)
    text = StringIO(newline="")
    lines = csv.writer(text)
    headings = [_heading(column, export.currency) for column in shown] or [exhibit.subtitle or exhibit.title]
    lines.writerow([_harmless(heading) for heading in headings])
    lines.writerows(zip(*([_cell(value) for value in column.values] for column in shown), strict=True))
    return text.getvalue().encode("utf-8-sig")


def _heading(column: Column, currency: str) -> str:
    unit = {
        "money": currency,
        "money_per_day": _("{currency} per day", currency=currency),
        **dict.fromkeys(("fraction", "points"), _("fraction")),
        "days": _("days"),
        "months": _("months"),
    }.get(column.kind)
    return _("{name} ({unit})", name=column.heading, unit=unit) if unit else column.heading


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case float():
            return f"{value:.15g}"  # as many digits as a spreadsheet keeps
        case datetime():
            return value.isoformat(" ", "seconds")
        case _:
            return _harmless(value) if isinstance(value, str) else str(value)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
