"""Which kind of record a table holds: by the name of its file or sheet, else by its columns."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from fnmatch import fnmatchcase

from data.sources._base import Kind
from data.sources._table import DataTable
from errors import UnreadableFile
from i18n import _

Kinds = Mapping[str, Kind]


def kinds_named(title: str, kinds: Kinds) -> list[str]:
    """The kinds whose file name patterns match; of several, those that are not ignored go first."""
    named = [k for k, kind in kinds.items() if any(fnmatchcase(title, pattern.lower()) for pattern in kind.files)]
    return [k for k in named if not kinds[k].ignore] or named


def is_ignored(title: str, kinds: Kinds) -> bool:
    """Whether the mapping says that a file of that name is to be left out."""
    named = kinds_named(title, kinds)
    return bool(named) and all(kinds[k].ignore for k in named)


def kind_of(table: DataTable, kinds: Kinds) -> str:
    """The one kind that the table is. Raises UnreadableFile if it is none, or may be several."""
    named = kinds_named(table.title, kinds)
    if len(named) == 1:
        if absent := missing_fields(table.columns, kinds[named[0]]):
            raise _lacking(table, named[0], absent)
        return named[0]
    candidates = named or [k for k, kind in kinds.items() if kind.fields and not kind.ignore]
    fitting = [k for k in candidates if not missing_fields(table.columns, kinds[k])]
    best = [k for k in fitting if _covers(kinds[k], table.columns)] or fitting
    if len(best) == 1:
        return best[0]
    raise _several(table, best) if best else _none(table, kinds)


def missing_fields(columns: tuple[str, ...], kind: Kind) -> list[str]:
    """What the kind needs and the columns lack; a kind to unpivot needs a column that its pattern matches."""
    absent = [name for name in kind.fields if name not in columns]
    if kind.unpivot and not any(re.fullmatch(kind.unpivot.columns, name) for name in columns):
        absent.append(kind.unpivot.columns)
    return absent


def patterns(kinds: Kinds) -> str:
    """The file names that the kinds go by, as a sentence's end: "*users* (users), *orders* (orders)"."""
    return ", ".join(f"{' / '.join(kind.files)} ({k})" for k, kind in kinds.items() if kind.files and not kind.ignore)


def _covers(kind: Kind, columns: tuple[str, ...]) -> bool:
    known = {*kind.fields, *kind.optional}
    return all(name in known or (kind.unpivot and re.fullmatch(kind.unpivot.columns, name)) for name in columns)


def _lacking(table: DataTable, kind: str, absent: list[str]) -> UnreadableFile:
    lower = {name.lower(): name for name in table.columns}
    near = [lower[match] for name in absent for match in get_close_matches(name.lower(), lower, n=1)]
    reason = _("taken for {kind}, but these columns are missing: {absent}. Found: {found}.").format(
        kind=kind, absent=", ".join(absent), found=", ".join(table.columns)
    )
    if near:
        reason += " " + _("Nearest: {near}.").format(near=", ".join(dict.fromkeys(near)))
    return UnreadableFile(table.file, reason, hint=_("Is it the right mapping? If so, rename the columns."))


def _several(table: DataTable, fitting: list[str]) -> UnreadableFile:
    reason = _("it may be any of {kinds}").format(kinds=", ".join(fitting))
    return UnreadableFile(table.file, reason, hint=_("Rename the file so that its name tells which."))


def _none(table: DataTable, kinds: Kinds) -> UnreadableFile:
    reason = _("neither its name nor its columns fit this mapping. Found: {found}.").format(
        found=", ".join(table.columns)
    )
    hint = _("Is it the right mapping? It expects files called {patterns}.").format(patterns=patterns(kinds))
    return UnreadableFile(table.file, reason, hint=hint)
