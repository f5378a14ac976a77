"""Which mappings fit some files: by the names of files and sheets and by their columns, best first.

Only headers are read. Whether every value can be read is for the dry run to say.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from data.mapping import KindSpec, load_mapping, mapping_names
from data.sources._headers import Header, header_of
from data.sources._kinds import is_ignored, kind_of, kinds_named, missing_fields
from data.sources._table import DataTable, faults_of, is_data
from errors import BadMapping, UnreadableFile
from i18n import _, ngettext

Kinds = Mapping[str, KindSpec]


@dataclass
class Proposal:
    """How one mapping fits: `found` of the `expected` columns that the kinds of these files name are there.

    `missing` are required columns that are not, by file, each with the nearest one that is there or ""; `unused`
    columns that the mapping does not name; `absent` its kinds of which there is no file.
    """

    mapping: str
    title: str
    about: str
    kinds: dict[str, str] = field(default_factory=dict)  # by file or sheet
    found: int = 0
    expected: int = 0
    given: int = 0  # columns of the files
    missing: dict[str, dict[str, str]] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    unfit: list[str] = field(default_factory=list)  # files that it could not read
    absent: list[str] = field(default_factory=list)

    @property
    def fits(self) -> bool:
        """Whether it can read every file."""
        return bool(self.kinds) and not self.unfit

    @property
    def rank(self) -> tuple[bool, float, float]:
        """What goes first: it reads everything; it knows most of the columns; few of its own are missing."""
        return self.fits, self.found / max(self.given, 1), self.found / max(self.expected, 1)


@dataclass
class Proposals:
    """Mappings for some files, best first; `problems` are files and mappings that cannot be read at all."""

    files: list[str]
    proposals: list[Proposal]
    problems: list[str]

    def as_dict(self) -> dict[str, Any]:
        given = [{**asdict(proposal), "fits": proposal.fits} for proposal in self.proposals]
        return {"files": self.files, "proposals": given, "problems": self.problems}


def propose_mappings(path: Path) -> Proposals:
    """The mappings of which at least one column or file name is there, for a file or the files of a folder."""
    with faults_of(path):
        path.stat()
        files = sorted(f for f in path.iterdir() if is_data(f.name) and f.is_file()) if path.is_dir() else [path]
    headers, problems = [], []
    for file in files:
        try:
            headers.append(header_of(file))
        except UnreadableFile as problem:
            problems.append(f"{problem.message}. {problem.hint}".strip())
    found = []
    for name in mapping_names():
        try:
            if load_mapping(name).source == "files":
                found.append(_proposal(name, headers))
        except BadMapping as problem:
            problems.append(problem.message)
    likely = sorted((p for p in found if p.found), key=lambda p: p.rank, reverse=True)
    return Proposals([file.name for file in files], likely, problems)


def proposal_lines(found: Proposals) -> Iterable[str]:
    """The proposals as text for the command line."""
    for proposal in found.proposals:
        fits = _("fits") if proposal.fits else _("does not fit")
        words = _("{found} of {expected} columns found", found=proposal.found, expected=proposal.expected)
        yield f"{proposal.mapping:14} {fits}: {words}"
        for file, columns in proposal.missing.items():
            yield "  " + missing_text(file, columns)
    if not found.proposals:
        yield _("No mapping knows these columns.")
    yield from (_("not read: {problem}", problem=problem) for problem in found.problems)


def missing_text(file: str, columns: Mapping[str, str]) -> str:
    """The required columns that a file lacks, as a sentence."""
    names = [_("{name} (found: {near})", name=name, near=near) if near else name for name, near in columns.items()]
    return ngettext(
        "{file} lacks the column {names}", "{file} lacks the columns {names}", len(names), file=file,
        names=", ".join(names),
    )  # fmt: skip


def _proposal(name: str, headers: list[Header]) -> Proposal:
    mapping = load_mapping(name)
    proposal = Proposal(name, _(mapping.title), _(mapping.about))
    for header in headers:
        if is_ignored(header.title, mapping.kinds):
            continue
        for table in _tables(header, mapping.kinds):
            _match(proposal, table, mapping.kinds)
    here = set(proposal.kinds.values())
    proposal.absent = [kind for kind, spec in mapping.kinds.items() if kind not in here and not spec.ignore]
    return proposal


def _tables(header: Header, kinds: Kinds) -> list[DataTable]:
    """The tables that an import would read: of a workbook the sheets that are named as kinds, else the first."""
    named = {sheet: columns for sheet, columns in header.sheets.items() if kinds_named(sheet.lower(), kinds)}
    if named:
        return [_empty(f"{header.file}, {sheet}", sheet.lower(), columns) for sheet, columns in named.items()]
    return [_empty(header.file, header.title, header.columns)]


def _empty(file: str, title: str, columns: tuple[str, ...]) -> DataTable:
    return DataTable(file, title, columns, lambda: iter(()), 0)


def _match(proposal: Proposal, table: DataTable, kinds: Kinds) -> None:
    """Count one table's columns against the kind that it is, or else comes nearest to."""
    proposal.given += len(table.columns)
    try:
        kind = kind_of(table, kinds)
    except UnreadableFile:
        proposal.unfit.append(table.file)
        kind = max(kinds, key=lambda k: _likeness(table, k, kinds[k], kinds))
        if not _named(kinds[kind], table.columns):
            return
    spec = kinds[kind]
    if spec.ignore:
        return
    known = _named(spec, table.columns)
    proposal.kinds[table.file] = kind
    proposal.found += len(known)
    proposal.expected += len({*spec.fields, *spec.optional, *known})
    proposal.unused += [column for column in table.columns if column not in known]
    if absent := missing_fields(table.columns, spec):
        proposal.missing[table.file] = {column: _nearest(column, table.columns) for column in absent}


def _likeness(table: DataTable, name: str, spec: KindSpec, kinds: Kinds) -> tuple[bool, float, int]:
    known = _named(spec, table.columns)
    named = name in kinds_named(table.title, kinds)
    return named and bool(known), len(known) / max(len({*spec.fields, *spec.optional}), 1), len(known)


def _named(spec: KindSpec, columns: Iterable[str]) -> list[str]:
    """The columns that the kind knows."""
    pattern = spec.unpivot.columns if spec.unpivot else "(?!)"
    names = {*spec.fields, *spec.optional}
    return [column for column in columns if column in names or re.fullmatch(pattern, column)]


def _nearest(name: str, columns: Iterable[str]) -> str:
    lower = {column.lower(): column for column in columns}
    near = get_close_matches(name.lower(), lower, n=1)
    return lower[near[0]] if near else ""
