"""Own prices beside rivals', thing by thing: what is like for like, who is dearer, and what that is worth.

A thing is a product that rivals quote by name, under any spelling of it; else a product within its category and tier,
compared with all quotes of these. Prices are medians per unit: own ones of the lines sold in the period, rivals' of
the quotes in force at its end.
"""

import asyncio
import threading
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from cachetools import LRUCache

from auth.scope import Scope
from data import engine
from errors import UnknownName
from filters import Filters, Window
from i18n import N_, _
from metrics.carried import carried
from metrics.checks import check_filters
from metrics.plan import columns_of
from metrics.price_rows import Positions
from metrics.quotes import PLACE, SALES, TABLE, Key, Quoted, all_quoted, lacking
from metrics.run import last_day
from metrics.slices import Tables
from metrics.sold_things import THING, sold_things
from settings import settings

LABEL = N_("Price positions")
ABOUT = N_(
    "Own median price per unit in the period against the median of competitors' quotes in force at its end: of the same"
    " product, else of the same category and tier. Lines without a price or quantity and returns are left out, as are"
    " sales older than the oldest quote in force."
)
OWN, RIVALS = N_("The own price"), N_("The price of competitors")
GROUPS = ("category", "product", "tier")
LEVEL = 0.02  # own price within this share of rivals' is level with it
FEW = 3  # lines or quotes: fewer make a median of chance
BELOW, AT, ABOVE = "below", "level", "above"
COLUMNS = (
    *THING, "matched_by", "own_price", "rivals_price", "price_index", "n", "quotes", "competitors", "newest_days",
    "age_days", "delta", "units", "revenue", "opportunity_cost", "at_risk", "verdict", "thin",
)  # fmt: skip
_known: LRUCache[Any, Positions] = LRUCache(256)
_lock = threading.Lock()


async def price_positions(
    window: Window | None, filters: Filters, scope: Scope, snapshot: Tables | None = None, by: str = ""
) -> pd.DataFrame:
    """A row for each thing sold in the window (None: ever), the largest revenue first.

    Columns `COLUMNS`: product, category, tier (None: not known, or several); matched_by ("product", "tier" for category
    and tier, None: rivals do not sell it, and what follows of them is null); own_price, rivals_price (medians per
    unit); price_index (100 x own / rivals'); n (own lines), quotes, competitors; newest_days and age_days (age of the
    newest and of the median quote, at the end); delta (own - rivals'); units, revenue (own); opportunity_cost (units x
    (rivals' - own) where we are cheaper), at_risk (units x (own - rivals') where we are dearer); verdict ("below",
    "level", "above"); thin (fewer than FEW lines or quotes).

    `by`, of GROUPS, compares within each of its groups, as a filter on each would: a product sold in two tiers is then
    two things. Dimensions that quotes do not have restrict own sales only, and notes say so. `attrs`: window (see
    `recent`), quote_days, oldest (day of a quote in force), left_out (lines without a price, returns), notes. Raises
    BadFilter, UnknownName.
    """
    return await asyncio.to_thread(measure_price_positions, window, filters, scope, snapshot, by)


def measure_price_positions(
    window: Window | None, filters: Filters, scope: Scope, snapshot: Tables | None = None, by: str = ""
) -> pd.DataFrame:
    """`price_positions` for callers that are not async."""
    (found,) = several_positions([(window, by)], filters, scope, snapshot or engine.current())
    return found.framed(COLUMNS, found.rows)


def several_positions(
    asked: Sequence[tuple[Window | None, str]], filters: Filters, scope: Scope, tables: Tables
) -> list[Positions]:
    """Positions of several windows, each with its `by`, collected together: the engine scans once. They are kept: not
    to be changed.
    """
    wrong = [by for _window, by in asked if by and by not in GROUPS]
    if wrong:
        raise UnknownName(_("dimension"), wrong[0], GROUPS)
    dims = Filters(dims=filters.dims)
    keys = [(tables.id, recent(window, tables), dims, scope, by) for window, by in asked]
    with _lock:
        known = {key: _known[key] for key in keys if key in _known}
    missing = [key for key in dict.fromkeys(keys) if key not in known]
    if missing:
        check_filters(filters, scope, tables)
        new = _positions(tables, dims, scope, [(window, by) for _id, window, _dims, _scope, by in missing])
        known |= dict(zip(missing, new, strict=True))
        with _lock:
            _known.update({key: known[key] for key in missing})
    return [known[key] for key in keys]


