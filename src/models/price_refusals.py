"""Why there is no price curve, in words. The codes are stable; the words are made in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from i18n import N_, _, number, percent, points

WORDS = {  # code -> what was found, what to do
    "too_few_deals": (
        N_("Too few deals: {n} decided ones have a price; at least {needed} are needed."),
        N_("Take a longer period, or a wider group of deals."),
    ),
    "outcome_hardly_varies": (
        N_("{won} of {n} deals were won and {lost} lost: at least {needed} of each are needed."),
        N_("Lost deals count too: load them with the price that was asked."),
    ),
    "price_hardly_varies": (
        N_("The price hardly varies: its standard deviation is {spread} of the reference, and {same} of the deals "
           "have the same price."),
        N_("What was never tried cannot be known. Try other prices in a test."),
    ),
    "separated": (
        N_("Price parts won and lost deals without exception: how steep the curve is between them cannot be said."),
        N_("Check that the price is the one that was asked, not one that was filled in after the decision."),
    ),
    "confounded": (
        N_("Price goes with the segment, and so does winning: a change of the relative price by 0.1 seems to change "
           "the chance to win by {without} without regard to segments, by {within} within them. What the price does "
           "cannot be told apart from what the segment does."),
        N_("Look at one segment at a time, or try other prices within segments."),
    ),
    "between_segments": (
        N_("{between} of the variation in price lies between segments: what the price does cannot be told apart from "
           "what the segment does."),
        N_("Look at one segment at a time, or try other prices within segments."),
    ),
    "slope_not_negative": (
        N_("A higher price does not clearly lower the chance to win: the slope is {slope}, its 95 % interval {low} to "
           "{high}."),
        N_("More deals, or prices that differ more, may show it; other reasons may hide it."),
    ),
    "too_few_answers": (
        N_("Too few answers: {n} are complete and in order; at least {needed} are needed."),
        N_("Ask more people, or ask them all four questions."),
    ),
    "no_lost_prices": (
        N_("Lost deals carry no price: only {priced} of {lost} lost ones say what was asked."),
        N_("Keep the amount of a deal when it is lost: what was asked, not what was paid."),
    ),
}  # fmt: skip
CODES = {"between_segments": "confounded"}  # two ways to find the same
SHARES, CHANGES = ("spread", "same", "between"), ("without", "within")
DECIMALS = {"slope": 2, "low": 2, "high": 2}


@dataclass(frozen=True)
class Refusal:
    """`reason` is one of WORDS, `values` what its words need, as JSON keeps it."""

    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return CODES.get(self.reason, self.reason)

    @property
    def message(self) -> str:
        return _(WORDS[self.reason][0], **{name: _shown(name, value) for name, value in self.values.items()})

    @property
    def hint(self) -> str:
        return _(WORDS[self.reason][1])

    def as_dict(self) -> dict[str, str]:
        """As every answer shows it."""
        return {"code": self.code, "message": self.message, "hint": self.hint}


def _shown(name: str, value: float) -> str:
    if name in CHANGES:
        return points(value)
    return percent(value) if name in SHARES else number(value, DECIMALS.get(name, 0))
