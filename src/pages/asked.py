"""What a page is asked to show: filters, the page's own choices, whose data, of which snapshot."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from auth.scope import Scope, current_scope
from data import engine
from data.engine import Snapshot
from errors import BadFilter
from filters import COMPARISONS, NONE, PERIODS, Filters, Window
from i18n import _, span
from metrics.dimensions import all_dimensions
from metrics.registry import Query, measure_all
from metrics.run import last_day
from settings import settings

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
        """What was chosen of `valid`, whose first is the default. Raises BadFilter for anything else.

        A mapping's values are what the choices are called (marked for translation).
        """
        chosen = self.view.get(name) or next(iter(valid))
        if chosen not in valid:
            called = [_(valid[v] or v) for v in valid] if isinstance(valid, Mapping) else list(valid)
            message = _("'{value}' is not among the choices.", value=chosen)
            raise BadFilter(message, _("Valid: {names}.", names=", ".join(called)))
        return chosen


async def asked(selected: Mapping[str, Any] | None) -> Asked:
    """What the browser's `filters` store asks for. Raises NoData, and BadFilter for what cannot be read."""
    snapshot = await _current()
    view = dict((selected or {}).get("view") or {})
    return Asked(_read(Filters.from_store, selected, snapshot), view, current_scope(), snapshot)


async def _current() -> Snapshot:
    """The snapshot in force; a look at the database is left to a thread, so that others are served."""
    known = engine.at_hand()
    return known if known is not None else await asyncio.to_thread(engine.current)


async def asked_by_url(query: Mapping[str, Any]) -> Asked:
    """The same of a URL's query, for exports; values are texts or lists of texts."""
    snapshot = await _current()
    view = {key.removeprefix(VIEW): _last(value) for key, value in query.items() if key.startswith(VIEW)}
    return Asked(_read(Filters.from_query, query, snapshot), view, current_scope(), snapshot)


def in_words(found: Asked) -> list[tuple[str, str]]:
    """The filters as labels and what is chosen: the period with its days, the comparison, each dimension.

    A page's own choices are said by the titles of what they change.
    """
    as_of, fiscal = last_day(found.snapshot), settings().company.fiscal_year_start
    preset = PERIODS.get(found.filters.period)
    days = days_of(found.filters.window(as_of, fiscal) if found.filters.dated else None)
    before = found.filters.compare_window(as_of, fiscal)
    compared = COMPARISONS[found.filters.compare if before else "none"]
    known = all_dimensions(found.snapshot.dimensions)
    return [
        (_("Period"), _joined(_(preset.label) if preset else "", days)),
        (_("Compared with"), _joined(_(compared), days_of(before))),
        *(
            (_(known[name].label), ", ".join(_("(none)") if value == NONE else value for value in values))
            for name, values in found.filters.dims
        ),
    ]


def _read(read: Callable[[Any], Filters], given: Any, snapshot: Snapshot) -> Filters:
    """Filters whose dimensions exist. What is wrong is said in the words of the filter bar, which can take it off."""
    hint = _("Choose another in the filter bar, or take it off there with its ✕.")
    try:
        filters = read(given)
    except BadFilter as error:
        raise BadFilter(error.message, hint) from None
    known = all_dimensions(snapshot.dimensions)
    unknown = [name for name, _values in filters.dims if name not in known]
    if unknown:
        raise BadFilter(_("There is no filter '{name}'.", name=unknown[0]), hint)
    return filters


def days_of(window: Window | None) -> str:
    """The days of a window in words; nothing where there is none."""
    if window is None:
        return ""
    return span(window.start, window.end)


def _joined(name: str, days: str) -> str:
    return f"{name} ({days})" if name and days else name or days


def _last(value: Any) -> str:
    return value if isinstance(value, str) else value[-1]
