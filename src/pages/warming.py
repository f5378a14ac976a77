"""Default views, measured as soon as a snapshot is in force, so that the first reader does not wait for them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from auth.scope import current_scope
from data import engine
from errors import NoData, NotReady
from filters import Filters
from metrics.query import Query
from metrics.run import measure_all
from pages.filter_offer import offers

log = logging.getLogger(__name__)
EVERY = 2.0  # seconds between two looks for a new snapshot
Warm = Callable[[], Awaitable[None]]


async def keep_warm(queries: Sequence[Query], more: Sequence[Warm] = ()) -> None:
    """Measure the queries under a page's default filters on each new snapshot, and list what can be filtered by.

    `more` are called then, too: what pages ask for that is no query. Runs until cancelled.
    """
    warmed = None
    while True:
        try:
            snapshot = await asyncio.to_thread(engine.current)
            if snapshot.id != warmed:
                defaults = Filters.from_store(None)
                await measure_all(*queries, filters=defaults, scope=current_scope(), snapshot=snapshot)
                await asyncio.to_thread(offers, current_scope(), snapshot)
                for warm in more:
                    await warm()
                warmed = snapshot.id
        except (NoData, NotReady):
            pass  # nothing to warm yet
        except Exception:
            log.exception("Warming failed; it is tried again.")
        await asyncio.sleep(EVERY)
