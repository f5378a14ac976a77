"""/corridor: the discounts that are usual, and the deals outside them."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.answers import SnapshotStamp
from api.asked import FILTERS, AskedFilters, CurrentScope, CurrentSnapshot
from api.rows import plain
from metrics.outside_corridor import list_outside_corridor

router = APIRouter(tags=["pricing"])
MOST = 1000
Limit = Annotated[int, Query(ge=0, le=MOST, description="Deals listed at most, those with most money first.")]
Which = Annotated[Literal["won", "open"], Query(description="Deals won in the period, or open now.")]


class UsualDiscounts(BaseModel):
    """The corridor of a category and tier; null: too few won deals to tell."""

    category: str | None
    tier: str | None
    low: float | None
    high: float | None
    n: int = Field(description="Won deals that it is read from.")
    basis: str = Field(description="Whose deals those are: category_and_tier, category or all.")
    limited: bool = Field(description="The upper end is a limit from the settings.")


class DealOutside(BaseModel):
    opportunity_id: str | None
    opportunity: str | None
    account: str | None
    product: str | None
    category: str | None
    tier: str | None
    rep: str | None
    list_amount: float
    amount: float
    discount: float
    corridor_low: float | None
    corridor_high: float | None
    outside: float = Field(description="Discount - the nearer end: positive, more was given away than usual.")
    money: float = Field(description="That x list amount.")
    decided_on: date | None
    expected_close_on: date | None
    url: str | None


class RepOutside(BaseModel):
    rep: str | None
    deals: int = Field(description="With an amount and a list price.")
    below: int = Field(description="Of those, with more discount than the corridor.")
    above: int = Field(description="With less.")
    money_below: float
    money_above: float
    below_share: float | None
    below_share_low: float | None = Field(description="Lower end of the 95 % Wilson interval.")
    below_share_high: float | None


class CorridorAnswer(BaseModel):
    which: str
    currency: str
    usual_from: date = Field(description="First day of the twelve months that the corridors are read from.")
    usual_to: date
    corridors: list[UsualDiscounts]
    total: dict[str, float | None] = Field(description="Sums of all deals, and the shares of them outside.")
    reps: list[RepOutside]
    count: int = Field(description="Deals outside, in all.")
    deals: list[DealOutside]
    ignored_filters: list[str]
    snapshot: SnapshotStamp


@router.get("/corridor", response_model=CorridorAnswer, openapi_extra=FILTERS)
def show_corridor(
    filters: AskedFilters, scope: CurrentScope, snapshot: CurrentSnapshot, which: Which = "won", limit: Limit = 100
) -> dict[str, Any]:
    """The deals whose discount is not between the usual ones of won deals of the same category and tier."""
    found = list_outside_corridor(which, filters, scope, snapshot, limit)
    window = found.corridors.window
    return {
        "which": which, "currency": snapshot.currency, "usual_from": window.start, "usual_to": window.end,
        "corridors": plain(found.corridors.frame(), UsualDiscounts), "total": found.whole,
        "reps": plain(found.reps, RepOutside), "deals": plain(found.deals, DealOutside),
        "count": found.deals.attrs["count"], "ignored_filters": found.deals.attrs["ignored_filters"],
        "snapshot": {"id": snapshot.id, "published_at": snapshot.published_at, "as_of": snapshot.as_of},
    }  # fmt: skip
