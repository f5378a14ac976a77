"""How discounts spread, how many deals go above list price, and how often deals of a discount are won."""

import math
from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from data.dimensions import discount_labels
from i18n import N_
from metrics.definition import Metric, among, ratio
from metrics.pricing import MEDIAN_DISCOUNT, PRICED
from metrics.query import Query
from metrics.sales import DECIDED_ON, LOST, WIN_RATE
from settings import settings

BAND = "discount_band"
HALF = 0.5  # of what is known of won deals: where less is known of lost ones, their rates by discount mislead
ASKED = (nw.col("amount") > 0) & (nw.col("list_amount") > 0)  # deals that have a price and a list price
BELOW_LIST = 1 - nw.col("amount") / nw.col("list_amount")
LOST_PRICED = LOST & ASKED


def _discount_quantile(share: float, label: str, about: str) -> Metric:
    discounts = among(PRICED, "discount")
    return Metric(
        f"discount_p{round(share * 100)}", label, kind="quantile", unit="fraction", date=DECIDED_ON, of=PRICED,
        better="down", value=discounts.quantile(share, interpolation="linear"), n=PRICED.sum(), about=about,
    )  # fmt: skip


DISCOUNT_P10 = _discount_quantile(0.1, N_("Discount, 10 %"), N_("A tenth of the won deals had a smaller discount."))
DISCOUNT_P25 = _discount_quantile(0.25, N_("Discount, 25 %"), N_("A quarter of the won deals had a smaller discount."))
DISCOUNT_P75 = _discount_quantile(0.75, N_("Discount, 75 %"), N_("A quarter of the won deals had a larger discount."))
DISCOUNT_P90 = _discount_quantile(0.9, N_("Discount, 90 %"), N_("A tenth of the won deals had a larger discount."))
SPREAD = (MEDIAN_DISCOUNT, DISCOUNT_P10, DISCOUNT_P25, DISCOUNT_P75, DISCOUNT_P90)
PRICED_WINS = Metric(
    "priced_wins", N_("Won deals with a list price"), kind="count", unit="count", date=DECIDED_ON, of=PRICED,
    value=PRICED.sum(), about=N_("Won deals whose amount and list price are known: those that have a discount."),
)  # fmt: skip
PREMIUM_SHARE = Metric(
    "premium_share", N_("Share sold above list"), kind="proportion", unit="fraction", date=DECIDED_ON, of=PRICED,
    better="up", value=ratio((PRICED & (nw.col("discount") < 0)).sum(), PRICED.sum()), n=PRICED.sum(),
    about=N_("Won deals above their list price / won deals with a list price, by close date."),
)  # fmt: skip
MEDIAN_LOST_DISCOUNT = Metric(
    "median_lost_discount", N_("Median discount, lost"), kind="median", unit="fraction", date=DECIDED_ON,
    of=LOST_PRICED, value=nw.when(LOST_PRICED).then(BELOW_LIST).median(), n=LOST_PRICED.sum(),
    about=N_("Half of the lost deals had been offered a larger discount, half a smaller one. Only of those whose last"
             " price is known."),
)  # fmt: skip
BAND_RATES = Query(WIN_RATE, by=BAND)


@dataclass(frozen=True)
class BandRates:
    """Win rates by band of discount: `rates` as measured, in the order of the bands, without deals of unknown price.

    `known` of the `lost` deals have a price; where it is known of far fewer lost than won ones, `honest` is false:
    the bands would then hold mainly won deals, and their rates would be too high.
    """

    rates: pd.DataFrame
    won: int
    lost: int
    known_won: int
    known: int

    @property
    def honest(self) -> bool:
        return not self.lost or (self.known > 0 and self.known * self.won >= HALF * self.known_won * self.lost)

    @property
    def overall(self) -> float | None:
        """The win rate of all deals whose price is known."""
        decided = self.known_won + self.known
        return self.known_won / decided if decided else None


def band_rates(measured: pd.DataFrame) -> BandRates:
    """From the frame of BAND_RATES."""
    n = [int(count) for count in measured["win_rate_n"]]
    won = [0 if math.isnan(rate) else round(rate * count) for rate, count in zip(measured["win_rate"], n, strict=True)]
    there = [name is not None for name in measured[BAND]]
    known_n = sum(count for count, is_known in zip(n, there, strict=True) if is_known)
    known_won = sum(count for count, is_known in zip(won, there, strict=True) if is_known)
    order = {name: i for i, name in enumerate(discount_labels(settings().company.discount_bands))}
    kept = [i for i, is_known in enumerate(there) if is_known and n[i]]
    kept.sort(key=lambda i: order.get(measured[BAND].iloc[i], len(order)))
    rates = measured.iloc[kept].reset_index(drop=True)
    rates.attrs = measured.attrs
    return BandRates(rates, sum(won), sum(n) - sum(won), known_won, known_n - known_won)
