"""The bookings outlook under any filter: what is won, what open deals and deals to come bring, and the target.

Nothing is fitted here: chances and curves are those derived after the publish, and a filter chooses whose they are.
"""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
from cachetools import LRUCache, cached

from auth.scope import Scope
from data.derived import Derived
from data.engine import Snapshot
from data.judgements import judgements
from derive.forecasts import derived_for
from derive.windows import GRAINS
from filters import Filters
from metrics.checks import check_filters
from metrics.pace import measure_pace
from metrics.plan import columns_of
from metrics.rows import in_dims, in_scope
from metrics.states import those
from models.deal_value import DealValue
from models.new_business import NewBusiness, NewDealCurves, new_business
from models.outlook import outlook

WINDOWS = tuple(f"{which}_{grain}" for grain in GRAINS for which in ("this", "next"))
TABLE = "opportunities"
OF_OPEN_DEALS = ("stage", "forecast_category", "lost_reason", "discount_band")  # no deal to come has these yet
KEPT = 256  # outlooks
Amounts = Mapping[str, float]  # judged, by opportunity_id


@dataclass(frozen=True)
class BookingsOutlook:
    """What the window from `start` to `end` may bring, as known on `as_of`.

    `table`: part (won_so_far, pipeline, new_business, total), mean, low80, high80 and the other quantiles of
    `models.outlook`. `histogram` of the total: low, high, share. `target` is null where none is set that knows the
    filters, `chance` to reach it with it. `method`, `why`: of the chances, as `ClosingModel` names them; `dated`: they
    are of an older snapshot, and `unknown` deals came in since. `without_new`: filters that no deal to come can meet,
    for which new business is left out.
    """

    name: str
    start: date
    end: date
    as_of: date
    dated: bool
    method: str
    why: str
    table: pd.DataFrame
    histogram: pd.DataFrame
    target: float | None
    chance: float | None
    open_deals: int
    unknown: int
    without_new: tuple[str, ...]

    def of(self, part: str, column: str = "mean") -> float:
        """One figure of the table."""
        return float(self.table.loc[self.table["part"] == part, column].item())


async def outlook_for(filters: Filters, scope: Scope, snapshot: Snapshot, window: str) -> BookingsOutlook | None:
    """The outlook of one of WINDOWS; of the filters only the dimensions count. None where nothing is derived yet, or
    all that is derived is of windows that are over. Raises BadFilter."""
    return await asyncio.to_thread(find_outlook, filters, scope, snapshot, window)


def find_outlook(filters: Filters, scope: Scope, snapshot: Snapshot, window: str) -> BookingsOutlook | None:
    """`outlook_for` for callers that are not async."""
    model = derived_for(Scope.all(), snapshot)
    if model is None or "outlook" not in model.about:
        return None
    said = tuple(sorted((id, one.amount) for id, one in judgements().items() if one.amount is not None))
    return _outlook(Filters(dims=filters.dims), scope, snapshot, model, window, said)


def _key(filters: Filters, scope: Scope, snapshot: Snapshot, model: Derived, window: str, said: tuple[Any, ...]) -> Any:
    return filters, scope, snapshot.id, model.snapshot_id, window, said


@cached(LRUCache(KEPT), key=_key, lock=threading.Lock())
def _outlook(
    filters: Filters, scope: Scope, snapshot: Snapshot, model: Derived, window: str, said: tuple[Any, ...]
) -> BookingsOutlook | None:
    about = model.about["outlook"]
    known = about["windows"][window]
    start, end = date.fromisoformat(known["start"]), date.fromisoformat(known["end"])
    dated = model.snapshot_id != snapshot.id
    goal = measure_pace(Filters(start=start, end=end, dims=filters.dims), scope, snapshot).iloc[0]
    if dated and end <= _last(snapshot):
        return None
    deals = _open_now(filters, scope, snapshot, model, window, dict(said))
    without = tuple(name for name, _values in filters.dims if name in OF_OPEN_DEALS)
    new = None if without else _new(filters, scope, snapshot, known["curves"])
    found = outlook(deals, DealValue(**about["value"]), about["shock"], new, float(goal["won"]))
    target = float(goal["target"]) if goal["target"] > 0 else None
    return BookingsOutlook(
        name=window, start=start, end=end, as_of=model.as_of, dated=dated, method=about["method"], why=about["why"],
        table=found.table(), histogram=found.histogram().rename(columns={"start": "low", "end": "high"}),
        target=target, chance=None if target is None else found.chance(target),
        open_deals=len(deals), unknown=int(deals["p"].isna().sum()), without_new=without,
    )  # fmt: skip


