"""/forecast: the won revenue of the next twelve months under any filters, and how far off such forecasts were."""

from datetime import date
from typing import Any

import pandas as pd
from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.answers import SnapshotStamp
from api.asked import FILTERS, AskedFilters, CurrentScope, CurrentSnapshot
from derive.forecasts import HORIZONS, RevenueForecast, find_forecast
from i18n import _
from models.totals import total

router = APIRouter(tags=["forecast"])


class Expected(BaseModel):
    """What is expected, and between which amounts it lies in 80 and in 95 of 100 cases."""

    forecast: float
    low80: float
    high80: float
    low95: float
    high95: float


class ExpectedMonth(Expected):
    period: date = Field(description="First day of the month.")


class ExpectedMonths(Expected):
    """Months in sum: its band is not the sum of theirs."""

    months: int = Field(description="How many months from the first on.")


class PastError(BaseModel):
    """How the same method did at past month ends, over so many months ahead; null: nothing to judge by."""

    months: int
    wape: float | None = Field(description="Sum of errors / sum of what came.")
    bias: float | None = Field(description="Sum of (forecast - what came) / sum of what came.")
    coverage80: float | None = Field(description="Share of months that came within the 80 % band.")
    coverage95: float | None
    cut_offs: int = Field(description="Past month ends that were judged.")


class ForecastAnswer(BaseModel):
    """Of the filters only the dimensions count: a forecast follows the last whole month of all time."""

    method: str = Field(examples=["theta"], description="theta, theta_mean, seasonal_naive, mean, mean12, or none.")
    note: str = Field(description="Why there is no forecast, or a poor one; else empty.")
    cut_off: date = Field(description="The last day of the last whole month; forecasts begin with the next.")
    made_of: date | None = Field(description="Last day of the facts it was made of, where they are older than these.")
    currency: str
    months: list[ExpectedMonth]
    totals: list[ExpectedMonths]
    past_error: list[PastError]
    filters: dict[str, Any]
    snapshot: SnapshotStamp


@router.get("/forecast", response_model=ForecastAnswer, openapi_extra=FILTERS)
def show_forecast(filters: AskedFilters, scope: CurrentScope, snapshot: CurrentSnapshot) -> dict[str, Any]:
    """Won revenue of the next twelve months, with bands, totals and the error of past forecasts."""
    found = find_forecast(filters, scope, snapshot)
    return {
        "method": found.method, "note": _(found.note) if found.note else "", "cut_off": found.cut_off,
        "made_of": found.dated, "currency": snapshot.currency,
        "months": [{**row, "period": pd.Timestamp(row["period"]).date()} for row in found.frame.to_dict("records")],
        "totals": [{"months": n, **total(found.frame, n)._asdict()} for n in HORIZONS] if len(found.frame) else [],
        "past_error": _past_error(found),
        "filters": {"dims": {name: list(values) for name, values in filters.dims}},
        "snapshot": {"id": snapshot.id, "published_at": snapshot.published_at, "as_of": snapshot.as_of},
    }  # fmt: skip


def _past_error(found: RevenueForecast) -> list[dict[str, Any]]:
    return [
        {"months": months, "cut_offs": found.origins,
         **{name: None if value is None or pd.isna(value) else value for name, value in told.items()}}
        for months, told in found.quality.items()
    ]  # fmt: skip
