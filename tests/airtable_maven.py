"""A base laid out as the mapping airtable_maven expects, filled from the CSV files of the maven mapping."""

import csv
from pathlib import Path

from demo.crm.airtable_base import Base, Cells, Field, link, lookup

MISSPELT = {"GTXPro": "GTX Pro"}  # a link has no spelling
NUMBERS = ("revenue", "employees", "sales_price", "close_value", "year_established")
LINKS = {"account": "accounts", "product": "products", "sales_agent": "sales_teams"}


def number(name: str) -> Field:
    return Field(name, "number", {"precision": 2})


def empty_base() -> Base:
    """The four tables, without a record."""
    base = Base()
    base.add_table(
        "accounts", Field("account"), Field("sector", "singleSelect", {"choices": []}), number("year_established"),
        number("revenue"), number("employees"), Field("office_location"), Field("subsidiary_of"),
    )  # fmt: skip
    base.add_table("products", Field("product"), Field("series"), number("sales_price"))
    base.add_table("sales_teams", Field("sales_agent"), Field("manager"), Field("regional_office"))
    day = {"dateFormat": {"name": "iso", "format": "YYYY-MM-DD"}}
    base.add_table(
        "sales_pipeline", Field("opportunity_id"), *(link(name, table) for name, table in LINKS.items()),
        Field("deal_stage", "singleSelect", {"choices": []}), Field("engage_date", "date", day),
        Field("close_date", "date", day), number("close_value"), lookup("account", "account"),
        lookup("product", "product"), lookup("revenue", "account"), lookup("sector", "account"),
        lookup("series", "product"), lookup("manager", "sales_agent"), lookup("regional_office", "sales_agent"),
    )  # fmt: skip
    return base


def filled_base(folder: Path) -> Base:
    """The base with what the folder's files hold; deals are linked by the names they give."""
    base = empty_base()
    ids: dict[str, dict[str, str]] = {}
    for column, table in LINKS.items():
        rows = _rows(folder / f"{table}.csv")
        ids[column] = {str(row[column]): base.add(table, row) for row in rows}
    for row in _rows(folder / "sales_pipeline.csv"):
        base.add("sales_pipeline", {name: _linked(name, value, ids) for name, value in row.items()})
    return base


def _linked(name: str, value: object, ids: dict[str, dict[str, str]]) -> object:
    if name not in LINKS:
        return value
    return [ids[name][MISSPELT.get(str(value), str(value))]] if value else []


def _rows(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8") as file:
        return [{name: _cell(name, text) for name, text in row.items()} for row in csv.DictReader(file)]


def _cell(name: str, text: str) -> object:
    return float(text) if text and name in NUMBERS else text or None
