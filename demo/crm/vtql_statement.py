"""A query in VTQL, read into a Statement."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

CAP = 100  # rows of a page; more are cut off without a word
TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(\d+x\d+|\w[\w.]*)|(!=|<=|>=|[=<>]|[,;()*]))")
OPERATORS = ("=", "!=", "<", ">", "<=", ">=", "LIKE")


class VtqlError(Exception):
    """A query that the server refuses: a code of VTiger's and its words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


@dataclass(frozen=True)
class Condition:
    """One comparison; `values` has one value, or those of IN. `either` says that OR stands before it."""

    column: str
    operator: str
    values: tuple[str, ...]
    either: bool = False


@dataclass(frozen=True)
class Statement:
    """A query as read. `columns` is empty for `*` and for COUNT(*)."""

    module: str
    columns: tuple[str, ...] = ()
    count: bool = False
    where: tuple[Condition, ...] = ()
    order: tuple[str, ...] = ()
    descending: bool = False  # of the last column of `order`; the others ascend
    offset: int = 0
    limit: int = CAP

    def named(self) -> set[str]:
        """All columns that the query names."""
        return {*self.columns, *self.order, *(c.column for c in self.where)}

    @property
    def after(self) -> str | None:
        """The id after which all its rows are, where it has such a condition and no OR."""
        if any(c.either for c in self.where):
            return None
        return next((c.values[0] for c in self.where if c.column == "id" and c.operator == ">"), None)


def parse(text: str) -> Statement:
    """Read a query. Raises VtqlError with QUERY_SYNTAX_ERROR."""
    return _Parser(_tokens(text)).statement()


def _tokens(text: str) -> Iterator[str]:
    text, at = text.rstrip(), 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            raise VtqlError("QUERY_SYNTAX_ERROR", f"There is an syntax error in query near {text[at : at + 20]}")
        yield found.group().strip()
        at = found.end()


@dataclass
class _Parser:
    """Reads a statement token by token."""

    tokens: Iterable[str]
    _left: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self._left = list(self.tokens)

    def statement(self) -> Statement:
        self._need("SELECT")
        count, columns = self._selection()
        self._need("FROM")
        module = self._word()
        where = tuple(self._conditions()) if self._take("WHERE") else ()
        order, descending = self._order()
        offset, limit = self._limit()
        self._need(";")
        if self._left:
            raise self._wrong()
        return Statement(module, columns, count, where, order, descending, offset, limit)

    def _selection(self) -> tuple[bool, tuple[str, ...]]:
        if self._take("*"):
            return False, ()
        if self._take("COUNT"):
            for part in "(*)":
                self._need(part)
            return True, ()
        return False, tuple(self._list())

    def _conditions(self) -> Iterator[Condition]:
        either = False
        while True:
            column = self._word()
            operator = self._next().upper()
            if operator == "IN":
                self._need("(")
                values = [self._value()]
                while self._take(","):
                    values.append(self._value())
                self._need(")")
            elif operator in OPERATORS:
                values = [self._value()]
            else:
                raise self._wrong(operator)
            yield Condition(column, operator, tuple(values), either)
            either = self._take("OR")
            if not either and not self._take("AND"):
                return

    def _order(self) -> tuple[tuple[str, ...], bool]:
        if not self._take("ORDER"):
            return (), False
        self._need("BY")
        columns = tuple(self._list())
        descending = self._take("DESC")
        if not descending:
            self._take("ASC")
        return columns, descending

    def _limit(self) -> tuple[int, int]:
        if not self._take("LIMIT"):
            return 0, CAP
        first = self._number()
        return (first, self._number()) if self._take(",") else (0, first)

    def _list(self) -> Iterator[str]:
        yield self._word()
        while self._take(","):
            yield self._word()

    def _value(self) -> str:
        token = self._next()
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if not token[0].isalnum():
            raise self._wrong(token)
        return token

    def _word(self) -> str:
        token = self._next()
        if not (token[0].isalpha() or token[0] == "_"):
            raise self._wrong(token)
        return token

    def _number(self) -> int:
        token = self._next()
        if not token.isdigit():
            raise self._wrong(token)
        return int(token)

    def _next(self) -> str:
        if not self._left:
            raise self._wrong("end of query")
        return self._left.pop(0)

    def _take(self, word: str) -> bool:
        if self._left and self._left[0].upper() == word:
            self._left.pop(0)
            return True
        return False

    def _need(self, word: str) -> None:
        if not self._take(word):
            raise self._wrong()

    def _wrong(self, near: str = "") -> VtqlError:
        near = near or (self._left[0] if self._left else "end of query")
        return VtqlError("QUERY_SYNTAX_ERROR", f"There is an syntax error in query near {near}")
