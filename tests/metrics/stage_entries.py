"""Deals' ways through the stages, for tests: Lead, Talk, Demo, Offer, in this order, then Won or Lost."""

from typing import Any

import polars as pl

from data.stage_stays import with_stays
from tests.metrics.frames import day, opportunities

NAMES = ("Lead", "Talk", "Demo", "Offer", "Won", "Lost")
MEANS = {"Lead": "untouched", "Won": "won", "Lost": "lost"}
LABELS = ("origin", "pipeline", "stage", "status")


def stages(*origins: str) -> pl.DataFrame:
    rows = [{"origin": o, "pipeline": None, "stage": s, "position": i, "status": MEANS.get(s, "open")}
            for o in origins or ("crm",) for i, s in enumerate(NAMES)]  # fmt: skip
    schema = {**dict.fromkeys(LABELS, pl.Categorical), "position": pl.Int64}
    return pl.DataFrame(rows, schema_overrides=schema)  # type: ignore[arg-type]


def tables(*ways: tuple[str, str], **columns: list[Any]) -> dict[str, pl.DataFrame]:
    """The tables of deals that went these ways: status, and "stage day, stage day" (2024-day, the last the decision's
    for Won and Lost). `columns` are those of the deals."""
    deals = opportunities([status for status, _way in ways], decided_on=[_decided(way) for _status, way in ways],
                          **{"origin": ["crm"] * len(ways), **columns})  # fmt: skip
    entries = [
        (row, stage, day(f"2024-{on}"))
        for row, (_status, way) in enumerate(ways)
        for stage, on in (step.split() for step in way.split(", ") if step)
    ]
    changes = pl.DataFrame(entries, schema={"opportunity_row": pl.Int32, "stage": pl.String, "changed_on": pl.Date},
                           orient="row").with_columns(pl.col("stage").cast(pl.Categorical))  # fmt: skip
    of_deals = deals.select("origin", "pipeline", "rep", "team", "product")
    changes = pl.concat([changes, of_deals[changes["opportunity_row"].to_list()]], how="horizontal")
    ordered = stages(*deals["origin"].cast(pl.String).unique().to_list())
    return {"opportunities": deals, "stages": ordered, "stage_changes": with_stays(changes, deals, ordered)}


def _decided(way: str) -> str | None:
    stage, _, on = way.rsplit(", ", maxsplit=1)[-1].partition(" ")
    return f"2024-{on}" if stage in ("Won", "Lost") else None
