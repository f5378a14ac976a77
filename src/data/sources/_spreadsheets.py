"""XLSX workbooks: every cell as text, so that a sheet and its CSV export give the same records.

Guessing the type of a column would turn the id 1001 into 1001.0 as soon as one cell is empty.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import fastexcel
import polars as pl

from data.sources._table import DataTable, Row, faults_of, name_columns, open_bytes, title_of
from errors import UnreadableFile
from i18n import _

COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")  # what encrypted workbooks and those of Excel 97 begin with
INSTANT = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d+)?$"
MOST_UNPACKED = 2 << 30  # bytes; its reader holds whole sheets in memory
MIDNIGHT = " 00:00:00"


def workbook_tables(path: Path, wanted: Callable[[str], bool]) -> list[DataTable]:
    """The sheets whose lower-cased name is wanted, else the first sheet. Raises UnreadableFile."""
    workbook = _open(path)
    chosen = [name for name in workbook.sheet_names if wanted(name.lower())]
    if chosen:
        label = _("{file}, sheet {sheet}")
        return [_table(path, workbook, n, label.format(file=path.name, sheet=n), n.lower()) for n in chosen]
    return [_table(path, workbook, workbook.sheet_names[0], path.name, title_of(path))]


def sheet_columns(path: Path) -> dict[str, tuple[str, ...]]:
    """The columns of each sheet, by its name; empty sheets are left out, unless all are. Raises UnreadableFile."""
    workbook, found = _open(path), {}
    for sheet in workbook.sheet_names:
        try:
            found[sheet] = tuple(_frame(path, workbook, sheet, path.name).columns)
        except UnreadableFile:
            if sheet == workbook.sheet_names[-1] and not found:
                raise
    return found


def _table(path: Path, workbook: fastexcel.ExcelReader, sheet: str, file: str, title: str) -> DataTable:
    first = _frame(path, workbook, sheet, file)
    columns, height = tuple(first.columns), first.height
    del first  # read again when its rows are wanted: a workbook's sheets need not all be held at once

    def rows() -> Iterator[Row]:
        yield from _frame(path, workbook, sheet, file).iter_rows(named=True)

    return DataTable(file, title, columns, rows, height)


def _frame(path: Path, workbook: fastexcel.ExcelReader, sheet: str, file: str) -> pl.DataFrame:
    """A sheet as text columns under its own header; blank rows left out, dates as ISO text."""
    cells = _cells(path, workbook, sheet)
    if cells.width:
        cells = cells.select(pl.all().replace("", None)).filter(pl.any_horizontal(pl.all().is_not_null()))
    if cells.height < 2:
        reason = _("the sheet is empty") if cells.is_empty() else _("there is a header but no row")
        raise UnreadableFile(file, reason, hint=_("Save the workbook again, with its header line and rows."))
    body = cells.slice(1)
    filled = {i for i, column in enumerate(body.iter_columns()) if column.null_count() < body.height}
    names = name_columns(file, [cell or "" for cell in cells.row(0)], filled)
    return pl.DataFrame([_iso(body.to_series(i)).alias(name) for i, name in names.items()])


def _iso(cells: pl.Series) -> pl.Series:
    """Dates as 2024-01-31; where a column has times of day, all its dates as 2024-01-31T00:00:00."""
    instants = cells.str.contains(INSTANT).fill_null(False)
    if not instants.any():
        return cells
    days_only = cells.filter(instants).str.ends_with(MIDNIGHT).all()
    iso = cells.str.strip_suffix(MIDNIGHT) if days_only else cells.str.replace(" ", "T", literal=True)
    return pl.select(pl.when(instants).then(iso).otherwise(cells)).to_series()


def _open(path: Path) -> fastexcel.ExcelReader:
    with faults_of(path), open_bytes(path) as file:
        content = file.read()
    if not content:
        raise UnreadableFile(path.name, _("the file is empty"), hint=_("Save the workbook again."))
    if content.startswith(COMPOUND):
        reason = _("it is protected by a password, or written by an Excel older than 2007")
        raise UnreadableFile(path.name, reason, hint=_("Save it as XLSX without a password."))
    if _unpacked(content) > MOST_UNPACKED:
        reason = _("it unpacks to more than {gb} GB", gb=MOST_UNPACKED >> 30)
        raise UnreadableFile(path.name, reason, hint=_("Save its sheets as CSV."))
    try:
        return fastexcel.read_excel(content)
    except fastexcel.FastExcelError as error:
        raise _damaged(path, error) from None


def _unpacked(content: bytes) -> int:
    """How many bytes the parts of a workbook have by its own account; 0 if it is none."""
    try:
        return sum(part.file_size for part in ZipFile(BytesIO(content)).infolist())
    except BadZipFile:
        return 0


def _cells(path: Path, workbook: fastexcel.ExcelReader, sheet: str) -> pl.DataFrame:
    try:
        return workbook.load_sheet(sheet, header_row=None, dtypes="string").to_polars()
    except fastexcel.FastExcelError as error:
        raise _damaged(path, error) from None


def _damaged(path: Path, error: Exception) -> UnreadableFile:
    reason = _("it is not an XLSX workbook, or a damaged one ({error})").format(
        error=str(error).strip().partition("\n")[0]
    )
    return UnreadableFile(path.name, reason, hint=_("Open it in a spreadsheet program and save it again as XLSX."))
