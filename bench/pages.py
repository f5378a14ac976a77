"""Server time of every page after a filter change, all its callbacks through the real app, in this process.

`python -m bench.pages` measures the snapshot in FAIRLEAD_VAR and prints JSON; `bench` runs it as a process of
its own for each size, so that memory and caches are that size's alone.
"""

import asyncio
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import product

import app
from bench.bodies import Body, Requests, requests_of, with_filters
from bench.commands import megabytes
from bench.floors import FLOORS, run_floor
from bench.inside import get, post
from data import engine
from filters import PAGES_PERIOD, Filters

WARM_UP, REPEATS = 6, 40
YEAR = (date(2016, 1, 1), date(2016, 12, 31))


async def main() -> None:
    """Measure every page that shows figures and print the medians in milliseconds."""
    snapshot = engine.current()
    async with app.server.router.lifespan_context(app.server):
        callbacks = await get(app.server, "/_dash-dependencies")
        asked = {page.__name__: requests_of(page, callbacks) for page in app.page_modules()}
        shows = {name: requests for name, requests in asked.items() if requests.first}
        found = {
            name: await measured(name, requests, snapshot, filter_changes(snapshot, nth))
            for nth, (name, requests) in enumerate(shows.items())
        }
    memory = megabytes(resource.getrusage(resource.RUSAGE_SELF))
    sys.stdout.write(json.dumps({"pages": found, "megabytes": memory}) + "\n")


async def measured(
    page: str, requests: Requests, snapshot: engine.Snapshot, changes: list[Filters]
) -> dict[str, float]:
    """One page: its first screen and what is below, after changes of the filters and by default, and its floor."""
    found: dict[str, float] = {
        "figures": requests.figures,
        "first": await median_ms(requests.first, changes),
        "default": await median_ms(requests.first, [Filters(PAGES_PERIOD)] * len(changes)),
    }
    if requests.below:
        found["below"] = await median_ms(requests.below, changes)
    if page in FLOORS:
        deals = snapshot.frame("opportunities")
        last_day = max(day for days in snapshot.as_of.values() for day in days.values())
        found["floor"] = median([timed(partial(run_floor, page, deals, filters, last_day)) for filters in changes])
    return found


def filter_changes(snapshot: engine.Snapshot, nth: int) -> list[Filters]:
    """A year, a sector and a manager; each change, and on each page, another one, so that no answer is in the cache."""
    chosen = list(product(snapshot.values("sector"), snapshot.values("manager")))
    return [
        Filters(start=YEAR[0] + timedelta(nth), end=YEAR[1], dims={"sector": [sector], "manager": [manager]})
        for sector, manager in chosen[: WARM_UP + REPEATS]
    ]


async def median_ms(requests: Sequence[Body], changes: Sequence[Filters]) -> float:
    """Median time in which the server answers all these requests of a page after a change of the filters."""
    taken = []
    for filters in changes:
        bodies = [json.dumps(with_filters(request, filters.to_store())).encode() for request in requests]
        start = time.perf_counter()
        for body in bodies:
            await post(app.server, "/_dash-update-component", body)
        taken.append(time.perf_counter() - start)
    return median(taken)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(seconds: Sequence[float]) -> float:
    """In milliseconds, the first few runs not counted."""
    return statistics.median(seconds[WARM_UP:]) * 1000


if __name__ == "__main__":
    asyncio.run(main())
