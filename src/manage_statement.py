"""The command line's `statement`: the income statement by month, quarter or year.

python src/manage.py statement --grain quarter --from 2025-01-01 --to 2026-12-31 --json
"""

import json
from datetime import date
from typing import Annotated, Any

import typer

from i18n import _, number, percent, period, signed
from periods import period_start


def statement(
    grain: Annotated[str | None, typer.Option(help="month, quarter or year; default quarter.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day, YYYY-MM-DD.")] = None,
    origin: Annotated[str | None, typer.Option(help="Whose statement, where there are several.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Income statement: amounts per period; of the last one the changes, the trailing year, shares and the budget.

    Without days the last 13 months, 8 quarters or 5 years that are complete. A subtotal that is not the sum of its
    parts is marked with "!".
    """
    from auth.scope import Scope
    from data.engine import current
    from filters import Filters
    from metrics.statement_answer import statement_object

    days = {name: day for name, day in (("from", start), ("to", end)) if day}
    filters = Filters.from_query(days, default_period="all")
    found = statement_object(grain, filters, Scope.all(), origin, current())
    typer.echo(json.dumps(found, indent=2) if as_json else as_text(found))


def as_text(found: dict[str, Any]) -> str:
    """The statement as a table: a line per row, a column per period, and figures of the last complete period."""
    last = found["flows"]["period"]
    periods, rows = found["periods"], {(row["line"], row["period"]): row for row in found["rows"]}
    names = [period(date.fromisoformat(each), _label_grain(found["grain"], each)) for each in periods]
    before = {"month": [_("MoM")], "quarter": [_("QoQ")], "year": []}[found["grain"]]
    head = [found["currency"], *names, *before, _("YoY"), _("TTM"), _("% of revenue"), _("Budget"), _("Variance")]
    lines = list(dict.fromkeys(row["line"] for row in found["rows"]))
    table = [[*_cells([rows[line, each] for each in periods]), *_compared(rows[line, last], before)] for line in lines]
    title = _("Income statement of {origin}; changes, shares and budget of {period}", origin=found["origin"],
              period=names[periods.index(last)])  # fmt: skip
    return "\n".join([title, "", *_aligned([head, *table]), "", *found["notes"]]).rstrip()


def _cells(rows: list[dict[str, Any]]) -> list[str]:
    return ["  " * rows[0]["depth"] + rows[0]["label"],
            *(_amount(row["amount"]) + ("!" if row["broken"] else "") for row in rows)]  # fmt: skip


def _compared(row: dict[str, Any], before: list[str]) -> list[str]:
    """Figures of one period; of years, whose period before is the year before, one change is enough."""
    changes = [row["qoq"], row["yoy"]] if before else [row["yoy"]]
    amounts = [_amount(row[name]) for name in ("budget", "variance")]
    return [*(_change(each) for each in changes), _amount(row["ttm"]), percent(row["common_size"]), *amounts]


def _amount(value: float | None) -> str:
    """Below zero in brackets, as in statements."""
    return number(value) if value is None or round(value) >= 0 else f"({number(-value)})"


def _change(value: float | None) -> str:
    return percent(value) if value is None else signed(percent(abs(value)), value)


def _label_grain(grain: str, start: str) -> str:
    """Periods of a fiscal year that is no calendar one are named as such."""
    day = date.fromisoformat(start)
    return grain if period_start(day, grain) == day else f"fiscal_{grain}"


def _aligned(rows: list[list[str]]) -> list[str]:
    """Columns of equal width: the first flush left, figures flush right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    flush = [[row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])] for row in rows]
    return ["  ".join(row) for row in flush]
