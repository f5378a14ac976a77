"""/price-response and /what-if: what price does to winning, and what another price would do."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from api.answers import Error, SnapshotStamp
from api.asked import CurrentScope, CurrentSnapshot
from data.engine import Snapshot
from derive.price_views import PriceView, find_price_views, find_what_if
from derive.pricing_deals import MONTHS
from errors import BadFilter, NotReady
from i18n import _


def only(*names: str) -> Any:
    """Refuses every parameter but these: a filter that is not said to be ignored would seem to apply."""

    def check(request: Request) -> None:
        for name in sorted(set(request.query_params) - {*names}):
            raise BadFilter(
                _("Price responses are fitted on all deals of {months} months: '{name}' does not apply.",
                  months=MONTHS, name=name),
                _("Leave it out. Each category has a response of its own."),
            )  # fmt: skip

    return Depends(check)


router = APIRouter(tags=["pricing"])
Change = Annotated[float, Query(description="Of the price, as a fraction from -0.2 to 0.2; -0.05 is 5 % less.")]
Category = Annotated[str | None, Query(description="A category; default all of them.")]


class Relative(BaseModel):
    """A relative price with its 95 % interval; an end that is null is open."""

    value: float
    low: float | None
    high: float | None
    beyond_observed: str | None = Field(description="above or below all prices that were asked; null: among them.")


class Slope(BaseModel):
    """Change of the log-odds to win per unit of relative price, with its 95 % interval."""

    value: float
    low: float
    high: float


class CurvePoint(BaseModel):
    relative_price: float
    probability: float
    low: float
    high: float


class LevelResponse(BaseModel):
    """A category's price response, or why there is none; prices are shares of the reference price."""

    category: str | None = Field(description="Null: all of them.")
    n: int = Field(description="Decided deals with a known price.")
    won: int
    decided: int = Field(description="All decided deals.")
    refusal: Error | None = Field(description="Why the deals cannot say; then what follows is null.")
    slope: Slope | None
    willingness_to_pay: Relative | None = Field(description="Where half of the deals would be won.")
    best_price_margin: Relative | None = Field(description="Null also where the unit cost is not known.")
    best_price_revenue: Relative | None
    reference_price: float | None = Field(description="The median one.")
    unit_cost: float | None = Field(description="Share of the reference price.")
    observed_low: float | None = Field(description="The range of prices that were asked.")
    observed_high: float | None
    curve: list[CurvePoint]


class PriceResponseAnswer(BaseModel):
    since: date | None = Field(description="First and last day of the decisions that were fitted.")
    until: date | None
    segment: str = Field(description="What levels of the chance differ by; for all categories, category as well.")
    unlike: list[str] = Field(description="Categories whose slope is another than that of all together.")
    levels: list[LevelResponse] = Field(description="All deals first, then each category.")
    snapshot: SnapshotStamp


class Effect(BaseModel):
    """What came, and what would have been expected to come, with bands of 80 and 95 %."""

    measure: str = Field(examples=["deals_won", "units", "revenue", "margin"])
    today: float | None
    expected: float | None
    low80: float | None
    high80: float | None
    low95: float | None
    high95: float | None


class WhatIfAnswer(BaseModel):
    category: str | None
    change: float
    since: date | None
    until: date | None
    refusal: Error | None
    beyond_observed: float | None = Field(description="Share of the deals that this would price beyond all others.")
    rows: list[Effect]
    snapshot: SnapshotStamp


@router.get("/price-response", response_model=PriceResponseAnswer, dependencies=[only()])
def show_price_response(scope: CurrentScope, snapshot: CurrentSnapshot) -> dict[str, Any]:
    """How price moves the chance to win, overall and by category, as fitted after the last import."""
    views = find_price_views(scope, snapshot)
    if views is None:
        raise _not_yet()
    return {
        "since": views.since, "until": views.until, "segment": views.segment, "unlike": views.unlike,
        "levels": [_level(view) for view in views.views], "snapshot": _stamp(snapshot),
    }  # fmt: skip


@router.get("/what-if", response_model=WhatIfAnswer, dependencies=[only("change", "category")])
def show_what_if(
    scope: CurrentScope, snapshot: CurrentSnapshot, change: Change, category: Category = None
) -> dict[str, Any]:
    """What another price would do to deals won, units, revenue and margin of the deals that were fitted."""
    found = find_what_if(change, category, scope, snapshot)
    if found is None:
        raise _not_yet()
    return {**found, "snapshot": _stamp(snapshot)}


def _not_yet() -> NotReady:
    return NotReady(_("The price responses are not worked out yet."))


def _stamp(snapshot: Snapshot) -> dict[str, Any]:
    return {"id": snapshot.id, "published_at": snapshot.published_at, "as_of": snapshot.as_of}


def _level(view: PriceView) -> dict[str, Any]:
    row = view.row
    slope = {"value": row["slope"], "low": row["slope_low"], "high": row["slope_high"]}
    return {
        **{name: row[name] for name in ("n", "won", "decided", "reference_price", "unit_cost")},
        "category": view.category, "refusal": view.refusal and view.refusal.as_dict(),
        "slope": None if row["slope"] is None else slope,
        "willingness_to_pay": _relative(row, "wtp"), "best_price_margin": _relative(row, "best_margin"),
        "best_price_revenue": _relative(row, "best_revenue"),
        "observed_low": row["low"], "observed_high": row["high"], "curve": view.curve.to_dict("records"),
    }  # fmt: skip


def _relative(row: Any, name: str) -> dict[str, Any] | None:
    if row[name] is None:
        return None
    return {"value": row[name], "low": row[f"{name}_low"], "high": row[f"{name}_high"],
            "beyond_observed": row[f"{name}_beyond"]}  # fmt: skip
