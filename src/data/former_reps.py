"""Reps whom a live system no longer lists: what they did and own stays theirs, as of people who have left."""

from dataclasses import replace

import polars as pl

from data.conform import Conformed, conform_kind
from data.mapping import Mapping
from data.versions import last_of_deleted
from settings import settings


def with_former_reps(origin: str, mapping: Mapping, kinds: dict[str, Conformed]) -> dict[str, Conformed]:
    """The conformed kinds, those that list reps with the reps they listed once, who are not active any more."""
    return {kind: _with_former(origin, kind, mapping, part) for kind, part in kinds.items()}


def _with_former(origin: str, kind: str, mapping: Mapping, part: Conformed) -> Conformed:
    if {entry.table for entry in mapping.entries_of(kind)} != {"reps"}:  # a deleted deal says nothing of its owner
        return part
    gone = last_of_deleted(origin, kind)
    if gone.is_empty():
        return part
    listed = part.tables["reps"]
    former = conform_kind(origin, kind, mapping, gone, settings().company.timezone).tables["reps"]
    former = former.join(listed, on="rep_id", how="anti").with_columns(pl.lit(False).alias("active"))
    return replace(part, tables={**part.tables, "reps": pl.concat([listed, former], how="diagonal_relaxed")})
