"""The local engine: the current snapshot's tables, memory-mapped, and queries collected together."""

import re
import threading
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from data.arrow_folder import mapped
from data.point_rules import DatedRules
from data.sale_lines import SALE_LINES, sale_lines
from data.schema import TABLES
from data.snapshot import current_row, folder_of
from errors import BadInput, NoData, NotReady, UnknownName
from i18n import _

LOOK_AGAIN = 1.0  # seconds between looks at which snapshot is in force
DETAIL = "_detail"  # ends the names of tables that lie, row by row, beside a wide one
FILES = re.compile(r"read_\w", re.IGNORECASE)  # the engine's own functions that open any file; no column is called so
READ_ONLY = re.compile(r"^\s*(select|with|show|explain)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Snapshot:
    """One published snapshot, opened. Hold on to it for the length of a page update."""

    id: str
    published_at: datetime
    folder: Path
    manifest: dict[str, Any]
    _tables: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False, compare=False)
    _values: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def as_of(self) -> dict[str, dict[str, date]]:
        """The last day with facts, by origin and table."""
        given = self.manifest["as_of"]
        return {o: {t: date.fromisoformat(d) for t, d in days.items()} for o, days in given.items()}

    @property
    def dimensions(self) -> dict[str, str]:
        """Extra dimensions that the mappings brought, with their labels."""
        return self.manifest["dimensions"]  # type: ignore[no-any-return]

    @property
    def currency(self) -> str:
        return self.manifest["currency"]  # type: ignore[no-any-return]

    @property
    def date_notes(self) -> dict[str, str]:
        """Origins whose wins and losses count on another date than the close, with a sentence on it."""
        return self.manifest["date_notes"]  # type: ignore[no-any-return]

    @property
    def money(self) -> dict[str, str]:
        """Per origin, the table that counts as revenue for customers and margins."""
        return self.manifest["money"]  # type: ignore[no-any-return]

    @cached_property
    def point_rules(self) -> tuple[DatedRules, ...]:
        """The versions of the point rules by which it was scored, in the order of their days."""
        return tuple(DatedRules.from_json(version) for version in self.manifest.get("point_rules", ()))

    @property
    def names(self) -> list[str]:
        """The tables that are stored, and the view on them where they have what it needs."""
        return [*self.manifest["rows"], *([SALE_LINES] if SALE_LINES in self.manifest else [])]

    def frame(self, name: str) -> pl.DataFrame:
        """A table as it is stored; a view is made anew each time. Raises UnknownName."""
        if name == SALE_LINES and name in self.names:
            return self._sale_lines.collect()
        if name not in self.manifest["rows"]:
            raise UnknownName(_("table"), name, self.names)
        if name not in self._tables:
            self._tables[name] = self._mapped(name)
        return self._tables[name]

    def _mapped(self, name: str) -> pl.DataFrame:
        try:
            return mapped(self.folder / f"{name}.arrow")
        except FileNotFoundError as error:  # pruned while somebody held on to it
            raise NotReady(_("This snapshot has been replaced meanwhile.")) from error

    def table(self, name: str) -> nw.LazyFrame[pl.LazyFrame]:
        """A table as a lazy Narwhals frame. Raises UnknownName."""
        return nw.from_native(self.lazy(name))

    def lazy(self, name: str) -> pl.LazyFrame:
        """A table, or the view `sale_lines`, as a lazy Polars frame. Raises UnknownName."""
        return self._sale_lines if name == SALE_LINES and name in self.names else self.frame(name).lazy()

    @cached_property
    def _sale_lines(self) -> pl.LazyFrame:
        return sale_lines({t: self.frame(t).lazy() for t in self.manifest[SALE_LINES]}, list(self.dimensions))

    def values(self, dimension: str, table: str = "opportunities") -> list[str]:
        """The distinct values of a dimension, in natural order ("rep 2" before "rep 10")."""
        key = f"{table}.{dimension}"
        if key not in self._values:
            found = self.lazy(table).select(pl.col(dimension).unique()).collect()[dimension]
            found = found.drop_nulls().cast(pl.String)
            self._values[key] = sorted(found, key=natural)
        return self._values[key]


def natural(text: str) -> list[tuple[int, int, str]]:
    """Sort key that reads digits as numbers and sets case and accents aside: Élan stands beside Elan, before Zoo."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    parts = [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in re.split(r"(\d+)", plain) if p]
    return [*parts, (-1, 0, text)]  # of two that read alike always the same one comes first


_lock = threading.Lock()
_open: Snapshot | None = None
_looked = 0.0


def current() -> Snapshot:
    """The snapshot in force, opened once per process. Raises NoData before anything was published."""
    global _open, _looked  # noqa: PLW0603 (the one open snapshot of this process)
    now = time.monotonic()
    if _open is not None and now - _looked < LOOK_AGAIN:
        return _open
    with _lock:
        row = current_row()
        if row is None:
            raise NoData(_("There is no data yet."))
        if _open is None or _open.id != row.id or not _open.folder.exists():
            folder = folder_of(row.id)
            if not (folder / "manifest.json").exists():
                raise NotReady(_("The snapshot's files are being rebuilt."))
            _open = Snapshot(row.id, row.published_at, folder, row.manifest)
        _looked = now
        return _open


def at_hand() -> Snapshot | None:
    """`current` where that takes no look at the database, else None: for who must not wait for one."""
    return _open if time.monotonic() - _looked < LOOK_AGAIN else None


def newest() -> Snapshot:
    """`current`, for who has just heard of a publish: not what was in force until a moment ago. Raises NoData."""
    global _looked  # noqa: PLW0603
    _looked = 0.0
    return current()


def close() -> None:
    """Forget the open snapshot, e.g. after publishing in this process."""
    global _open, _looked
    _open, _looked = None, 0.0


def collect(frames: Sequence[nw.LazyFrame[Any]]) -> list[dict[str, list[Any]]]:
    """Run the queries together, so that what they share is scanned once; the columns of each, in the same order.

    Plain Python values: results are small, and a detour over pandas costs more than the scan.
    """
    return [frame.to_dict(as_series=False) for frame in pl.collect_all([frame.to_native() for frame in frames])]


def sql(query: str) -> pl.DataFrame:
    """Run a read-only SELECT over the snapshot's tables. Raises BadInput with the engine's reason."""
    if not READ_ONLY.match(query) or FILES.search(query):
        raise BadInput(
            _("Only reading published tables is possible here."), _("Start with SELECT, WITH, SHOW or EXPLAIN.")
        )
    snapshot = current()
    tables = {name: snapshot.lazy(name) for name in snapshot.names if not name.endswith(DETAIL)}
    for name in tables.keys() & {n.removesuffix(DETAIL) for n in snapshot.names if n.endswith(DETAIL)}:
        tables[name] = pl.concat([snapshot.frame(f"{name}{DETAIL}").lazy(), tables[name]], how="horizontal")
    try:
        return pl.SQLContext(frames=tables).execute(query, eager=True)
    except pl.exceptions.PolarsError as error:
        names = ", ".join(sorted(set(tables) & {*TABLES, SALE_LINES}))
        raise BadInput(
            _("The query failed: {reason}").format(reason=error), _("Tables: {names}.").format(names=names)
        ) from None
