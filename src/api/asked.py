"""What a request asks: its filters from the query, its scope from who is signed in, the snapshot in force."""

from typing import Annotated, Any

from fastapi import Depends, Request

from auth.scope import Scope, current_scope
from data.engine import Snapshot, current
from errors import BadFilter
from filters import PERIODS, Filters
from i18n import _

SHAPING = ("by", "grain", "top", "on", "limit", "day", "which", "against")  # parameters that are not filters
TEXT: dict[str, str] = {"type": "string"}
DAY: dict[str, str] = {"type": "string", "format": "date"}


def _parameter(name: str, about: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": about, "schema": schema, **more}


FILTERS: dict[str, Any] = {
    "parameters": [
        _parameter("from", "First day, YYYY-MM-DD.", DAY),
        _parameter("to", "Last day, YYYY-MM-DD.", DAY),
        _parameter("period", "A named period instead of from and to.", {**TEXT, "enum": list(PERIODS)}),
        _parameter(
            "dimensions",
            'Filters, one parameter per dimension, e.g. {"sector": ["retail", "medical"]}.',
            {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}},
            style="form",
            explode=True,
        ),
    ]
}  # what `filters_of` reads, for OpenAPI
DIMENSIONS: dict[str, Any] = {"parameters": FILTERS["parameters"][-1:]}  # of it, where days are given otherwise


def filters_of(request: Request) -> Filters:
    """The filters in a request's query; all time unless it names a period. Raises BadFilter."""
    query = request.query_params
    if "compare" in query:
        raise BadFilter(_("Nothing is compared here."), _("Ask for each period by itself, with from and to."))
    return Filters.from_query({k: query.getlist(k) for k in query if k not in SHAPING}, default_period="all")


AskedFilters = Annotated[Filters, Depends(filters_of)]
CurrentScope = Annotated[Scope, Depends(current_scope)]
CurrentSnapshot = Annotated[Snapshot, Depends(current)]