def ended(window: Window | None, tables: Tables) -> Window:
    """The window up to the last day with facts."""
    end = last_day(tables)
    return Window(window.start if window else None, min(window.end, end) if window else end)


def recent(window: Window | None, tables: Tables) -> Window:
    """What is compared of it: `ended`, and no longer than quotes are in force. Sales of years ago beside quotes of
    today would show how prices rose, not where we stand.
    """
    start, end = ended(window, tables)
    first = _oldest(end)
    return Window(max(start or first, first), end)


def _oldest(end: date) -> date:
    return end - timedelta(days=settings().pricing.quote_days)


def _positions(tables: Tables, filters: Filters, scope: Scope, asked: Sequence[tuple[Window, str]]) -> list[Positions]:
    prices = [rivals(tables, window, filters, scope, by) for window, by in asked]
    wanted = [({key[0] for key in named}, *one) for (named, _placed), one in zip(prices, asked, strict=True)]
    sold = sold_things(tables, filters, scope, wanted)
    return [
        Positions(
            sorted((_row(thing, *match(thing, named, placed, by)) for thing in things), key=lambda r: -r["revenue"]),
            _attrs(tables, filters, window, left_out),
        )
        for (window, by), (named, placed), (things, left_out) in zip(asked, prices, sold, strict=True)
    ]


def _attrs(tables: Tables, filters: Filters, window: Window, left_out: int) -> dict[Hashable, Any]:
    ignored = _ignored(tables, filters)
    return carried({
        "window": window, "as_of": last_day(tables), "quote_days": settings().pricing.quote_days,
        "oldest": _oldest(window.end), "left_out": left_out, "undated": 0, "date_notes": [], "ignored_by": ignored,
        "ignored_filters": sorted({name for names in ignored.values() for name in names.split(", ")}),
    })  # fmt: skip


def rivals(
    tables: Tables, window: Window, filters: Filters, scope: Scope, by: str
) -> tuple[Mapping[Key, Quoted], Mapping[Key, Quoted]]:
    """What rivals ask by product (and group), and by category and tier."""
    if TABLE not in tables.names:
        return {}, {}
    by_product, by_place = (all_quoted(tables, window.end, filters, scope, keys) for keys in (by_name(by), PLACE))
    return by_product, by_place


def by_name(by: str) -> tuple[str, ...]:
    """The columns by which a thing is found by its name."""
    return ("product", by) if by in PLACE else ("product",)


def match(
    thing: Mapping[str, Any], named: Mapping[Key, Quoted], placed: Mapping[Key, Quoted], by: str
) -> tuple[str | None, Quoted | None]:
    """How a thing is matched, and what is asked for it; None: nobody sells it."""
    key = (thing["product"], thing[by]) if by in PLACE else (thing["product"],)
    if key in named:
        return "product", named[key]
    place = (thing["category"], thing["tier"])
    return ("tier", placed[place]) if place in placed else (None, None)


def _row(thing: Mapping[str, Any], matched_by: str | None, theirs: Quoted | None) -> dict[str, Any]:
    own, units, n = thing["own_price"], thing["units"], thing["n"]
    row = {name: thing[name] for name in (*THING, "own_price", "n", "units", "revenue")} | {
        "matched_by": matched_by, "thin": False,
    }  # fmt: skip
    if theirs is None:
        return row
    delta = own - theirs.price
    level = abs(delta) <= LEVEL * theirs.price
    return row | {
        "rivals_price": theirs.price, "price_index": 100 * own / theirs.price, "quotes": theirs.quotes,
        "competitors": theirs.competitors, "newest_days": theirs.newest_days, "age_days": theirs.age_days,
        "delta": delta, "opportunity_cost": units * max(-delta, 0.0), "at_risk": units * max(delta, 0.0),
        "verdict": AT if level else BELOW if delta < 0 else ABOVE, "thin": min(n, theirs.quotes) < FEW,
    }  # fmt: skip


def _ignored(tables: Tables, filters: Filters) -> dict[str, str]:
    """Filters that one side of the comparison does not have."""
    sides = ((OWN, columns_of(tables, SALES)), (RIVALS, columns_of(tables, TABLE)))
    found = {label: lacking(filters, columns) for label, columns in sides if columns}
    own = found.get(OWN, [])
    if own == ["competitor"]:  # nobody expects it to restrict what we sell
        found[OWN] = []
    return {label: ", ".join(names) for label, names in found.items() if names}
