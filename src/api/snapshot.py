"""/snapshot: which data is in force, and up to which day it goes."""

from fastapi import APIRouter

from api.answers import SnapshotAnswer
from api.asked import CurrentSnapshot

router = APIRouter(tags=["snapshot"])


@router.get("/snapshot")
def show_snapshot(snapshot: CurrentSnapshot) -> SnapshotAnswer:
    """The published snapshot that every figure comes from."""
    return SnapshotAnswer(
        id=snapshot.id,
        published_at=snapshot.published_at,
        as_of=snapshot.as_of,
        currency=snapshot.currency,
        dimensions=snapshot.dimensions,
        tables=snapshot.names,
    )
