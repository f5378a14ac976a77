"""What a page is asked to show: filters, the page's own choices, whose data, of which snapshot."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from auth.scope import Scope, current_scope
from data import engine
from data.engine import Snapshot
from errors import BadFilter
from filters import Filters
from i18n import _
from metrics.registry import Query, measure_all

VIEW = "view."  # begins the keys of a URL that are a page's own choices: view.sales.rank=win_rate


@dataclass(frozen=True)
class Asked:
    """One update of a page. All its queries are answered from the one snapshot pinned here."""

    filters: Filters
    view: Mapping[str, str]  # the pages' own choices by name, e.g. "sales.rank"; what is the default is not in it
    scope: Scope
    snapshot: Snapshot

    @property
    def currency(self) -> str:
        return self.snapshot.currency

    async def measure(self, *queries: Query) -> list[pd.DataFrame]:
        """A frame for each query, collected together."""
        return await measure_all(*queries, filters=self.filters, scope=self.scope, snapshot=self.snapshot)

    def choice(self, name: str, valid: Collection[str]) -> str:
        """What was chosen of `valid`, whose first is the default. Raises BadFilter for anything else."""
        chosen = self.view.get(name) or next(iter(valid))
        if chosen not in valid:
            message = _("There is no choice '{value}' for {name}.", value=chosen, name=name)
            raise BadFilter(message, _("Valid: {names}.", names=", ".join(valid)))
        return chosen


async def asked(selected: Mapping[str, Any] | None) -> Asked:
    """What the browser's `filters` store asks for. Raises NoData, and BadFilter for what cannot be read."""
    snapshot = await asyncio.to_thread(engine.current)
    return Asked(Filters.from_store(selected), dict((selected or {}).get("view") or {}), current_scope(), snapshot)


async def asked_by_url(query: Mapping[str, Any]) -> Asked:
    """The same of a URL's query, for exports; values are texts or lists of texts."""
    snapshot = await asyncio.to_thread(engine.current)
    view = {key.removeprefix(VIEW): _last(value) for key, value in query.items() if key.startswith(VIEW)}
    return Asked(Filters.from_query(query), view, current_scope(), snapshot)


def _last(value: Any) -> str:
    return value if isinstance(value, str) else value[-1]
