"""`python -m bench.pricing`: Financials and Pricing, at 10 k deals and 20 k orders and at 1 M and 2 M."""

import asyncio
import json
import resource
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl

from bench.__main__ import SIZES, output_of, say
from bench.bodies import Body, requests_of, with_filters
from bench.commands import Cost, manage, megabytes
from bench.inside import get, post
from bench.pricing_company import DAYS, FIRST, ORDERS_PER_DEAL, write_pricing_company, write_pricing_mapping
from bench.pricing_floors import Prices, financials, pricing
from bench.table import Line, of_size, table
from filters import PAGES_PERIOD, Filters, Window
from periods import DAY, next_start

PAGES = ("pages.financials", "pages.pricing")
WARM_UP, REPEATS = 6, 30
YEAR, END = date(2025, 1, 1), FIRST + timedelta(DAYS - 1)
QUARTERS, SHORTEST = 20, 6  # of the statement; a range of it is so long at least


@dataclass(frozen=True)
class Look:
    """A change of everything that can be chosen: a sector and a team, the filter bar's year, the statement's range."""

    filters: Filters
    quarters: Window

    @property
    def store(self) -> Body:
        assert self.quarters.start  # noqa: S101
        days = {"from": self.quarters.start.isoformat(), "to": self.quarters.end.isoformat()}
        return {**self.filters.to_store(), "view": {f"financials.{end}": day for end, day in days.items()}}


def main() -> None:
    """For each size load the company, measure, print; everything made for it is deleted."""
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="fairlead-bench-") as folder:
            loaded = load(write_pricing_company(Path(folder) / "files", size), Path(folder) / "var")
            measured = output_of("bench.pricing", Path(folder) / "var", "measure")
        title = f"{size:,} opportunities, {ORDERS_PER_DEAL * size:,} orders"
        say(table(title, lines(size, loaded, measured)))


def lines(size: int, loaded: Mapping[str, Cost], measured: Mapping[str, Any]) -> Iterator[Line]:
    """As of one size of `make bench`: the budgets are the same, but for the import of three times as many rows."""
    for line in of_size(size, loaded, measured):
        yield Line(line.what, line.value, line.unit) if line.what.startswith("import,") else line


def load(files: Path, var: Path) -> dict[str, Cost]:
    """Import into an empty Fairlead, publish all of it once more under another rule, derive from that."""
    write_pricing_mapping(var)
    state = {"FAIRLEAD_VAR": str(var)}
    imported = manage("import", str(files), "--mapping", "prices", **state)
    published = manage("publish", **state, FAIRLEAD_RULES__STAGE_PRIOR_DEALS="21")
    return {"import": imported, "publish": published, "derive": manage("derive", **state)}


async def measure() -> None:
    """Print as JSON what the pages take in the snapshot in FAIRLEAD_VAR, medians in milliseconds."""
    import app
    from bench.pages import median, timed
    from data import engine

    snapshot = engine.current()
    found: dict[str, dict[str, float]] = {}
    looks = list(changes(snapshot.values("sector"), snapshot.values("team"), WARM_UP + REPEATS))
    prices = Prices(
        *(snapshot.frame(name).lazy() for name in ("orders", "opportunities", "competitor_prices", "accounts"))
    )
    async with app.server.router.lifespan_context(app.server):
        callbacks = await get(app.server, "/_dash-dependencies")
        for page in app.page_modules():
            if page.__name__ in PAGES:
                asked = requests_of(page, callbacks)
                stores = [look.store for look in looks]
                found[page.__name__] = {
                    "figures": asked.figures,
                    "first": await median_ms(app.server, asked.first, stores),
                    "below": await median_ms(app.server, asked.below, stores),
                    "default": await median_ms(
                        app.server, asked.first, [Filters(PAGES_PERIOD).to_store()] * len(looks)
                    ),
                }
    for name in PAGES:
        found[name]["floor"] = median([timed(partial(run_floor, name, prices, look)) for look in looks])
    memory = megabytes(resource.getrusage(resource.RUSAGE_SELF))
    sys.stdout.write(json.dumps({"pages": found, "megabytes": memory}) + "\n")


def changes(sectors: Sequence[str], teams: Sequence[str], count: int) -> Iterator[Look]:
    """Each another one in everything but the last day of the year, so that no answer is in the cache."""
    pairs = [(sector, team) for sector in sectors for team in teams]
    starts = list(islice(_starts(), QUARTERS))
    ranges = [(a, b) for a in range(4, QUARTERS) for b in range(a + SHORTEST - 1, QUARTERS)]
    for n, ((sector, team), (a, b)) in enumerate(islice(zip(cycle(pairs), cycle(ranges)), count)):
        filters = Filters(start=YEAR + timedelta(n), end=END, dims={"sector": [sector], "team": [team]})
        yield Look(filters, Window(starts[a], next_start(starts[b], "quarter") - DAY))


def _starts() -> Iterator[date]:
    start = FIRST
    while True:
        yield start
        start = next_start(start, "quarter")


async def median_ms(server: Any, requests: Sequence[Body], stores: Sequence[Body]) -> float:
    """Median time in which the server answers all of these requests after a change."""
    from bench.pages import median

    taken = []
    for store in stores:
        bodies = [json.dumps(with_filters(request, store)).encode() for request in requests]
        start = perf_counter()
        for body in bodies:
            await post(server, "/_dash-update-component", body)
        taken.append(perf_counter() - start)
    return median(taken)


def run_floor(page: str, prices: Prices, look: Look) -> list[pl.DataFrame]:
    """What the page measures under these filters, by the shortest way there is."""
    chosen = prices.under(look.filters)
    if page == "pages.financials":
        return pl.collect_all(financials(chosen, look.quarters))
    now, before = look.filters.window(FIRST), look.filters.compare_window(FIRST)
    assert before  # noqa: S101 (the bench always compares)
    return pl.collect_all(pricing(chosen, now, before))


if __name__ == "__main__":
    asyncio.run(measure()) if sys.argv[1:] == ["measure"] else main()
