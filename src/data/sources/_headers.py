"""The header of a file, without its rows: what tells which mapping it is for."""

from dataclasses import dataclass, field
from pathlib import Path

from data.sources._parquet_files import parquet_columns
from data.sources._spreadsheets import sheet_columns
from data.sources._table import form_of, title_of
from data.sources._text_files import text_columns

Columns = tuple[str, ...]


@dataclass(frozen=True)
class Header:
    """A file's name, its lower-cased title, its columns (a workbook's: of its first sheet) and those of its sheets."""

    file: str
    title: str
    columns: Columns
    sheets: dict[str, Columns] = field(default_factory=dict)


def header_of(path: Path) -> Header:
    """The header of a CSV, TSV, TXT, XLSX or Parquet file, each also .gz. Raises UnreadableFile."""
    form = form_of(path)
    if form == ".xlsx":
        sheets = sheet_columns(path)
        return Header(path.name, title_of(path), next(iter(sheets.values())), sheets)
    columns = parquet_columns(path) if form == ".parquet" else text_columns(path)
    return Header(path.name, title_of(path), columns)
