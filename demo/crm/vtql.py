"""VTQL, VTiger's query language, as far as both its servers speak it: read here, run on rows of texts.

    SELECT * | columns | COUNT(*) FROM Module
        [WHERE a = 'x' AND|OR b IN ('y', 'z')] [ORDER BY a, b [ASC|DESC]] [LIMIT [offset,] n];

No brackets, no NOT, the closing semicolon is part of the grammar. A page has 100 rows at most, whatever LIMIT says.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from demo.crm.vtql_statement import CAP, Condition, Statement, VtqlError, parse

__all__ = ["CAP", "Condition", "Row", "Statement", "VtqlError", "matches", "number_of", "parse", "run"]

COMPARISONS: dict[str, Callable[[int], bool]] = {
    "=": lambda c: c == 0, "!=": lambda c: c != 0, "<": lambda c: c < 0, ">": lambda c: c > 0,
    "<=": lambda c: c <= 0, ">=": lambda c: c >= 0,
}  # fmt: skip

Row = Mapping[str, str]


def run(statement: Statement, rows: Iterable[Row], cap: int = CAP) -> list[dict[str, str]]:
    """The rows that the query asks for. `rows` come in the order of their ids, each with its `id`."""
    found: Iterable[Row] = (row for row in rows if matches(statement.where, row))
    if statement.count:
        return [{"count": str(sum(1 for _row in found))}]
    if statement.order and not (statement.order == ("id",) and not statement.descending):
        found = _ordered(found, statement)
    page = islice(found, statement.offset, statement.offset + min(statement.limit, cap))
    if not statement.columns:
        return [dict(row) for row in page]
    columns = [c for c in statement.columns if c != "id"]
    return [{**{c: row.get(c, "") for c in columns}, "id": row["id"]} for row in page]


def matches(where: Sequence[Condition], row: Row) -> bool:
    """Whether the row meets the conditions; AND binds closer than OR."""
    result = True
    for condition in where:
        if condition.either:
            if result:
                return True
            result = True
        result = result and _met(condition, row.get(condition.column, ""))
    return result


def number_of(record_id: str) -> int:
    """The number within an id: 5x929210 is 929210. An id without one is smaller than all others."""
    number = record_id.rpartition("x")[2]
    return int(number) if number.isdigit() else -1


def _met(condition: Condition, value: str) -> bool:
    if condition.operator == "LIKE":
        pattern = re.escape(condition.values[0]).replace("%", ".*").replace("_", ".")
        return re.fullmatch(pattern, value, re.IGNORECASE | re.DOTALL) is not None
    if condition.operator == "IN":
        return value in condition.values
    return COMPARISONS[condition.operator](_compared(condition.column, value, condition.values[0]))


def _compared(column: str, left: str, right: str) -> int:
    """Below, at or above 0 as the left is smaller, equal or greater: ids by number, all else as texts."""
    if column == "id":
        a, b = number_of(left), number_of(right)
        return (a > b) - (a < b)
    return (left > right) - (left < right)


def _ordered(rows: Iterable[Row], statement: Statement) -> list[Row]:
    ordered = list(rows)
    for place, column in reversed(list(enumerate(statement.order))):
        last = place == len(statement.order) - 1
        ordered.sort(key=lambda row: _sort_key(column, row), reverse=last and statement.descending)
    return ordered


def _sort_key(column: str, row: Row) -> tuple[int, str]:
    return (number_of(row["id"]), "") if column == "id" else (0, row.get(column, ""))
