"""CSV and its like: the delimiter is found out, every line is checked, values stay text as received."""

import csv
import io
from collections.abc import Iterator
from itertools import compress, islice
from pathlib import Path
from typing import TextIO

from data.sources._encodings import encoding_of, likely_encoding
from data.sources._table import DataTable, Row, faults_of, name_columns, open_bytes, title_of
from errors import UnreadableFile
from i18n import N_, _

DELIMITERS = (";", "\t", "|", ",")  # where several fit, the comma is more likely part of the text
SAMPLE = 1 << 16  # characters
LONGEST = 16_000_000  # characters of a line
FIRST = 200  # lines from which a file is known
FAULTS = {  # how Python's csv begins its messages
    "unexpected end of data": N_("a quote that opens here is never closed"),
    "field larger than": N_("a text of more than 131,072 characters begins here: a quote is probably not closed"),
}


def text_table(path: Path) -> DataTable:
    """The table of a CSV, TSV or TXT file. Raises UnreadableFile with the line and the reason."""
    with faults_of(path):
        encoding = encoding_of(path)
        delimiter = _delimiter(path, encoding)
        columns, height = _check(path, encoding, delimiter)
    names, keep = tuple(columns.values()), [i in columns for i in range(max(columns) + 1)]

    def rows() -> Iterator[Row]:
        with faults_of(path):
            for _line, values in islice(_lines(path, encoding, delimiter), 1, None):
                yield dict(zip(names, compress(values, keep), strict=False))

    return DataTable(path.name, title_of(path), names, rows, height)


def text_columns(path: Path) -> tuple[str, ...]:
    """The columns of such a file by its first lines, without reading on. Raises UnreadableFile."""
    with faults_of(path):
        encoding = likely_encoding(path)
        lines = [values for _line, values in islice(_lines(path, encoding, _delimiter(path, encoding)), FIRST)]
    header = lines[0] if lines else []
    filled = {i for values in lines[1:] for i, value in enumerate(values) if value.strip()}
    return tuple(name_columns(path.name, header, filled).values())


def _check(path: Path, encoding: str, delimiter: str) -> tuple[dict[int, str], int]:
    """Read the file to its end: the names of its columns by position, and how many rows there are."""
    lines = _lines(path, encoding, delimiter)
    _line, header = next(lines, (1, []))
    if not header:
        raise UnreadableFile(path.name, _("the file is empty"), hint=_("Export it again, with its header line."))
    named = [i for i, cell in enumerate(header) if cell.replace("\ufeff", "").strip()]
    nameless = sorted(set(range(len(header))) - set(named))
    filled: set[int] = set()
    width, count = len(header), 0
    for line, values in lines:
        count += 1
        if len(values) != width and (len(values) <= max(named, default=0) or any(values[width:])):
            raise _ragged(path, line, width, len(values))
        if nameless:
            filled.update(i for i in nameless if i < len(values) and values[i].strip())
    if not count:
        raise UnreadableFile(path.name, _("there is a header but no row"), hint=_("Export it again, with its rows."))
    columns = name_columns(path.name, header, filled)
    if not columns:
        raise UnreadableFile(path.name, _("the header line is empty"), 1, _("The first line must name the columns."))
    return columns, count


def _ragged(path: Path, line: int, expected: int, found: int) -> UnreadableFile:
    reason = _("{found} fields where the header has {expected}").format(found=found, expected=expected)
    return UnreadableFile(path.name, reason, line, _("Put values that hold the delimiter into double quotes."))


def _lines(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every line that has values, with its number in the file (the first one of several)."""
    with open_bytes(path) as file, io.TextIOWrapper(file, encoding, newline="") as text:
        reader = csv.reader(_bounded(path, text), delimiter=delimiter, strict=True)
        line = 1
        try:
            for values in reader:
                if any(values):
                    yield line, values
                line = reader.line_num + 1
        except csv.Error as error:
            raise _bad_quoting(path, line, str(error)) from None


def _bounded(path: Path, text: TextIO) -> Iterator[str]:
    """The lines of a text. One that never ends is refused before it fills the memory."""
    number = 1
    while line := text.readline(LONGEST):
        if len(line) == LONGEST and line[-1] not in "\r\n":
            reason = _("the line goes on for more than {n} million characters", n=LONGEST // 1_000_000)
            raise UnreadableFile(path.name, reason, number, _("Is it a CSV file? Save it again as CSV UTF-8."))
        yield line
        number += 1


def _bad_quoting(path: Path, line: int, message: str) -> UnreadableFile:
    known = [reason for start, reason in FAULTS.items() if message.startswith(start)]
    reason = known[0] if known else N_("a closing quote is followed by more text")
    return UnreadableFile(path.name, _(reason), line, _('A quote inside a quoted value is written twice: ""'))


def _delimiter(path: Path, encoding: str) -> str:
    """The delimiter that splits the header, and most lines into as many fields as the header."""
    with open_bytes(path) as file, io.TextIOWrapper(file, encoding, newline="") as text:
        sample = text.read(SAMPLE)
    if len(sample) == SAMPLE:  # the last line is cut
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample

    def fit(delimiter: str) -> tuple[bool, float, int]:
        lines = [r for r in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if any(r)][:200]
        width = len(lines[0]) if lines else 0
        alike = sum(len(values) == width for values in lines) / max(len(lines), 1)
        return width > 1, alike, width

    return max(DELIMITERS, key=fit)