def _last(snapshot: Snapshot) -> date:
    return max((day for days in snapshot.as_of.values() for day in days.values()), default=date.min)


def _open_now(
    filters: Filters, scope: Scope, snapshot: Snapshot, model: Derived, window: str, amounts: Amounts
) -> pd.DataFrame:
    """The deals under the filters that are not decided: p, and value as the CRM has it. A judged amount is what its
    author expects to be paid, so it is set against the share of a CRM's amounts that usually is."""
    ratio = float(model.about["outlook"]["value"]["ratio"])
    check_filters(filters, scope, snapshot)
    table = nw.from_native(_undecided(snapshot, model).lazy())
    rows = those(table, _conditions(filters, scope, snapshot)).select("opportunity_id", f"p_{window}", "value")
    found = rows.collect().to_dict(as_series=False)
    ids_and_values = zip(found["opportunity_id"], found["value"], strict=True)
    values = [amounts[id] / ratio if id in amounts else value for id, value in ids_and_values]
    return pd.DataFrame({"p": np.array(found[f"p_{window}"], float), "value": np.array(values, float)})


@cached(LRUCache(2), key=lambda snapshot, model: (snapshot.id, model.snapshot_id), lock=threading.Lock())
def _undecided(snapshot: Snapshot, model: Derived) -> pl.DataFrame:
    """All deals that are not decided with their dimensions, value and chances: slow to join, and the same for all."""
    deals = snapshot.frame(TABLE)
    labels = [name for name, kind in deals.schema.items() if kind == pl.Categorical()]
    place = deals.select(pl.arg_where(pl.col("is_open") | pl.col("is_untouched"))).to_series()
    ids = snapshot.frame(f"{TABLE}_detail")["opportunity_id"].gather(place)
    chances = model.frame("open_deals").select("opportunity_id", *(f"p_{window}" for window in WINDOWS))
    rows = deals.select(*labels, "value")[place].with_columns(ids)
    return rows.join(chances.unique("opportunity_id"), on="opportunity_id", how="left")


def _new(filters: Filters, scope: Scope, snapshot: Snapshot, curves: Mapping[str, Any]) -> NewBusiness:
    """What comes of deals not opened yet, from those that the filters let through."""
    rows = those(snapshot.table(TABLE), _conditions(filters, scope, snapshot))
    columns = ("opened_on", "decided_on", "amount", "is_won")
    found = rows.filter(~nw.col("opened_on").is_null()).select(*columns).collect().to_native()
    days = {name: found[name].to_numpy() for name in columns[:2]}
    outcome = pd.Categorical.from_codes(found["is_won"].fill_null(False).to_numpy().astype(int), ["lost", "won"])  # type: ignore[call-overload]  # (stubs want a list)
    deals = pd.DataFrame({**days, "amount": found["amount"].to_numpy(), "outcome": outcome})
    return new_business(deals, rebuilt(curves))


def rebuilt(curves: Mapping[str, Any]) -> NewDealCurves:
    """The curves of new deals from how JSON keeps them."""
    won = tuple(np.array(part, float) for part in curves["won"])
    return NewDealCurves(curves["as_of"], curves["after"], curves["days"], tuple(curves["ago"]), won)


def _conditions(filters: Filters, scope: Scope, snapshot: Snapshot) -> list[nw.Expr]:
    columns = columns_of(snapshot, TABLE)
    return [*in_scope(scope, columns), *in_dims(filters.dims, columns)]
