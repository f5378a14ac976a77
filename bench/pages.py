"""Server time of every page after a filter change, all its callbacks through the real app, in this process.

`python -m bench.pages` measures the snapshot in FAIRLEAD_VAR and prints JSON; `bench` runs it as a process of
its own for each size, so that memory and caches are that size's alone.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import product
from types import ModuleType
from typing import Any

from starlette.testclient import TestClient

import app
from bench.commands import megabytes
from bench.floors import run_floor
from data import engine
from filters import PAGES_PERIOD, Filters

WARM_UP, REPEATS = 6, 40
YEAR = (date(2016, 1, 1), date(2016, 12, 31))
Body = dict[str, Any]


def main() -> None:
    """Measure every page and print the medians in milliseconds."""
    snapshot = engine.current()
    last_day = max(day for days in snapshot.as_of.values() for day in days.values())
    changes = filter_changes(snapshot)
    deals = snapshot.frame("opportunities")
    found = {}
    with TestClient(app.server, base_url="http://127.0.0.1") as client:
        callbacks = client.get("/_dash-dependencies").json()
        for page in app.page_modules():
            updates = list(updates_of(page, callbacks))
            found[page.__name__] = {
                "figures": sum(body["output"].count(".figure") for body in updates),
                "filtered": median_ms(lambda asked, updates=updates: update(client, updates, asked), changes),
                "default": median_ms(
                    lambda asked, updates=updates: update(client, updates, asked),
                    [Filters(PAGES_PERIOD)] * len(changes),
                ),
                "floor": median_ms(lambda asked, page=page: run_floor(page.__name__, deals, asked, last_day), changes),
            }
    memory = megabytes(resource.getrusage(resource.RUSAGE_SELF))
    sys.stdout.write(json.dumps({"pages": found, "megabytes": memory}) + "\n")


def filter_changes(snapshot: engine.Snapshot) -> list[Filters]:
    """A year, a sector and a manager, each change another one, so that no answer comes from the cache."""
    chosen = list(product(snapshot.values("sector"), snapshot.values("manager")))
    return [
        Filters(start=YEAR[0], end=YEAR[1], dims={"sector": [sector], "manager": [manager]})
        for sector, manager in chosen[: WARM_UP + REPEATS]
    ]


def updates_of(page: ModuleType, callbacks: list[Body]) -> Iterator[Body]:
    """The requests that a browser on this page makes when the filters change, still without the filters."""
    shown = {part.id: part for part in page.layout()._traverse() if getattr(part, "id", None)}
    for callback in callbacks:
        outputs = [dict(zip(("id", "property"), one.rsplit(".", 1), strict=True))
                   for one in callback["output"].strip(".").split("...")]  # fmt: skip
        heard = [f"{one['id']}.{one['property']}" for one in callback["inputs"]]
        if callback["clientside_function"] or "filters.data" not in heard or outputs[0]["id"] not in shown:
            continue
        given = [{**one, "value": getattr(shown.get(one["id"]), one["property"], None)}
                 for one in (*callback["inputs"], *callback["state"])]  # fmt: skip
        inputs, state = given[: len(heard)], given[len(heard) :]
        outputs_asked: Any = outputs if callback["output"].startswith("..") else outputs[0]
        yield {
            "output": callback["output"], "outputs": outputs_asked, "inputs": inputs, "state": state,
            "changedPropIds": ["filters.data"],
        }  # fmt: skip


def update(client: TestClient, updates: list[Body], filters: Filters) -> None:
    """Send all requests of a page for these filters."""
    for body in updates:
        for one in body["inputs"]:
            if one["id"] == "filters":
                one["value"] = filters.to_store()
        client.post("/_dash-update-component", json=body).raise_for_status()


def median_ms(work: Callable[[Filters], object], asked: list[Filters]) -> float:
    """Median time of the work in milliseconds, the first few runs not counted."""
    taken = []
    for filters in asked:
        start = time.perf_counter()
        work(filters)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[WARM_UP:])


if __name__ == "__main__":
    main()
