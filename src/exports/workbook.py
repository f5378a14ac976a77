"""A page as a workbook: first a sheet on where its figures come from, then a sheet for each exhibit.

Rows go to disk as they are written, so that a long table costs no memory. Text stays text, whatever it begins with.
"""

from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from exports.columns import Column, columns
from exports.cover import write_cover
from exports.export import Export
from exports.formats import MOST_CHARACTERS, Formats
from exports.readable import text
from exports.sheet_names import sheet_names
from i18n import _, number
from pages.exhibit import Exhibit

AS_WRITTEN = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "remove_timezone": True,
}  # fmt: skip
MOST_ROWS = 1_048_576  # that a sheet has
LOOKED_AT = 100  # rows, for the width of a column
NARROWEST, WIDEST = 9, 44


def workbook(export: Export, most_rows: int = MOST_ROWS) -> bytes:
    """The whole export as XLSX; no sheet has more than `most_rows`."""
    file = BytesIO()
    book = Workbook(file, AS_WRITTEN)
    book.set_properties(
        {"title": export.title, "comments": export.address, "created": export.made_at.replace(tzinfo=None)}
    )
    formats = Formats(book, export.currency)
    names = sheet_names([_("About"), *(exhibit.title for exhibit in export.exhibits)])
    sheets = [book.add_worksheet(name) for name in names]
    write_cover(sheets[0], export, formats, names[1:])
    for sheet, exhibit in zip(sheets[1:], export.exhibits, strict=True):
        _write(sheet, exhibit, export, formats, most_rows)
    book.close()
    return file.getvalue()


def _write(sheet: Worksheet, exhibit: Exhibit, export: Export, formats: Formats, most_rows: int) -> None:
    """Title, subtitle and notes; below them the table, whose headings stay in sight and filter it."""
    shown = columns(exhibit, export.found.snapshot.dimensions)
    words = [word for word in (exhibit.subtitle, exhibit.note) if word]
    top = len(words) + 2  # the row of the headings
    room = most_rows - top - 2  # headings, and a line more for the note on the cut
    length = len(exhibit.frame)
    if length > room:
        words.append(
            _("Only the first {n} of {all} rows: a sheet has no room for more.", n=number(room), all=number(length))
        )
        top += 1
    elif not length:
        words.append(_("There is nothing here with these filters."))
        top += 1
    sheet.write_string(0, 0, exhibit.title, formats.title)
    for row, word in enumerate(words, 1):
        sheet.write_string(row, 0, word[:MOST_CHARACTERS], formats.muted)
    _write_table(sheet, shown, top, min(length, room), export.currency, formats)


def _write_table(sheet: Worksheet, shown: list[Column], top: int, length: int, currency: str, formats: Formats) -> None:
    cells = [formats.of(column) for column in shown]
    for place, column in enumerate(shown):
        sheet.set_column(place, place, _width(column, currency))
        sheet.write_string(
            top, place, formats.heading_of(column), formats.number_heading if column.is_number else formats.heading
        )
    for row, values in enumerate(zip(*(column.values[:length] for column in shown), strict=True), top + 1):
        for place, value in enumerate(values):
            _write_cell(sheet, row, place, value, cells[place])
    if shown:
        sheet.freeze_panes(top + 1, 0)
        sheet.autofilter(top, 0, top + length, len(shown) - 1)


def _write_cell(sheet: Worksheet, row: int, place: int, value: Any, cell: Any) -> None:
    match value:
        case None:
            pass
        case bool():
            sheet.write_string(row, place, _("yes") if value else _("no"), cell)
        case int() | float():
            sheet.write_number(row, place, value, cell)
        case str():
            sheet.write_string(row, place, value[:MOST_CHARACTERS], cell)
        case _:
            sheet.write_datetime(row, place, value, cell)


def _width(column: Column, currency: str) -> float:
    """Of the longest text among the first rows; a heading may take two lines."""
    longest = max((len(text(column, value, currency)) for value in column.values[:LOOKED_AT]), default=0)
    return min(max(NARROWEST, longest + 3, len(column.heading) / 2 + 4), WIDEST)
