"""/stock-cover: how long the stock of each product lasts, beside where its price stands."""

from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.answers import SnapshotStamp
from api.asked import FILTERS, AskedFilters, CurrentScope, CurrentSnapshot
from api.rows import plain
from metrics.run import last_day
from metrics.stock_cover import SITUATIONS, list_stock_cover
from settings import settings

router = APIRouter(tags=["pricing"])


class ProductCover(BaseModel):
    """Null: not known."""

    product: str
    category: str | None
    tier: str | None
    situation: str = Field(description=f"One of {', '.join(SITUATIONS)}; lower, raise: what to do about the price.")
    units: float | None = Field(description="At the last count.")
    weekly_units: float
    weeks_cover: float | None = Field(description="Units / weekly units.")
    stock_value: float | None = Field(description="Units x unit cost.")
    price_index: float | None = Field(description="100 x own price / competitors'.")
    counted_on: date | None
    count_age_days: int | None = Field(description="From the count to the end of the period.")


class StockAnswer(BaseModel):
    currency: str
    demand_weeks: int = Field(description="Weeks before the count whose sales are the demand.")
    median_cover: float | None = Field(description="Of all products, whatever the filters.")
    counted_on: date | None = Field(description="The newest count.")
    products: list[ProductCover]
    ignored_filters: list[str] = Field(description="Filters that are no property of a product.")
    snapshot: SnapshotStamp


@router.get("/stock-cover", response_model=StockAnswer, openapi_extra=FILTERS)
def show_stock_cover(filters: AskedFilters, scope: CurrentScope, snapshot: CurrentSnapshot) -> dict[str, Any]:
    """Weeks of cover by product at the last count by the end of the period. Empty where no stock is loaded."""
    start = settings().company.fiscal_year_start
    window = filters.window(last_day(snapshot), start) if filters.dated else None
    frame = list_stock_cover(window, filters, scope, snapshot)
    said = {name: frame.attrs[name] for name in ("demand_weeks", "median_cover", "counted_on", "ignored_filters")}
    return {
        "currency": snapshot.currency, **said, "products": plain(frame, ProductCover),
        "snapshot": {"id": snapshot.id, "published_at": snapshot.published_at, "as_of": snapshot.as_of},
    }  # fmt: skip
