"""The locust file of the load test: readers who each change a filter every three seconds on a page of theirs.

What they ask for comes from the file that FAIRLEAD_BENCH_ASKS names, as `python -m bench.bodies` prints it.
"""

import json
import os
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from gevent import sleep
from locust import FastHttpUser, between, task

from bench.bodies import Body, with_filters
from bench.load import PACE

ASKS: dict[str, Any] = json.loads(Path(os.environ["FAIRLEAD_BENCH_ASKS"]).read_text("utf-8"))
HEADERS = {"Content-Type": "application/json", "Accept-Encoding": "gzip, br"}
FAILED = "state failed"  # the class of what a page shows where a callback failed
_numbers = count()


class Reader(FastHttpUser):
    """One reader on one page. Their changes are random, but the same in every run."""

    wait_time = between(PACE - 1, PACE + 1)

    def on_start(self) -> None:
        number = next(_numbers)
        self.draw = Random(number)  # noqa: S311 (no secret)
        pages = list(ASKS["pages"].values())
        self.page = pages[number % len(pages)]
        sleep(self.draw.uniform(0, PACE))  # nobody acts on the same beat as others

    @task
    def change_a_filter(self) -> None:
        store = _any_filters(self.draw)
        for part in ("first", "below"):
            for body in self.page[part]:
                self._ask(part, with_filters(body, store))

    def _ask(self, part: str, body: Body) -> None:
        with self.client.post(
            "/_dash-update-component", json=body, headers=HEADERS, name=part, catch_response=True
        ) as answer:
            if FAILED in (answer.text or ""):
                answer.failure(f"a callback failed: {body['output']}")


def _any_filters(draw: Random) -> Body:
    """A period ending on one of the last days, at times with values of a dimension or two."""
    end = date.fromisoformat(ASKS["last_day"]) - timedelta(draw.randrange(180))
    start = end - timedelta(draw.choice((29, 89, 364, 729)))
    chosen = draw.sample(list(ASKS["values"]), draw.choice((0, 1, 1, 2)))
    dims = {name: draw.sample(values, min(len(values), draw.choice((1, 1, 2)))) for name, values in
            ((name, ASKS["values"][name]) for name in chosen)}  # fmt: skip
    compare = draw.choice(("previous", "last_year"))
    return {"from": start.isoformat(), "to": end.isoformat(), "compare": compare, "dims": dims}
