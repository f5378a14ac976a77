"""What the signed-in user may see. Made on the server, never sent through the browser, part of every cache key."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Scope:
    """Only rows whose dimensions have these values; a table without such a dimension shows no rows at all."""

    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def all(cls) -> Self:
        """Everything."""
        return cls()

    @classmethod
    def only(cls, **where: Iterable[str]) -> Self:
        """Rows with these values, e.g. Scope.only(team=["EMEA"]). No values at all means no rows."""
        return cls(tuple(sorted((name, tuple(sorted(set(values)))) for name, values in where.items())))


def current_scope() -> Scope:
    """The scope of the request being answered: everything, as long as one password guards the whole app."""
    return Scope.all()
