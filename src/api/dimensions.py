"""/dimensions: what figures can be filtered and broken down by, and the values that occur."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from api.answers import DimensionAnswer, DimensionDefinition
from api.asked import CurrentScope, CurrentSnapshot
from i18n import _
from metrics.checks import dimension_values
from metrics.dimensions import Dimension, all_dimensions, dimension

router = APIRouter(tags=["dimensions"])


@router.get("/dimensions", response_model=list[DimensionDefinition])
def list_dimensions(snapshot: CurrentSnapshot) -> list[dict[str, Any]]:
    """Every dimension, with those that the loaded mappings brought."""
    return [_described(one) for one in all_dimensions(snapshot.dimensions).values()]


@router.get("/dimensions/{name}", response_model=DimensionAnswer)
def list_values(name: str, scope: CurrentScope, snapshot: CurrentSnapshot) -> dict[str, Any]:
    """One dimension with the values that its filter takes."""
    found = dimension(name, snapshot.dimensions)
    return {**_described(found), "values": dimension_values(name, scope, snapshot)}


def _described(found: Dimension) -> dict[str, Any]:
    return {**asdict(found), "label": _(found.label)}
