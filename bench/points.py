"""`python -m bench.points`: the Reps page at a million calls: its first screen and what is below, and their floor."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl

from bench.__main__ import output_of
from bench.bodies import Body, requests_of, with_filters
from bench.commands import Cost, manage
from bench.inside import get, post
from bench.points_company import DAYS, FIRST, write_points_company, write_points_mapping
from bench.table import FIRST_SCREEN_MS, LOAD_MB, Line, of_page, table

CALLS, PAGE = 1_000_000, "pages.reps"
WARM_UP, REPEATS = 6, 30
LISTED = 2_000
TREND = timedelta(days=90)
Look = tuple[str, date]  # a team and a day


def main() -> None:
    """Load the company, measure, print; everything made for it is deleted."""
    with tempfile.TemporaryDirectory(prefix="fairlead-bench-") as folder:
        files, var = write_points_company(Path(folder) / "files", CALLS), Path(folder) / "var"
        write_points_mapping(var)
        imported = manage("import", str(files), "--mapping", "calls", FAIRLEAD_VAR=str(var))
        measured = output_of("bench.points", var, "measure")
    sys.stdout.write(table(f"{CALLS:,} calls", _lines(imported, measured)) + "\n")


def _lines(imported: Cost, measured: dict[str, Any]) -> list[Line]:
    return [
        Line("import, publish included", imported.seconds, "s"),
        Line("peak memory of import", imported.megabytes, "MB", LOAD_MB),
        *of_page("reps", measured, FIRST_SCREEN_MS[CALLS]),
    ]


async def measure() -> None:
    """Print as JSON what the page takes in the snapshot in FAIRLEAD_VAR, medians in milliseconds."""
    import app
    from bench.pages import median, timed
    from data import engine

    snapshot = engine.current()
    async with app.server.router.lifespan_context(app.server):
        callbacks = await get(app.server, "/_dash-dependencies")
        asked = requests_of(next(page for page in app.page_modules() if page.__name__ == PAGE), callbacks)
        looks = _looks(snapshot.values("team", "rep_events"))
        found = {
            "figures": asked.figures,
            "first": await _median_ms(app.server, asked.first, looks),
            "below": await _median_ms(app.server, asked.below, looks),
            "default": await _median_ms(app.server, asked.first, [looks[0]] * len(looks)),
        }
    tables = snapshot.frame("rep_events"), snapshot.frame("opportunities")
    found["floor"] = median([timed(partial(run_floor, *tables, look)) for look in looks])
    sys.stdout.write(json.dumps(found) + "\n")


def _looks(teams: Sequence[str]) -> list[Look]:
    """Each one another team or day, so that no answer is in the cache."""
    days = (FIRST + timedelta(DAYS - 30 + n) for n in range(28))
    return [(team, day) for day, team in product(days, teams)][: 7 * (WARM_UP + REPEATS) : 7]


async def _median_ms(server: Any, requests: Sequence[Body], looks: Sequence[Look]) -> float:
    from time import perf_counter

    from bench.pages import median

    taken = []
    for team, day in looks:
        store = {"dims": {"team": [team]}, "view": {"reps.day": day.isoformat()}}
        bodies = [json.dumps(with_filters(request, store)).encode() for request in requests]
        start = perf_counter()
        for body in bodies:
            await post(server, "/_dash-update-component", body)
        taken.append(perf_counter() - start)
    return median(taken)


def run_floor(events: pl.DataFrame, deals: pl.DataFrame, look: Look) -> list[pl.DataFrame]:
    """What the page measures of a team's day, by the shortest way there is.

    Points, calls and minutes by rep, how often each rule counted, the newest thing that each has done, the day's
    events, the course of the last months; of the deals what was won and decided, by rep.
    """
    team, day = look
    rows = events.lazy().with_row_index("row").filter(pl.col("team") == team)
    then, called = rows.filter(pl.col("day") == day), pl.col("counted") & (pl.col("event") == "call")
    sums = [pl.col("points").sum(), called.sum().alias("calls"), pl.col("duration_s").filter(called).sum()]
    won = [pl.col("is_won", "is_decided").sum(), pl.col("value").filter("is_won").sum()]
    trend = rows.filter(pl.col("day").is_between(day - TREND, day))
    return pl.collect_all(
        [
            then.group_by("rep_row").agg(sums),
            then.filter("counted").group_by("rep_row", "rule").len(),
            rows.filter(pl.col("day") <= day).group_by("rep_row").agg(pl.col("row").max()),
            then.tail(LISTED),
            trend.group_by("rep_row", "day").agg(sums),
            deals.lazy().filter(pl.col("team") == team, pl.col("decided_on") <= day).group_by("rep").agg(won),
        ]
    )


if __name__ == "__main__":
    asyncio.run(measure()) if sys.argv[1:] == ["measure"] else main()
