"""/price-index, /price-positions: own prices against competitors', by groups and product by product."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.answers import SnapshotStamp
from api.asked import FILTERS, AskedFilters, CurrentScope, CurrentSnapshot
from api.rows import plain
from data.engine import Snapshot
from metrics.price_by_competitor import measure_competitor_index
from metrics.price_index import measure_price_index
from metrics.price_index_answer import window_of
from metrics.price_positions import FEW, LEVEL, measure_price_positions

router = APIRouter(tags=["pricing"])
By = Annotated[Literal["category", "product", "tier"], Query(description="What the index is broken down by.")]


class IndexRow(BaseModel):
    """Null: not known, or nothing to compare."""

    price_index: float | None = Field(description="100 x own price / competitors', like for like.")
    things: int = Field(description="Products compared, in one category and tier each where only these match.")
    things_sold: int
    revenue_share: float | None = Field(description="Of the revenue, what those compared have.")
    n: int = Field(description="Own sales behind it.")
    quotes: int
    competitors: int
    newest_days: float | None = Field(description="Age of the newest quote at the end of the period.")
    age_days: float | None = Field(description="Age of the median quote.")
    opportunity_cost: float | None = Field(description="Units x (competitors' price - own) where we are cheaper.")
    at_risk: float | None = Field(description="Units x (own price - competitors') where we are dearer.")
    thin: bool = Field(description=f"Fewer than {FEW} sales or quotes.")


class GroupRow(IndexRow):
    group: str | None


class CompetitorRow(BaseModel):
    group: str | None
    competitor: str
    price_index: float | None
    things: int
    quotes: int
    age_days: float


class Compared(BaseModel):
    """What was compared."""

    start: date | None = Field(description="First day of own sales; null is from the beginning.")
    end: date = Field(description="Last day of them, at which quotes are in force.")
    quote_days: int = Field(description="Quotes older than that at the end are not compared.")
    currency: str
    ignored_filters: list[str] = Field(description="Filters that own sales, or quotes, do not have.")
    notes: list[str]
    snapshot: SnapshotStamp


class IndexAnswer(Compared):
    by: str
    rows: list[GroupRow]
    total: IndexRow
    competitors: list[CompetitorRow] = Field(description="The index against each of the larger competitors.")


class Position(BaseModel):
    """Null: not known, or rivals do not sell it."""

    product: str | None
    category: str | None
    tier: str | None
    matched_by: Literal["product", "tier"] | None = Field(description="tier: by category and tier.")
    own_price: float = Field(description="Median per unit.")
    rivals_price: float | None = Field(description="Median quote.")
    price_index: float | None
    n: int = Field(description="Own sales.")
    quotes: int | None
    competitors: int | None
    newest_days: int | None
    age_days: float | None
    delta: float | None = Field(description="Own - rivals' price.")
    units: float
    revenue: float
    opportunity_cost: float | None
    at_risk: float | None
    verdict: Literal["below", "level", "above"] | None = Field(description=f"Level: within {LEVEL:.0%} of rivals.")
    thin: bool


class PositionsAnswer(Compared):
    positions: list[Position] = Field(description="The largest revenue first.")


@router.get("/price-index", response_model=IndexAnswer, openapi_extra=FILTERS)
def show_price_index(
    filters: AskedFilters, scope: CurrentScope, snapshot: CurrentSnapshot, by: By = "category"
) -> dict[str, Any]:
    """The price index by category, product or tier, with what stands behind it, and against each larger competitor."""
    asked = (window_of(filters, snapshot), filters, scope, snapshot)
    groups, total = measure_price_index(*asked, by), measure_price_index(*asked)
    competitors = measure_competitor_index(*asked, by)
    return {
        "by": by, "rows": plain(groups.rename(columns={by: "group"}), GroupRow), "total": plain(total, IndexRow)[0],
        "competitors": plain(competitors.rename(columns={by: "group"}), CompetitorRow),
        **_compared(groups.attrs, snapshot),
    }  # fmt: skip


@router.get("/price-positions", response_model=PositionsAnswer, openapi_extra=FILTERS)
def show_price_positions(filters: AskedFilters, scope: CurrentScope, snapshot: CurrentSnapshot) -> dict[str, Any]:
    """Each product sold: own median price, rivals', the difference and what it is worth."""
    frame = measure_price_positions(window_of(filters, snapshot), filters, scope, snapshot)
    return {"positions": plain(frame, Position), **_compared(frame.attrs, snapshot)}


def _compared(attrs: dict[Any, Any], snapshot: Snapshot) -> dict[str, Any]:
    start, end = attrs["window"]
    return {
        "start": start, "end": end, "currency": snapshot.currency,
        **{name: attrs[name] for name in ("quote_days", "ignored_filters", "notes")},
        "snapshot": {"id": snapshot.id, "published_at": snapshot.published_at, "as_of": snapshot.as_of},
    }  # fmt: skip
