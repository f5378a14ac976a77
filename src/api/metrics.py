"""/metrics: the definitions, and the figures of one metric."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.answers import MetricAnswer, MetricDefinition
from api.asked import FILTERS, AskedFilters, CurrentScope, CurrentSnapshot
from data.schema import GRAINS
from metrics.answer import result_object
from metrics.registry import METRICS, describe

router = APIRouter(tags=["metrics"])

By = Annotated[list[str], Query(description="Dimensions to break down by, e.g. sector; may be repeated.")]
Grain = Annotated[str | None, Query(description="Period to break down by.", json_schema_extra={"enum": list(GRAINS)})]

Top = Annotated[int | None, Query(description="Keep the largest groups of `by`, and one row for all others.", ge=1)]


@router.get("/metrics", response_model=list[MetricDefinition])
def list_metrics() -> list[dict[str, Any]]:
    """Every metric: its name, what it means, what it can be broken down by."""
    return [describe(one) for one in METRICS.values()]


@router.get("/metrics/{name}", responses={200: {"model": MetricAnswer}}, openapi_extra=FILTERS)
def measure_metric(
    name: str,
    filters: AskedFilters,
    scope: CurrentScope,
    snapshot: CurrentSnapshot,
    by: By = [],  # noqa: B006 (FastAPI makes a new one for each request)
    grain: Grain = None,
    top: Top = None,
) -> JSONResponse:
    """The figures of one metric, of all time unless a period is given."""
    return JSONResponse(result_object(name, filters, scope, by=by, grain=grain, top=top, snapshot=snapshot))
