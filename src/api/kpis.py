"""/kpis: the KPIs of the KPI page, each with its definition and figures."""

from typing import Any

import pandas as pd
from fastapi import APIRouter

from api.answers import KpisAnswer
from api.asked import FILTERS, AskedFilters, CurrentScope, CurrentSnapshot
from metrics.kpis import Kpi, kpis, measure_kpis
from metrics.registry import describe

router = APIRouter(tags=["kpis"])


@router.get("/kpis", response_model=KpisAnswer, openapi_extra=FILTERS)
def list_kpis(filters: AskedFilters, scope: CurrentScope, snapshot: CurrentSnapshot) -> dict[str, Any]:
    """All KPIs, measured together on one snapshot."""
    frames = measure_kpis(filters, scope, snapshot)
    stamp = {"id": snapshot.id, "published_at": snapshot.published_at, "as_of": snapshot.as_of}
    found = [_answer(kpi, frames[kpi.name]) for kpi in kpis()]
    return {
        "kpis": found,
        "filters": {k: v for k, v in filters.to_store().items() if k != "compare"},
        "snapshot": stamp,
    }


def _answer(kpi: Kpi, frame: pd.DataFrame) -> dict[str, Any]:
    return {
        "name": kpi.name,
        "label": kpi.title,
        "metrics": [describe(metric) for metric in kpi.metrics],
        "by": kpi.by,
        "grain": kpi.grain,
        "undated": frame.attrs["undated"],
        "notes": frame.attrs["notes"],
        "rows": [{key: _plain(value) for key, value in row.items()} for row in frame.to_dict("records")],
    }


def _plain(value: Any) -> Any:
    """A cell as JSON has it: nothing for NaN, a day for the start of a period."""
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value
