"""Slippage: of what was due in a period when it started, what was moved to later.

It needs the pipeline as it stood on the day before the period, not today's: a deal that was moved is due elsewhere
now. Deals are followed whatever becomes of them, also out of the filters under which they were due.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from auth.scope import Scope
from data import engine
from errors import BadFilter
from filters import Filters, Window
from i18n import N_, _
from metrics.definition import ratio
from metrics.remembered import remembered
from metrics.slices import Tables
from metrics.states import CLOSE, DEAL, about, ignored, states, until
from metrics.stretches import IN_PIPELINE, STATES, held_on
from periods import DAY, add_months

LABEL = N_("Slippage")
ABOUT = N_(
    "Amount due in the period at its start that was moved to later / amount due at its start. Amounts are those of the"
    " start. A deal still open on a day in the period that has passed is overdue, not moved."
)
OUTCOMES = {
    "won": N_("Won"), "lost": N_("Lost"), "slipped": N_("Moved later"), "still_due": N_("Still due"),
    "pulled_earlier": N_("Moved earlier"), "other": N_("Otherwise gone"),
}  # fmt: skip
KINDS = {"due": N_("Due at the start"), **OUTCOMES}
MONTHS, LONGEST = 12, timedelta(days=31)


async def slippage(window: Window, filters: Filters, scope: Scope, snapshot: Tables | None = None) -> pd.DataFrame:
    """What was due in the window on the day before it, and what had become of it by its end (or the last day known).

    Columns kind (`KINDS`, in that order), deals, amount, share (of the amount due; NaN where nothing was). The parts
    sum to "due". "slipped" is due later now, or has no day any more; "pulled_earlier" is open and due before the
    window; "other" was neither decided nor is open. `attrs`: window, until, as_of, over (whether the window has ended),
    slippage (the share slipped; None where nothing was due), reconstructed (deals whose state then is the earliest
    known), ignored_filters, notes. Raises BadFilter if the window has no start.
    """
    return await asyncio.to_thread(measure_slippage, window, filters, scope, snapshot)


def measure_slippage(window: Window, filters: Filters, scope: Scope, snapshot: Tables | None = None) -> pd.DataFrame:
    """`slippage` for callers that are not async."""
    if window.start is None:
        raise BadFilter(_("What was due when all time began is not known."), _("Choose a period that has a start."))
    return _slippage(snapshot or engine.current(), window, Filters(dims=filters.dims), scope)


async def slippage_months(
    filters: Filters, scope: Scope, snapshot: Tables | None = None, months: int = MONTHS
) -> pd.DataFrame:
    """Slippage of each of the last whole months, oldest first.

    Columns month (its first day), deals, due, won, lost, slipped, still_due, pulled_earlier, other (amounts),
    slipped_deals, slippage (share of the amount due; NaN where nothing was). `attrs`: as_of, ignored_filters, notes.
    """
    return await asyncio.to_thread(measure_slippage_months, filters, scope, snapshot, months)


def measure_slippage_months(
    filters: Filters, scope: Scope, snapshot: Tables | None = None, months: int = MONTHS
) -> pd.DataFrame:
    """`slippage_months` for callers that are not async."""
    return _slippage_months(snapshot or engine.current(), Filters(dims=filters.dims), scope, months)


@remembered
def _slippage(tables: Tables, window: Window, filters: Filters, scope: Scope) -> pd.DataFrame:
    start: date = window.start  # type: ignore[assignment]
    eve, end = until(tables, start - DAY), until(tables, window.end)
    days = {"_start": start, "_last": window.end, "_end": end}
    due = states(tables, filters, scope).filter(held_on(eve), CLOSE.is_between(start, window.end))
    followed = _followed(tables, due.with_columns(**{name: nw.lit(day) for name, day in days.items()}), end, end)
    found = engine.collect([_sums(followed, "kind")])[0]
    rows = {kind: (int(found["deals"][i]), float(found["amount"][i] or 0)) for i, kind in enumerate(found["kind"])}
    rows["due"] = (sum(deals for deals, _amount in rows.values()), sum(amount for _deals, amount in rows.values()))
    frame = pd.DataFrame([(kind, *rows.get(kind, (0, 0.0))) for kind in KINDS], columns=["kind", "deals", "amount"])
    frame["share"] = ratio(frame["amount"].to_numpy(), rows["due"][1])
    share = float(frame.loc[frame["kind"] == "slipped", "share"].item())
    frame.attrs = about(
        tables, LABEL, ignored(tables, filters), window=window, until=end, over=end >= window.end,
        slippage=None if np.isnan(share) else share, reconstructed=sum(int(n or 0) for n in found["reconstructed"]),
    )  # fmt: skip
    return frame


@remembered
def _slippage_months(tables: Tables, filters: Filters, scope: Scope, months: int) -> pd.DataFrame:
    after = until(tables, date.max) + DAY
    past = after.replace(day=1)  # the months before this day are whole
    first = add_months(past, -months)
    month = CLOSE.dt.truncate("1mo")
    rows = (
        states(tables, filters, scope).filter(CLOSE.is_between(first, past - DAY)).with_columns(month.alias("_start"))
    )
    ends = nw.col("_start").dt.offset_by("1mo").dt.offset_by("-1d")
    due = rows.filter(held_on(nw.col("_start").dt.offset_by("-1d"))).with_columns(
        ends.alias("_last"), ends.alias("_end")
    )
    found = engine.collect([_sums(_followed(tables, due, first, past), "_start", "kind")])[0]
    by_month: dict[date, dict[str, tuple[int, float]]] = {add_months(first, i): {} for i in range(months)}
    for start, kind, deals, amount in zip(*(found[c] for c in ("_start", "kind", "deals", "amount")), strict=True):
        by_month[start][kind] = (deals, amount or 0.0)
    frame = _by_month(by_month)
    frame.attrs = about(tables, LABEL, ignored(tables, filters))
    return frame


def _followed(tables: Tables, due: nw.LazyFrame[Any], first: date, last: date) -> nw.LazyFrame[Any]:
    """The deals that were due, by the `kind` of what had become of them on their day `_end`, within first to last."""
    deals = due.filter(IN_PIPELINE).select(
        DEAL, "value", "reconstructed", "left_on", "outcome", "_start", "_last", "_end"
    )
    alive = tables.table(STATES).filter(
        IN_PIPELINE, nw.col("from_on").is_null() | (nw.col("from_on") <= last),
        nw.col("to_on").is_null() | (nw.col("to_on") > first),
    ).select(DEAL, "from_on", "to_on", CLOSE.alias("_close"))  # fmt: skip
    then = deals.select(DEAL, "_start", "_end").join(alive, on=DEAL).filter(held_on(nw.col("_end")))
    then = then.select(DEAL, "_start", "_close", nw.lit(True).alias("_open"))
    return deals.join(then, on=[DEAL, "_start"], how="left").with_columns(_kind().alias("kind"))


def _kind() -> nw.Expr:
    close = nw.col("_close")
    decided = nw.when(nw.col("left_on") <= nw.col("_end")).then(nw.col("outcome").cast(nw.String))
    return (
        nw.when(nw.col("_open").is_null()).then(nw.coalesce(decided, nw.lit("other")))
        .when(close.is_null() | (close > nw.col("_last"))).then(nw.lit("slipped"))
        .when(close < nw.col("_start")).then(nw.lit("pulled_earlier"))
        .otherwise(nw.lit("still_due"))
    )  # fmt: skip


def _sums(deals: nw.LazyFrame[Any], *keys: str) -> nw.LazyFrame[Any]:
    amount = nw.col("value").sum().alias("amount")
    return deals.group_by(*keys).agg(nw.len().alias("deals"), amount, nw.col("reconstructed").sum())


def _by_month(by_month: Mapping[date, Mapping[str, tuple[int, float]]]) -> pd.DataFrame:
    def amounts(kinds: Sequence[str]) -> list[float]:
        return [sum(parts[kind][1] for kind in kinds if kind in parts) for parts in by_month.values()]

    frame = pd.DataFrame({"month": np.array(list(by_month), "datetime64[s]")})
    frame["deals"] = [sum(deals for deals, _amount in parts.values()) for parts in by_month.values()]
    frame["due"] = amounts(tuple(OUTCOMES))
    for kind in OUTCOMES:
        frame[kind] = amounts((kind,))
    frame["slipped_deals"] = [parts.get("slipped", (0, 0.0))[0] for parts in by_month.values()]
    frame["slippage"] = ratio(frame["slipped"].to_numpy(), frame["due"].to_numpy())
    return frame
