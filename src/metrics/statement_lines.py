"""The lines of an income statement as they were given: one origin's, each in its month, quarter or year."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import narwhals as nw

from auth.scope import Scope
from data import engine
from metrics.plan import columns_of
from metrics.rows import in_scope
from metrics.slices import Tables
from metrics.statement_periods import Covered, Period, period_of, year_start_of

TABLE = "statement_lines"
ACTUAL, BUDGET = "actual", "budget"
COLUMNS = (
    "line", "parent", "role", "position", "sign", "period_start", "period_end", "grain", "scenario", "amount",
    "amount_original",
)  # fmt: skip


class Entry(NamedTuple):
    """A line's amount of one period; `original` is the amount in the currency it was given in. Roles in lower case."""

    line: str
    parent: str | None
    role: str | None
    position: int | None
    sign: int
    scenario: str
    period: Period
    amount: float
    original: float


@dataclass(frozen=True)
class Given:
    """What was given: the entries, in the order they came, and how many lines have no place or no amount."""

    entries: Sequence[Entry]
    summed: Sequence[str]  # lines of which some period has several rows
    year_start: int  # first month of the year that quarters and years go by
    unplaced: int  # rows whose days are no month, quarter or year
    unrated: int  # rows whose currency has no rate


def origins_of(tables: Tables) -> list[str]:
    """Origins that have statement lines; the one whose actual lines reach furthest first."""
    if TABLE not in tables.names:
        return []
    actual = nw.col("scenario").is_null() | (nw.col("scenario") != BUDGET)
    last = nw.when(actual).then(nw.col("period_end")).otherwise(None).max().alias("last")
    rows = tables.table(TABLE).with_columns(nw.col("origin").cast(nw.String))
    (found,) = engine.collect([rows.group_by("origin").agg(last)])
    last_days = dict(zip(found["origin"], found["last"], strict=True))
    return sorted(last_days, key=lambda origin: (-(last_days[origin] or date.min).toordinal(), origin))


def given_lines(tables: Tables, origin: str, scope: Scope, fiscal_year_start: int) -> Given:
    """The lines of an origin that the scope lets through. A scenario that is not said is actual, a sign +1."""
    columns = columns_of(tables, TABLE)
    rows = tables.table(TABLE).filter(nw.col("origin").cast(nw.String) == origin, *in_scope(scope, columns))
    wanted = [nw.col(name) if name in columns else nw.lit(None).alias(name) for name in COLUMNS]
    (found,) = engine.collect([rows.select(*wanted)])
    days = set(zip(found["period_start"], found["period_end"], found["grain"], strict=True))
    year_start = year_start_of([Covered(*each) for each in days], fiscal_year_start)
    periods = {each: period_of(Covered(*each), year_start) for each in days}
    roles = {role: role.strip().lower() or None for role in set(found["role"]) if role}
    entries, unplaced, unrated = [], 0, 0
    rows_given = zip(*(found[name] for name in COLUMNS), strict=True)
    for line, parent, role, position, sign, start, end, grain, scenario, amount, original in rows_given:
        period = periods[start, end, grain]
        if period is None:
            unplaced += 1
        elif amount is None:
            unrated += 1
        else:
            entries.append(
                Entry(line, None if parent == line else parent, roles.get(role), position, 1 if sign is None else sign,
                      scenario or ACTUAL, period, amount, amount if original is None else original)
            )  # fmt: skip
    apart = told_apart(entries)
    return Given(apart, summed_lines(apart), year_start, unplaced, unrated)


def told_apart(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, in which a line that stands under two parents at once ("Other" of each) is two lines."""
    parents: defaultdict[str, set[str | None]] = defaultdict(set)
    for entry in entries:
        parents[entry.line].add(entry.parent)
    several = {line for line, found in parents.items() if len(found) > 1} - parents_in(entries)
    places = {(e.line, e.scenario, e.period, e.parent) for e in entries if e.line in several}
    seen = Counter((line, scenario, period) for line, scenario, period, _parent in places)
    double = {line for (line, *_), n in seen.items() if n > 1}
    if not double:
        return list(entries)
    return [
        entry._replace(line=f"{entry.line} ({entry.parent})") if entry.line in double and entry.parent else entry
        for entry in entries
    ]


def summed_lines(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Lines of which a period and scenario has several rows: their sum counts."""
    seen = Counter((entry.line, entry.scenario, entry.period) for entry in entries)
    return tuple(dict.fromkeys(line for (line, *_), n in seen.items() if n > 1)) if len(seen) < len(entries) else ()


def label(line: str) -> str:
    """A line's name for readers: car_sales_revenues is "Car sales revenues"; one that has capitals stays as it is."""
    plain = line.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:] if line == line.lower() else plain


def parents_in(entries: Iterable[Entry]) -> set[str]:
    """The lines that others name as their parent."""
    return {entry.parent for entry in entries if entry.parent is not None}
