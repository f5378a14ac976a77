"""/acquisition: what a new customer costs, period by period, and when that is earned back."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.answers import SnapshotStamp
from api.asked import FILTERS, AskedFilters, CurrentScope, CurrentSnapshot
from api.rows import plain
from auth.scope import Scope
from data.engine import Snapshot
from errors import UnknownName
from filters import Filters
from i18n import _
from metrics.acquisition_course import list_acquisition
from metrics.acquisition_spend import GRAINS, booked, coarser
from metrics.customer_worth import Worth, customer_worth
from metrics.run import last_day
from models.value_refusals import words_of
from periods import DAY, next_start, period_start
from settings import settings

router = APIRouter(tags=["financials"])
LAST = {"month": 13, "quarter": 8, "year": 5}  # periods, unless days are given
Grain = Annotated[str | None, Query(description="month, quarter or year; default quarter, coarser if booked so.")]


class AcquisitionRow(BaseModel):
    """A period; null is not known, and never 0."""

    period: date = Field(description="First day.")
    acquisition_spend: float | None
    new_customers: int | None
    cac: float | None = Field(description="Spend / new customers of the same days.")
    cac_previous: float | None = Field(description="Of the period before.")
    cac_year_ago: float | None
    cac_qoq: float | None = Field(description="Change to the period before, as a share of it.")
    cac_yoy: float | None = Field(description="Change to the same period of the year before.")
    revenue_per_customer_month: float | None = Field(description="Of the twelve months up to the period's end.")
    margin: float | None = Field(description="Gross margin of these months.")
    from_statement: bool = Field(description="The margin is the statement's: no cost of what was sold is known.")
    cac_payback_months: float | None
    firm: bool = Field(description="Enough new customers, and sales known for a year before.")


class CustomerWorth(BaseModel):
    """What a new customer is expected to bring in; null: it cannot be told, and why."""

    value: float | None
    low: float | None
    high: float | None
    horizon_months: float | None
    refusal: str = Field(description="Why it cannot be told, in words; empty where it can.")
    refusal_code: str = Field(description="The same, stable: too_few_customers, no_repeat_buyers, under_a_year ...")


class AcquisitionAnswer(BaseModel):
    currency: str
    grain: str
    roles: list[Literal["marketing", "sales"] | str] = Field(description="Of the statement lines that are spend.")
    marketing_only: bool = Field(description="No line for sales costs: what a customer costs is understated.")
    sales_begin: date | None = Field(description="In the year from then on old customers look new.")
    rows: list[AcquisitionRow]
    customer_worth: CustomerWorth | None = Field(description="Null until it is derived.")
    ignored_filters: list[str] = Field(description="Spend is not known by them.")
    notes: list[str]
    snapshot: SnapshotStamp


@router.get("/acquisition", response_model=AcquisitionAnswer, openapi_extra=FILTERS)
def show_acquisition(
    filters: AskedFilters, scope: CurrentScope, snapshot: CurrentSnapshot, grain: Grain = None
) -> dict[str, Any]:
    """Spend, new customers, what one cost, and how that changed, by the periods that the days touch; without days the
    last 13 months, 8 quarters or 5 years up to the last booked spend.
    """
    if grain is not None and grain not in GRAINS:
        raise UnknownName(_("grain"), grain, GRAINS)
    start, end = _days(grain or "quarter", filters, scope, snapshot)
    frame = list_acquisition(grain or "quarter", start, end, filters, scope, snapshot)
    attrs, worth = frame.attrs, customer_worth(snapshot.id, scope)
    rows = frame.rename(columns={attrs["grain"]: "period"})
    return {
        "currency": snapshot.currency, "grain": attrs["grain"], "roles": attrs["roles"],
        "marketing_only": attrs["marketing_only"], "sales_begin": attrs["sales_begin"],
        "rows": plain(rows, AcquisitionRow), "customer_worth": worth and _in_words(worth),
        "ignored_filters": attrs["ignored_filters"], "notes": attrs["notes"],
        "snapshot": {"id": snapshot.id, "published_at": snapshot.published_at, "as_of": snapshot.as_of},
    }  # fmt: skip


def _in_words(worth: Worth) -> dict[str, Any]:
    return {**vars(worth), "refusal": words_of(worth.refusal, worth.refusal_values), "refusal_code": worth.refusal}


def _days(grain: str, filters: Filters, scope: Scope, snapshot: Snapshot) -> tuple[date, date]:
    """The days asked for; else the last periods that spend is booked for."""
    as_of = last_day(snapshot)
    known = booked(snapshot, filters, scope)
    end = known.until if known else as_of
    if filters.dated:
        start, end = replace(filters, dims=()).window(as_of, settings().company.fiscal_year_start)
        if start is not None:
            return start, end
    grain = coarser(grain, known.grain) if known else grain
    last = period_start(end, grain)
    return next_start(last, grain, 1 - LAST[grain]), next_start(last, grain) - DAY
