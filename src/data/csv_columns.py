"""Columns of anybody's CSV file by their names, as text: any delimiter and encoding, capitals, blanks around names."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from data.sources._text_files import text_table
from errors import UnreadableFile
from i18n import _


def csv_columns(file: Path, wanted: Mapping[str, Sequence[str]], needed: Sequence[str]) -> pl.DataFrame:
    """Those of the `wanted` columns that the file has, each found by its name, else by the first of its other names.

    Names are compared in lower case, without blanks, hyphens and underscores. Raises UnreadableFile with the line and
    the reason: a column of `needed` is missing, two have one name, or the file cannot be read.
    """
    table = text_table(file)
    names: dict[str, list[str]] = {}
    for column in table.columns:
        names.setdefault(_plain(column), []).append(column)
    found = {name: plain for name in wanted if (plain := _found(name, wanted[name], names))}
    for plain in found.values():
        if len(names[plain]) > 1:
            raise UnreadableFile(file.name, _("two columns are called '{name}'", name=plain), 1,
                                 _("Rename or remove one of them."))  # fmt: skip
    kept = {name: names[plain][0] for name, plain in found.items()}
    missing = [name for name in needed if name not in kept]
    if missing:
        raise UnreadableFile(
            file.name,
            _("no column {missing}; found: {found}.", missing=", ".join(missing), found=", ".join(table.columns)),
            hint=_("The first line names the columns: {names}", names=",".join(wanted)),
        )
    cells: dict[str, list[Any]] = {name: [] for name in kept}
    columns = [(cells[name].append, column) for name, column in kept.items()]
    for row in table.rows():
        for add, column in columns:
            add(row[column])
    return pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter not in " -_\u00a0")


def _found(name: str, others: Sequence[str], names: Collection[str]) -> str | None:
    return next((plain for plain in map(_plain, (name, *others)) if plain in names), None)
