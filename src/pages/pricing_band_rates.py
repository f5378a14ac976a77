"""How often deals of a discount are won, or why that cannot be told."""

from typing import Any

import pandas as pd

from charts.rate_rows import interval_words, rate_rows
from charts.theme import empty_figure
from i18n import N_, _, number, percent
from metrics.discounts import BandRates, band_rates
from metrics.sales import WIN_RATE
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import Definition
from settings import settings

RATES = "pricing-band-rates"
CAUSE = Definition(
    N_("How to read it"),
    N_("Discounts are given where a deal is hard to win. That deals with a discount are won more or less often does"
       " not say that the discount did it."),
)  # fmt: skip


def band_rates_exhibit(measured: pd.DataFrame) -> Exhibit:
    """Win rates by band of discount, from the frame of BAND_RATES; in words where they would mislead."""
    bands = band_rates(measured)
    title, few = _("Win rate by discount"), settings().rules.too_few
    if bands.won + bands.lost and not bands.honest:
        why, hint = _unknown_prices(bands)
        empty = bands.rates.head(0)
        empty.attrs = bands.rates.attrs
        return Exhibit(RATES, title, empty, (WIN_RATE,), lambda: empty_figure(why, hint), note=notes(bands.rates))
    total = bands.overall
    return Exhibit(
        RATES, title, bands.rates, (WIN_RATE,),
        lambda: rate_rows(bands.rates, "discount_band", "win_rate", few, _won_words,
                          _("No deal with a list price was decided in this period with these filters"), total),
        _("Won / decided, by the discount of the last offer, with 95 % intervals"),
        notes(bands.rates, also=_also(bands)),
    )  # fmt: skip


def _won_words(row: dict[Any, Any]) -> list[str]:
    won = _("won {rate} of {n} decided", rate=percent(row["win_rate"]), n=number(row["win_rate_n"]))
    return [won, interval_words(row, "win_rate")]


def _unknown_prices(bands: BandRates) -> tuple[str, str]:
    """Why no rates are shown, and what would help."""
    if not bands.known:
        why = _("What lost deals would have cost is not known: every deal with a discount is a won one.")
    else:
        why = _("Only {known} of {n} lost deals have a price: rates by discount would look too high.",
                known=number(bands.known), n=number(bands.lost))  # fmt: skip
    return why, _("Load the offered amount of lost deals, and win rates by discount are shown here.")


def _also(bands: BandRates) -> list[str]:
    left = bands.lost - bands.known
    said = [_("Discounts go to deals that are hard to win: this does not say that a discount helps.")]
    if left:
        said.append(_("{n} of {all} lost deals have no price and are left out, so these rates are rather high.",
                      n=number(left), all=number(bands.lost)))  # fmt: skip
    return said if len(bands.rates) else []
