"""/pipeline: the open deals as they stood at the end of any past day."""

from datetime import date
from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.answers import SnapshotStamp
from api.asked import FILTERS, AskedFilters, CurrentScope, CurrentSnapshot
from metrics.past_pipeline import list_pipeline_on
from metrics.run import last_day

router = APIRouter(tags=["pipeline"])
MOST = 1000
Limit = Annotated[int, Query(ge=0, le=MOST, description="How many deals are listed at most, the largest first.")]
Day = Annotated[date | None, Query(description="YYYY-MM-DD; default the last day with facts.")]


class DealThen(BaseModel):
    """What was known of a deal on that day; null: not known."""

    opportunity_id: str | None
    opportunity: str | None
    account: str | None
    product: str | None
    rep: str | None
    stage: str | None
    value: float | None = Field(description="The amount in force on the day, else list price x quantity.")
    expected_close_on: date | None
    age_days: float | None
    days_in_stage: float | None
    forecast_category: str | None
    probability: float | None = Field(description="What the CRM said of it.")
    reconstructed: bool = Field(description="Amount, expected close or owner are the earliest known, of a later day.")


class PipelineAnswer(BaseModel):
    on: date
    deals_open: int
    pipeline: float
    reconstructed: int = Field(description="Open deals of which not all was known on the day itself.")
    currency: str
    deals: list[DealThen]
    ignored_filters: list[str] = Field(description="Filters that the history of deals cannot apply.")
    snapshot: SnapshotStamp


@router.get("/pipeline", response_model=PipelineAnswer, openapi_extra=FILTERS)
def show_pipeline(
    filters: AskedFilters, scope: CurrentScope, snapshot: CurrentSnapshot, on: Day = None, limit: Limit = 100
) -> dict[str, Any]:
    """The state of the pipeline at the end of a day. Edits made later do not change it; periods do not apply."""
    day = min(on or last_day(snapshot), last_day(snapshot))
    deals = list_pipeline_on(day, filters, scope, snapshot).sort_values("value", ascending=False, kind="stable")
    return {
        "on": day, "deals_open": len(deals), "pipeline": float(deals["value"].sum()),
        "reconstructed": int(deals["reconstructed"].sum()), "currency": snapshot.currency,
        "deals": [_row(row) for row in deals.head(limit)[list(DealThen.model_fields)].to_dict("records")],
        "ignored_filters": deals.attrs["ignored_filters"],
        "snapshot": {"id": snapshot.id, "published_at": snapshot.published_at, "as_of": snapshot.as_of},
    }  # fmt: skip


def _row(deal: dict[Any, Any]) -> dict[str, Any]:
    plain = {str(name): None if pd.isna(value) else value for name, value in deal.items()}
    due = plain["expected_close_on"]
    return {**plain, "expected_close_on": due and due.date()}
