"""/statement: the income statement, its margins, and where the money of its last period goes."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.answers import SnapshotStamp
from api.asked import FILTERS, AskedFilters, CurrentScope, CurrentSnapshot
from metrics.statement_answer import statement_object

router = APIRouter(tags=["financials"])
DAYS = {"parameters": [each for each in FILTERS["parameters"] if each["name"] != "dimensions"]}
Grain = Annotated[str | None, Query(description="month, quarter or year; default quarter, else the finest there is.")]
Origin = Annotated[str | None, Query(description="Whose statement; default the one that reaches furthest.")]


class StatementRow(BaseModel):
    """A line in a period; null is not known, and never 0."""

    line: str = Field(examples=["total_revenue"])
    label: str = Field(examples=["Total revenue"])
    parent: str | None = Field(description="The subtotal that it is part of.")
    role: str | None = Field(examples=["revenue"])
    depth: int = Field(description="Indentation: hops from the chain of subtotals between revenue and result.")
    subtotal: bool
    spine: bool = Field(description="Whether it is of the chain from total revenue to the result.")
    sign: int = Field(description="As it enters its parent.")
    effect: int = Field(description="+1: more of it raises the result, -1: lowers it, 0: neither.")
    period: date = Field(description="First day.")
    amount: float | None
    budget: float | None
    variance: float | None = Field(description="Amount - budget.")
    variance_share: float | None = Field(description="Of the budget.")
    favourable: bool | None = Field(description="Whether the variance is better for the result.")
    previous: float | None = Field(description="The period before.")
    qoq: float | None = Field(description="Change to it, as a share; null across a change of sign and from 0.")
    year_ago: float | None
    yoy: float | None
    ttm: float | None = Field(description="The twelve months that end with the period; null if incomplete.")
    common_size: float | None = Field(description="Share of the period's total revenue.")
    broken: bool = Field(description="A subtotal that is not the sum of its parts, in the period or a part of it.")
    gap: float | None = Field(description="Amount - sum of the parts; null for what has none.")


class Margins(BaseModel):
    """The subtotals between total revenue and the result as shares of total revenue."""

    period: date
    margins: dict[str, float | None]
    broken: list[str] = Field(description="Of these, what is made of a broken subtotal.")


class FlowNode(BaseModel):
    id: str
    label: str
    kind: str = Field(description="revenue, income, subtotal, cost, result, loss, or gap: not explained by its parts.")
    value: float = Field(description="What flows through it.")
    amount: float = Field(description="As in the statement.")
    broken: bool


class FlowLink(BaseModel):
    source: str
    target: str
    value: float


class MoneyFlows(BaseModel):
    """From the lines of revenue to the result; what enters a node leaves it."""

    period: date
    nodes: list[FlowNode]
    links: list[FlowLink]


class StatementAnswer(BaseModel):
    currency: str
    grain: str
    grains: list[str] = Field(description="In which it can be read, finest first.")
    origin: str | None
    origins: list[str] = Field(description="That have a statement.")
    revenue_line: str | None
    root_line: str | None = Field(description="The result.")
    periods: list[date]
    rows: list[StatementRow] = Field(description="By line, in the order they are read, then by period.")
    margins: list[Margins]
    flows: MoneyFlows = Field(description="Of the last complete period shown.")
    ignored_filters: list[str] = Field(description="A statement is of the whole company.")
    notes: list[str]
    snapshot: SnapshotStamp


@router.get("/statement", response_model=StatementAnswer, openapi_extra=DAYS)
def show_statement(
    filters: AskedFilters, scope: CurrentScope, snapshot: CurrentSnapshot, grain: Grain = None, origin: Origin = None
) -> dict[str, Any]:
    """The income statement of the months, quarters or years that the days touch; without days the last 13 months, 8
    quarters or 5 years that are complete.
    """
    dims = tuple((name, values) for name, values in filters.dims if name != "origin")
    return statement_object(grain, replace(filters, dims=dims), scope, origin, snapshot)
