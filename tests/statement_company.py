"""Two companies with a small income statement of eight quarters, 2023 and 2024, and a budget of the last.

Statements, imported by a mapping: goods 80 and service 20 in each quarter, 100 more goods in each that follows; costs
are half of revenue, tax 10, the loss of the second quarter of 2024 is 30, and in the last its gross margin is 5 more
than its parts. Books, published as they are, have a deeper tree (AMOUNTS), and Net is 5 more than its parts.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from data import engine
from data.importing import import_path
from data.snapshot import write_snapshot
from tests.metrics.statements import SCHEMA, USUAL, lines

MAPPING = """
title = "Statements"
currency = "EUR"
[kinds.lines]
files = ["*statement*"]
key = ["line", "start", "scenario"]
fields = ["line", "parent", "role", "position", "sign", "start", "end", "scenario", "amount"]
[[tables.statement_lines]]
from = "lines"
line = "line"
parent = "parent"
role = "role"
position = "position"
sign = "sign"
period_start = "start"
period_end = "end"
grain = { const = "quarter" }
scenario = "scenario"
amount = "amount"
"""
HEAD = "line,parent,role,position,sign,start,end,scenario,amount\n"
LINES = (("goods", "total_revenue", "revenue", 1, 1), ("service", "total_revenue", "revenue", 2, 1),
         ("total_revenue", "gross_margin", "subtotal", 3, 1), ("cost_of_goods", "gross_margin", "cogs", 4, -1),
         ("gross_margin", "net_income", "subtotal", 5, 1), ("tax", "net_income", "tax", 6, -1),
         ("net_income", "", "subtotal", 7, 1))  # fmt: skip
ENDS = ("03-31", "06-30", "09-30", "12-31")
FIRST, LAST = date(2023, 1, 1), date(2024, 10, 1)
AMOUNTS: dict[str, Sequence[float]] = {
    "goods": [60] * 7 + [90], "service": [40] * 8, "sales": [100] * 7 + [130], "cost_of_goods": [50] * 8,
    "margin": [50] * 7 + [80], "marketing": [10] * 8, "Rent (HQ)": [30] * 7 + [60], "opex": [40] * 7 + [70],
    "Net": [10] * 7 + [15],
}  # fmt: skip
BUDGET: dict[str, Sequence[float]] = {"sales": [120]}


def statement(year: int, quarter: int, amounts: tuple[float, ...], scenario: str = "actual") -> str:
    """The lines of a quarter with these amounts, as rows of a file."""
    start, end = f"{year}-{3 * quarter - 2:02d}-01", f"{year}-{ENDS[quarter - 1]}"
    return "".join(
        f"{line},{parent},{role},{position},{sign},{start},{end},{scenario},{amount}\n"
        for (line, parent, role, position, sign), amount in zip(LINES, amounts, strict=True)
    )


def quarters() -> str:
    text = HEAD
    for i in range(8):
        goods, year, quarter = 80 + 100 * i, 2023 + i // 4, i % 4 + 1
        revenue = goods + 20
        tax = 10 if i != 5 else revenue / 2 + 30
        gap = 5 if i == 7 else 0
        text += statement(
            year, quarter, (goods, 20, revenue, revenue / 2, revenue / 2 + gap, tax, revenue / 2 + gap - tax)
        )
    return text + statement(2024, 4, (800, 20, 820, 400, 420, 10, 410), "budget")


def publish(folder: Path, text: str = "") -> None:
    """Import the statement into the state in `folder`."""
    (folder / "mappings").mkdir(exist_ok=True)
    (folder / "mappings" / "statements.toml").write_text(MAPPING, "utf-8")
    file = folder / "statement.csv"
    file.write_text(text or quarters(), "utf-8")
    import_path(str(file), "statements", tell=lambda *_progress: None)


def publish_books() -> None:
    """Publish the books, without an import. Net of the last quarter is given as 15, and its parts make 10."""
    rows = [*lines(USUAL, AMOUNTS, FIRST), *lines(USUAL, BUDGET, LAST, scenario="budget")]
    manifest = {"as_of": {"books": {"statement_lines": "2024-12-31"}}, "dimensions": {}, "currency": "CHF",
                "date_notes": {}, "money": {}}  # fmt: skip
    write_snapshot({"statement_lines": pl.DataFrame(rows, schema=SCHEMA)}, manifest, "f", [])
    engine.close()
