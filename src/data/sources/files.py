"""A file, or the files of a folder: CSV, XLSX and Parquet, each also .gz.

Every file is read through once before the first record is given, so that a damaged file gives none of
its rows, and a delivery is called complete only if all of it could be read.
"""

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from data.sources._base import Cursor, Page, Record, SourceConfig, Tell, Window, source
from data.sources._kinds import Kinds, is_ignored, kind_of, kinds_named, patterns
from data.sources._parquet_files import parquet_table
from data.sources._spreadsheets import workbook_tables
from data.sources._table import FORMS, DataTable, Row, faults_of, form_of, is_data, title_of
from data.sources._text_files import text_table
from errors import BadInput, UnreadableFile
from i18n import _, number

PAGE = 20_000  # records
CHECKED = 0.2  # of the work is done when every file has been read through once

Tables = dict[str, list[DataTable]]


@source("files")
def pages(config: SourceConfig, cursor: Cursor | None, window: Window | None = None) -> Iterator[Page]:
    """Yield the records under options["path"], kind by kind, after one page that lists the unreadable files.

    Files have no cursor and no window: each time they are read whole. Raises BadInput, or the file's own
    UnreadableFile, when there is nothing to import at all.
    """
    if not config.options.get("path"):
        raise BadInput(
            _("{origin} has no path to read from.").format(origin=config.origin), _("Import a file into it.")
        )
    path = Path(config.options["path"]).expanduser()
    tables, problems = _survey(_data_files(path, config.kinds), config.kinds, config.tell)
    if not tables:
        raise _nothing(path, problems, config.kinds)
    if problems:
        yield Page(problems=problems)
    total, read = sum(table.height for found in tables.values() for table in found), 0
    for kind in config.kinds:
        rows = chain.from_iterable(table.rows() for table in tables.get(kind, []))
        for page in _pages_of(kind, rows, whole=not problems):
            yield page
            read += len(page.records)
            said = _("{n} of {total} rows read", n=number(read), total=number(total))
            config.tell(CHECKED + (1 - CHECKED) * read / total, said)


def _pages_of(kind: str, rows: Iterator[Row], whole: bool) -> Iterator[Page]:
    batch = list(islice(rows, PAGE))
    while batch:
        following = list(islice(rows, PAGE))
        records = [Record(kind, None, row) for row in batch]
        yield Page(records, complete=whole and not following)
        batch = following


def _data_files(path: Path, kinds: Kinds) -> list[Path]:
    """The file itself, or the folder's data files by name."""
    with faults_of(path):
        if not path.is_dir():
            path.stat()
            return [path]
        found = sorted(path.iterdir())
    data = [f for f in found if is_data(f.name) and f.is_file()]
    if not data:
        raise BadInput(
            _("{path} holds no CSV, XLSX or Parquet file. Found: {found}.").format(
                path=path, found=", ".join(f.name for f in found[:20]) or _("nothing")
            ),
            _("This mapping expects files called {patterns}.").format(patterns=patterns(kinds)),
        )
    return data


def _survey(files: list[Path], kinds: Kinds, tell: Tell) -> tuple[Tables, list[UnreadableFile]]:
    """Read every file through once: the tables by kind, and the problems of those that cannot be used."""
    tables: Tables = {}
    problems = []
    sizes = [path.stat().st_size for path in files]
    read, whole = 0, max(sum(sizes), 1)
    for path, size in zip(files, sizes, strict=True):
        tell(CHECKED * read / whole, _("Checking {file}", file=path.name))
        read += size
        if is_ignored(title_of(path), kinds):
            continue
        try:
            for table in _tables(path, kinds):
                kind = kind_of(table, kinds)
                if not kinds[kind].ignore:
                    tables.setdefault(kind, []).append(table)
        except UnreadableFile as problem:
            problems.append(problem)
    return tables, problems


def _tables(path: Path, kinds: Kinds) -> list[DataTable]:
    form = form_of(path)
    if form == ".parquet":
        return [parquet_table(path)]
    if form == ".xlsx":
        return workbook_tables(path, lambda sheet: bool(kinds_named(sheet, kinds)))
    if form in FORMS:
        return [text_table(path)]
    hint = _("Save it as one of: {forms}.").format(forms=", ".join(FORMS))
    raise UnreadableFile(path.name, _("'{form}' files are not read").format(form=form or path.name), hint=hint)


def _nothing(path: Path, problems: list[UnreadableFile], kinds: Kinds) -> BadInput:
    if len(problems) == 1:
        return problems[0]
    found = "; ".join(problem.message for problem in problems) or _("only files that the mapping leaves out")
    return BadInput(
        _("Nothing in {path} can be imported: {found}").format(path=path, found=found),
        _("Is it the right mapping? It expects files called {patterns}.").format(patterns=patterns(kinds)),
    )
