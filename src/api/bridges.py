"""/bridges: what moved revenue, or gross profit, from one period to another."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from api.asked import FILTERS, CurrentScope, CurrentSnapshot
from api.bridge_answer import BridgeAnswer, PartOfChange, ProductParts, SaleBehind
from api.rows import plain
from auth.scope import Scope
from data.engine import Snapshot
from errors import BadFilter
from filters import COMPARISONS, Filters, Window
from i18n import _
from metrics.bridge_lines import MOST, list_bridge_lines
from metrics.bridge_measured import Of
from metrics.bridges import measure_bridge, product_parts
from metrics.run import last_day
from settings import settings

router = APIRouter(tags=["pricing"])
OWN = ("before_from", "before_to", "part", "limit")  # parameters that are no filters
BeforeFrom = Annotated[date | None, Query(description="First day to compare with; default by `compare`.")]
BeforeTo = Annotated[date | None, Query(description="Last day to compare with.")]
WITH_COMPARE = {
    "parameters": [
        *FILTERS["parameters"],
        {"name": "compare", "in": "query", "description": "What to compare with, unless days are given.",
         "schema": {"type": "string", "enum": [name for name in COMPARISONS if name != "none"]}},
    ]
}  # fmt: skip
PartAsked = Annotated[
    str | None, Query(description="List the sales behind this part, or behind `change`: all of them.")
]
Limit = Annotated[int, Query(ge=0, le=MOST, description="How many sales are listed at most, the largest effect first.")]


def _filters(request: Request) -> Filters:
    query = request.query_params
    return Filters.from_query({k: query.getlist(k) for k in query if k not in OWN}, default_period="all")


AskedFilters = Annotated[Filters, Depends(_filters)]


@router.get("/bridges/revenue", response_model=BridgeAnswer, openapi_extra=WITH_COMPARE)
def bridge_revenue(
    filters: AskedFilters, scope: CurrentScope, snapshot: CurrentSnapshot, before_from: BeforeFrom = None,
    before_to: BeforeTo = None, part: PartAsked = None, limit: Limit = 100,
) -> dict[str, Any]:  # fmt: skip
    """Price, volume, mix: what moved revenue from the period before to this one, in whole and by product."""
    return _answer(
        "revenue", _windows(filters, snapshot, before_from, before_to), part, limit, filters, scope, snapshot
    )


@router.get("/bridges/margin", response_model=BridgeAnswer, openapi_extra=WITH_COMPARE)
def bridge_margin(
    filters: AskedFilters, scope: CurrentScope, snapshot: CurrentSnapshot, before_from: BeforeFrom = None,
    before_to: BeforeTo = None, part: PartAsked = None, limit: Limit = 100,
) -> dict[str, Any]:  # fmt: skip
    """The same of gross profit, with unit cost as a part."""
    return _answer("margin", _windows(filters, snapshot, before_from, before_to), part, limit, filters, scope, snapshot)


def _windows(
    filters: Filters, snapshot: Snapshot, before_from: date | None, before_to: date | None
) -> tuple[Window, Window]:
    """The period to compare with, and the period. Raises BadFilter where one of them is not said."""
    as_of, fiscal = last_day(snapshot), settings().company.fiscal_year_start
    start, end = filters.window(as_of, fiscal)
    if start is None:
        raise BadFilter(_("All time has nothing before it."), _("Give from and to, or a period."))
    if bool(before_from) != bool(before_to):
        raise BadFilter(_("The period before has one end only."), _("Give both before_from and before_to."))
    if before_from and before_to and before_from > before_to:
        raise BadFilter(_("The period before ends before it begins."), _("Swap before_from and before_to."))
    before = (Window(before_from, before_to) if before_from and before_to
              else filters.compare_window(as_of, fiscal))  # fmt: skip
    if before is None:
        raise BadFilter(_("Nothing is compared."), _("Give compare=previous or compare=last_year."))
    return before, Window(start, max(min(end, as_of), start))


def _answer(
    of: Of, windows: tuple[Window, Window], part: str | None, limit: int, filters: Filters, scope: Scope,
    snapshot: Snapshot,
) -> dict[str, Any]:  # fmt: skip
    asked = (of, *windows, filters, scope, snapshot)
    parts, products = measure_bridge(*asked), product_parts(*asked)
    amounts, about = dict(zip(parts["part"], parts["amount"], strict=True)), parts.attrs
    before, after = ({"start": window.start, "end": window.end} for window in windows)
    return {
        "before": before, "after": after, "covered": about["covered"], "currency": snapshot.currency,
        "change": amounts["after"] - amounts["before"], "parts": plain(parts, PartOfChange),
        "products": plain(products, ProductParts), "lines": about["lines"], "counted": about["priced"],
        "behind": None if part is None else _behind(part, limit, asked),
        "ignored_filters": about["ignored_filters"],
        "snapshot": {"id": snapshot.id, "published_at": snapshot.published_at, "as_of": snapshot.as_of},
    }  # fmt: skip


def _behind(part: str, limit: int, asked: tuple[Of, Window, Window, Filters, Scope, Snapshot]) -> dict[str, Any]:
    lines = list_bridge_lines(part, *asked, limit=limit)
    about = lines.attrs
    return {"part": part, "count": about["count"], "total": about["total"], "sales": plain(lines, SaleBehind)}
