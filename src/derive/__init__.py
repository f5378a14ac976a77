"""Derive: what follows a publish. Forecasts, models of deals, prices and customers, fitted once and kept beside it."""

from collections.abc import Callable
from typing import Any

from threadpoolctl import threadpool_limits

from data import engine
from data.derived import write_derived
from data.engine import Snapshot
from data.past_forecasts import keep_forecasts
from data.snapshot import held
from derive.forecasts import derive_forecasts, tables_of
from derive.league import league_tables
from derive.revenue import basis_of, cut_off
from i18n import _
from metrics.run import last_day

Tell = Callable[[float, str], None]


def derive(tell: Tell = lambda share, message: None) -> dict[str, Any]:
    """Derive everything from the snapshot in force; gives its id and how much was made.

    Raises NoData without a snapshot, StorageError where it cannot be written; what was derived before stays.
    """
    snapshot = engine.newest()
    with held(snapshot.id), threadpool_limits(1):  # many small fits: threads would only wait for each other
        return _derive(snapshot, tell)


def _derive(snapshot: Snapshot, tell: Tell) -> dict[str, Any]:
    from derive.customers import derive_customers
    from derive.deals import derive_deals  # scikit-learn, which a server that only reads forecasts does not load
    from derive.pricing import derive_pricing
    from derive.pricing_survey import derive_survey

    until = cut_off(snapshot)
    tell(0.0, _("Fitting the deal models"))
    deals, about = derive_deals(snapshot)  # first: it takes the most memory, while nothing else is held yet
    tell(0.35, _("Fitting the price responses"))
    prices, of_prices = derive_pricing(snapshot)
    tell(0.37, _("Working out what customers are worth"))
    customers = derive_customers(snapshot)
    tell(0.4, _("Fitting the forecasts"))
    views = list(derive_forecasts(snapshot))
    tell(0.8, _("Judging the ways to forecast"))
    leagues, best, said = league_tables(snapshot, until)
    about |= {"as_of": last_day(snapshot).isoformat(), "cut_off": until.isoformat(), "best": best}
    about |= basis_of(snapshot)
    keep_forecasts(said, snapshot.currency)
    about["pricing"] = of_prices
    prices |= derive_survey(snapshot)
    write_derived(snapshot.id, {**tables_of(views), **leagues, **deals, **prices, **customers}, about)
    return {"snapshot": snapshot.id, "views": len(views), "open_deals": deals["open_deals"].height}
