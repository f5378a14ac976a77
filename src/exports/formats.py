"""How a workbook writes each kind of value. Excel's own codes are English; it shows them as its reader is used to."""

from typing import Any

from babel.numbers import get_currency_symbol
from xlsxwriter import Workbook

from exports.columns import Column
from i18n import _, locale

SMALL = 100  # amounts below it are written with their cents
MOST_CHARACTERS = 32_767  # that a cell holds
CODES = {
    "text": "@", "flag": "@", "months": "0.0", "times": "0.00", "index": "0.0", "moment": "yyyy-mm-dd hh:mm",
    "month": "mmm yyyy", "year": "yyyy",
}  # fmt: skip
INK, MUTED, LINE = "#16202B", "#5C6B7A", "#E2E8EF"


class Formats:
    """The cell formats of one workbook; each is made once."""

    def __init__(self, book: Workbook, currency: str) -> None:
        self.book, self.currency = book, currency
        self.title = book.add_format({"bold": True, "font_size": 14, "font_color": INK})
        self.muted = book.add_format({"font_color": MUTED})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.link = book.get_default_url_format()
        heading = {
            "bold": True,
            "bottom": 1,
            "bottom_color": MUTED,
            "bg_color": LINE,
            "text_wrap": True,
            "valign": "top",
        }
        self.heading = book.add_format(heading)
        self.number_heading = book.add_format({**heading, "align": "right"})
        self._made: dict[str, Any] = {}

    def of(self, column: Column) -> Any:
        """The format of a column's cells."""
        code = self._code(column)
        if code not in self._made:
            self._made[code] = self.book.add_format({"num_format": code})
        return self._made[code]

    def _code(self, column: Column) -> str:
        known = [abs(value) for value in column.values if isinstance(value, (int, float))]
        whole = all(float(value).is_integer() for value in known)
        match column.kind:
            case "money" | "money_per_day":
                return self._money("0.00" if not whole and max(known, default=0) < SMALL else "0")
            case "fraction" | "points":
                return "0.0" + str(locale().percent_formats[None].pattern).removeprefix("#,##0")
            case "count" | "days" | "number":
                return "#,##0" if whole else "#,##0.0"
            case kind:
                return CODES.get(kind, "yyyy-mm-dd")

    def _money(self, digits: str) -> str:
        """The reader's pattern of amounts with the currency in it, such as [$€]#,##0."""
        symbol = get_currency_symbol(self.currency, locale())
        pattern = str(locale().currency_formats["standard"].pattern)
        return pattern.replace("0.00", digits).replace("¤", f"[${symbol}]")

    @staticmethod
    def heading_of(column: Column) -> str:
        """A column's heading, with its unit where the cells do not show it."""
        unit = {"days": _("days"), "months": _("months"), "money_per_day": _("per day")}.get(column.kind)
        return _("{name} ({unit})", name=column.heading, unit=unit) if unit else column.heading
