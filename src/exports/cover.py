"""A workbook's first sheet: whose figures these are, of when, under which filters, and what each means."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from babel import dates
from xlsxwriter.worksheet import Worksheet

from exports.export import Export
from exports.formats import MOST_CHARACTERS, Formats
from i18n import _, day, locale
from metrics.definition import Unit
from pages.asked import in_words
from settings import settings

LONGEST_LINK = 2000  # characters that Excel takes for one
WIDTHS = (26, 18, 90)


def write_cover(sheet: Worksheet, export: Export, formats: Formats, names: Sequence[str]) -> None:
    """Fill the first sheet; `names` are those of the exhibits' sheets."""
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, f"{settings().company.name}: {export.title}", formats.title)
    row = _pairs(sheet, 2, formats, _circumstances(export))
    row = _link(sheet, row, formats, export.address)
    row = _pairs(sheet, _section(sheet, row, formats, _("Filters")), formats, in_words(export.found))
    row = _lines(sheet, row, formats, _("Notes"), dict.fromkeys(e.note for e in export.exhibits if e.note))
    row = _contents(sheet, row, formats, export, names)
    _definitions(sheet, row, formats, export)


def _circumstances(export: Export) -> list[tuple[str, str]]:
    snapshot = export.found.snapshot
    last = {origin: max(days.values()) for origin, days in sorted(snapshot.as_of.items()) if days}
    return [
        (_("Made"), _moment(export.made_at)),
        (_("Data published"), _moment(snapshot.published_at.astimezone(settings().zone))),
        *((_("Data of {origin} up to", origin=origin), day(on)) for origin, on in last.items()),
        (_("Snapshot"), snapshot.id),
        (_("Currency"), export.currency),
    ]


def _moment(value: datetime) -> str:
    return f"{dates.format_datetime(value, 'medium', locale=locale())} {value.tzname() or ''}".strip()


def _link(sheet: Worksheet, row: int, formats: Formats, address: str) -> int:
    sheet.write_string(row, 0, _("Page"), formats.bold)
    if len(address) <= LONGEST_LINK:
        sheet.write_url(row, 1, address, formats.link, string=address)
    else:
        sheet.write_string(row, 1, address)
    return row + 1


def _section(sheet: Worksheet, row: int, formats: Formats, title: str) -> int:
    """A heading with a line left free above it; gives the row below."""
    sheet.write_string(row + 1, 0, title, formats.heading)
    return row + 2


def _pairs(sheet: Worksheet, row: int, formats: Formats, pairs: Iterable[tuple[str, str]]) -> int:
    for name, text in pairs:
        sheet.write_string(row, 0, name, formats.bold)
        sheet.write_string(row, 1, text[:MOST_CHARACTERS])
        row += 1
    return row


def _lines(sheet: Worksheet, row: int, formats: Formats, title: str, lines: Iterable[str]) -> int:
    found = list(lines)
    if not found:
        return row
    row = _section(sheet, row, formats, title)
    for line in found:
        sheet.write_string(row, 0, line[:MOST_CHARACTERS])
        row += 1
    return row


def _contents(sheet: Worksheet, row: int, formats: Formats, export: Export, names: Sequence[str]) -> int:
    row = _section(sheet, row, formats, _("Sheets"))
    for name, exhibit in zip(names, export.exhibits, strict=True):
        quoted = name.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{quoted}'!A1", formats.link, string=exhibit.title)
        sheet.write_string(row, 2, exhibit.subtitle)
        row += 1
    return row


def _definitions(sheet: Worksheet, row: int, formats: Formats, export: Export) -> None:
    row = _section(sheet, row, formats, _("Definitions"))
    units: dict[Unit, str] = {
        "money": export.currency,
        "money_per_day": _("{currency} per day", currency=export.currency),
        "count": _("number"),
        "fraction": _("per cent"),
        "points": _("percentage points"),
        "days": _("days"),
        "months": _("months"),
        "times": _("times"),
        "index": _("index: 100 is level"),
    }
    for metric in export.metrics:
        cells = (
            (_(metric.label), formats.bold),
            (units[metric.unit], formats.wrapped),
            (_(metric.about), formats.wrapped),
        )
        for place, (text, cell) in enumerate(cells):
            sheet.write_string(row, place, text, cell)
        row += 1
    if any(metric.has_n for metric in export.metrics):
        sheet.write_string(row, 0, "n", formats.bold)
        sheet.write_string(row, 2, _("How many deals, or other records, stand behind a figure."), formats.wrapped)
        row += 1
    if any(metric.kind == "proportion" for metric in export.metrics):
        sheet.write_string(row, 0, _("at least, at most (95 %)"), formats.bold)
        sheet.write_string(
            row, 2, _("The true rate lies between the two in 95 of 100 cases (Wilson)."), formats.wrapped
        )
