"""/lost-deals: why deals were lost by group, where the price was the reason, and the deals themselves."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.answers import SnapshotStamp
from api.asked import FILTERS, AskedFilters, CurrentScope, CurrentSnapshot
from api.rows import plain
from errors import BadInput
from i18n import _
from metrics.dimensions import dimension
from metrics.lost_deals import by_reason, list_lost_deals, reasons_query
from metrics.price_losses import REASON, price_reasons, prohibitive, prohibitive_query
from metrics.run import measure_queries
from settings import settings

router = APIRouter(tags=["pricing"])
MOST = 1000  # deals, and groups
Limit = Annotated[int, Query(ge=0, le=MOST, description="Deals lost on price that are listed at most, largest first.")]
By = Annotated[str, Query(description="A dimension of deals.", examples=["category", "product", "discount_band"])]


class ReasonInGroup(BaseModel):
    group: str | None = Field(description='Null: not known; "other": all smaller groups together.')
    lost_reason: str | None
    deals_lost: int
    lost_revenue: float = Field(description="What was expected of them.")
    share: float = Field(description="Of the group's lost deals.")


class PriceInGroup(BaseModel):
    group: str | None
    price_loss_share: float = Field(description="Lost on price / lost for a known reason.")
    price_loss_share_n: int
    price_loss_share_low: float = Field(description="Lower end of the 95 % Wilson interval.")
    price_loss_share_high: float
    price_losses: int
    price_loss_amount: float
    median_lost_discount: float | None = Field(description="Of lost deals whose offer is known.")
    median_lost_discount_n: int
    median_discount: float | None = Field(description="Of won deals.")
    median_discount_n: int
    offered_less: float | None = Field(description="The second median - the first; null where one is of too few.")


class LostDeal(BaseModel):
    opportunity_id: str | None
    opportunity: str | None
    account: str | None
    product: str | None
    rep: str | None
    lost_reason: str | None
    list_amount: float | None
    amount: float | None = Field(description="What was offered; null: not known.")
    discount: float | None = Field(description="Of that offer.")
    value: float | None = Field(description="What was expected.")
    decided_on: date | None
    url: str | None


class LostDealsAnswer(BaseModel):
    by: str
    currency: str
    price_reasons: list[str] = Field(description="The reasons of the data that mean the price, by the settings.")
    reasons: list[ReasonInGroup]
    prices: list[PriceInGroup] = Field(description="Where the price loses most deals first; too few last.")
    count: int = Field(description="Deals lost on price, in all.")
    deals: list[LostDeal]
    ignored_filters: list[str]
    snapshot: SnapshotStamp


@router.get("/lost-deals", response_model=LostDealsAnswer, openapi_extra=FILTERS)
def show_lost_deals(
    filters: AskedFilters, scope: CurrentScope, snapshot: CurrentSnapshot, by: By = "category", limit: Limit = 100
) -> dict[str, Any]:
    """Lost deals of the period by reason and group, and where the price is prohibitive."""
    if dimension(by, snapshot.dimensions).name == REASON:
        raise BadInput(_("Lost deals are told apart by reason as it is."), _("Group them by category, say."))
    queries = [reasons_query(by), prohibitive_query(snapshot, by)]
    cells, prices = measure_queries(queries, filters, scope, snapshot)
    groups = prohibitive(prices, settings().rules.too_few).head(MOST)
    deals = list_lost_deals(filters, scope, snapshot, limit=limit)
    return {
        "by": by, "currency": snapshot.currency, "price_reasons": list(price_reasons(snapshot)),
        "reasons": plain(by_reason(cells, by).rename(columns={by: "group"}), ReasonInGroup),
        "prices": plain(groups.rename(columns={by: "group"}), PriceInGroup),
        "count": deals.attrs["count"], "deals": plain(deals, LostDeal),
        "ignored_filters": deals.attrs["ignored_filters"],
        "snapshot": {"id": snapshot.id, "published_at": snapshot.published_at, "as_of": snapshot.as_of},
    }  # fmt: skip
