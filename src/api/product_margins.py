"""/product-margins: what each product earns now and earned before, why that changed, how fast it sells."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.answers import SnapshotStamp
from api.asked import FILTERS, AskedFilters, CurrentScope, CurrentSnapshot
from api.rows import plain
from errors import UnknownName
from i18n import _
from metrics.product_margins import YEAR, compared, list_product_margins
from metrics.product_verdicts import LEEWAY, VERDICTS
from metrics.run import last_day
from periods import DAY, add_months
from settings import settings

router = APIRouter(tags=["financials"])
AGAINST = ("last_year", "previous")
Against = Annotated[str, Query(description="last_year (default) or previous: the days before.")]


class ProductMargin(BaseModel):
    """A product sold in the days; null is not known, and never 0."""

    product: str | None = Field(description="'other': all beyond the hundred of most revenue.")
    revenue: float | None
    units: float | None
    units_per_month: float | None
    average_price: float | None
    unit_cost: float | None
    gross_margin: float | None = Field(description="Of the sales whose cost is known.")
    gross_profit: float | None
    lines: int = Field(description="Sales.")
    costed_lines: int = Field(description="Those whose cost is known.")
    revenue_before: float | None
    units_before: float | None
    average_price_before: float | None
    unit_cost_before: float | None
    gross_margin_before: float | None
    lines_before: int | None
    margin_change: float | None = Field(description="Difference of the two margins.")
    from_price: float | None = Field(description="Part of it from prices, at the unit cost of before.")
    from_cost: float | None = Field(description="The rest, from unit costs.")
    margin_money: float | None = Field(description="The change x revenue of now.")
    verdict: str = Field(description=", ".join(VERDICTS))
    leeway: str | None = Field(description=", ".join(code for code, _text in LEEWAY.values()))


class Days(BaseModel):
    start: date | None
    end: date


class ProductMarginsAnswer(BaseModel):
    currency: str
    now: Days = Field(description="The last twelve months of the days asked for, at most.")
    before: Days
    covered: bool = Field(description="Whether sales go back so far; if not, nothing is known of before.")
    products: int
    without_cost: int = Field(description="Products of which no cost is known.")
    ended: int = Field(description="Products sold before and not now.")
    median_margin: float | None
    median_velocity: float | None = Field(description="Units a month.")
    rows: list[ProductMargin] = Field(description="Most revenue first.")
    ignored_filters: list[str]
    snapshot: SnapshotStamp


@router.get("/product-margins", response_model=ProductMarginsAnswer, openapi_extra=FILTERS)
def show_product_margins(
    filters: AskedFilters, scope: CurrentScope, snapshot: CurrentSnapshot, against: Against = "last_year"
) -> dict[str, Any]:
    """Margins of products in the last twelve months of the days, against the year before or the days before."""
    if against not in AGAINST:
        raise UnknownName(_("comparison"), against, AGAINST)
    as_of = last_day(snapshot)
    start, end = filters.window(as_of, settings().company.fiscal_year_start)
    end = min(end, as_of)
    windows = compared(min(start or add_months(end + DAY, -YEAR), end), end, against)
    frame = list_product_margins(windows, filters, scope, snapshot)
    attrs = frame.attrs
    medians = {
        name: None if attrs[name] != attrs[name] else attrs[name] for name in ("median_margin", "median_velocity")
    }
    return {
        "currency": snapshot.currency, "now": windows.now._asdict(), "before": windows.before._asdict(),
        **{name: attrs[name] for name in ("covered", "products", "without_cost", "ended", "ignored_filters")},
        **medians, "rows": plain(frame, ProductMargin),
        "snapshot": {"id": snapshot.id, "published_at": snapshot.published_at, "as_of": snapshot.as_of},
    }  # fmt: skip
