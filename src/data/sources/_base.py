"""What every source yields and is given, and how a source is found by its name.

A source is a function `pages(config, cursor, window=None)` that yields Pages. It lives in a module of its
own in this folder, under its own name, decorated with `@source(name)`: being in the folder registers it.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from errors import UnknownName, UnreadableFile
from i18n import _

Cursor = dict[str, Any]
Window = tuple[date, date]
Tell = Callable[[float, str], None]  # how much of the work is done, and what is going on


class Record(NamedTuple):
    """A record as received. Without an id of its own the mapping's key, else its content, identifies it."""

    kind: str
    external_id: str | None
    payload: dict[str, Any]
    modified_at: datetime | None = None


@dataclass(frozen=True)
class Page:
    """What one request gave. All its records are of one kind.

    `deleted` are (kind, external_id) pairs; `complete`, on the last page of a kind, says that everything
    there is of that kind was read to its end; `problems` are files that could not be read. `kind` names the
    kind of a page without records, so that a complete delivery of nothing is one.
    """

    records: Sequence[Record] = ()
    deleted: Sequence[tuple[str, str]] = ()
    cursor: Cursor | None = None
    complete: bool = False
    problems: Sequence[UnreadableFile] = ()
    kind: str | None = None


class Unpivot(Protocol):
    @property
    def columns(self) -> str: ...


class Kind(Protocol):
    """What a source needs to know of a kind of record; `data.mapping.KindSpec` is one."""

    @property
    def files(self) -> tuple[str, ...]: ...
    @property
    def fields(self) -> tuple[str, ...]: ...
    @property
    def optional(self) -> tuple[str, ...]: ...
    @property
    def ignore(self) -> bool: ...
    @property
    def unpivot(self) -> Unpivot | None: ...


@dataclass(frozen=True)
class SourceConfig:
    """One origin, as its source sees it: its options (a path, an address, secrets) and the mapping's kinds.

    `tell` is for sources that know how much there is to read: they say how much of it they have. `known` gives
    the ids of a kind's live records in the log, `sleep` waits so many seconds between tries, and `say` leaves a
    sentence in the receipt.
    """

    origin: str
    options: Mapping[str, Any] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    tell: Tell = lambda share, message: None
    known: Callable[[str], set[str]] = lambda kind: set()
    sleep: Callable[[float], None] = time.sleep
    say: Callable[[str], None] = lambda sentence: None


class Pages(Protocol):
    def __call__(self, config: SourceConfig, cursor: Cursor | None, window: Window | None = None) -> Iterable[Page]: ...


@dataclass(frozen=True)
class Source:
    """A type of connector. `secrets` names the options that come from the environment or credentials.json.

    A live one is a system that is read again and again, from where it was left; files are not. `example` shows
    the options that settings.toml must give.
    """

    name: str
    pages: Pages
    secrets: tuple[str, ...] = ()
    live: bool = False
    example: Mapping[str, str] = field(default_factory=dict)


_registry: dict[str, Source] = {}


def source(
    name: str, secrets: tuple[str, ...] = (), live: bool = False, example: Mapping[str, str] | None = None
) -> Callable[[Pages], Pages]:
    """Register the decorated function as the source of that name."""

    def register(pages: Pages) -> Pages:
        _registry[name] = Source(name, pages, secrets, live, example or {})
        return pages

    return register


def names() -> list[str]:
    """The sources there are: the modules of this folder."""
    return sorted(file.stem for file in Path(__file__).parent.glob("[!_]*.py"))


def get(name: str) -> Source:
    """The source of that name. Raises UnknownName with the valid ones."""
    if name not in names():
        raise UnknownName(_("source"), name, names())
    import_module(f"{__package__}.{name}")
    return _registry[name]
