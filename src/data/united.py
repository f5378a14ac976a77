"""The tables of all origins as one: their rows beneath each other, with the name of their origin."""

from collections.abc import Sequence

import polars as pl

from data.assemble import OriginTables
from data.dimensions import DEAL_ROW
from data.rep_events import CANDIDATES


def number_on(parts: Sequence[OriginTables]) -> None:
    """Let the entries into stages number deals not within their origin, but among those of all origins in this order.

    To be done before the tables are united.
    """
    before = 0
    for part in parts:
        for frame in (part.tables.get("stage_changes"), part.rep_events):
            if frame is not None and DEAL_ROW in frame.columns:
                frame.replace_column(frame.get_column_index(DEAL_ROW), frame[DEAL_ROW] + before)
        before += part.tables["opportunities"].height if "opportunities" in part.tables else 0


def united(parts: Sequence[OriginTables]) -> dict[str, pl.DataFrame]:
    """Each canonical table of all origins. Takes those of the origins, so that none is held twice."""
    names = dict.fromkeys(name for part in parts for name in part.tables)
    return {
        name: pl.concat(
            [p.tables.pop(name).with_columns(pl.lit(p.origin).alias("origin")) for p in parts if name in p.tables],
            how="diagonal_relaxed",
        )
        for name in names
    }


def united_events(parts: Sequence[OriginTables]) -> pl.DataFrame:
    """What may score in all origins, taken from them too."""
    found = [part.rep_events for part in parts if part.rep_events.width]
    for part in parts:
        part.rep_events = pl.DataFrame()
    return pl.concat([pl.DataFrame(schema=CANDIDATES), *found])
