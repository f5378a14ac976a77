"""Why the worth of customers cannot be told, in words. The codes are stable; the words are in the reader's language."""

import json

from i18n import N_, _, number
from models.price_refusals import Refusal

FEWEST_CUSTOMERS = 100
FEWEST_REPEATING = 10  # customers with a second order: four parameters are fitted to them
SHORTEST = 365  # days
REASONS = {  # code -> what was found, what to do
    "too_few_customers": (
        N_("Too few customers: {n} have bought; at least {needed} are needed."),
        N_("Load older orders, or those of all products and regions."),
    ),
    "no_repeat_buyers": (
        N_("No customer has bought on a second day: what a next order would be worth, and when, cannot be told."),
        N_("Check that one customer always has the same name or number; else compare cost with the first order alone."),
    ),
    "too_few_repeat_buyers": (
        N_("Too few repeat buyers: {n} customers have bought on a second day; at least {needed} are needed."),
        N_("Load older orders, or check that one customer always has the same name or number."),
    ),
    "under_a_year": (
        N_("Orders cover {n} days: less than a year, so that seasons would pass for buying habits."),
        N_("Load older orders, or wait until they cover a year."),
    ),
    "no_margin": (
        N_("No cost of what was sold is known, and no statement with it: orders can be told, but not what is earned."),
        N_("Load unit costs with the products or orders, or an income statement with the cost of goods."),
    ),
    "no_orders": (
        N_("No order has a customer, a day and an amount."),
        N_("Load orders, or won deals, with their accounts."),
    ),
}  # fmt: skip


class ValueRefusal(Refusal):
    """`reason` is one of REASONS, `values` what its words need, as JSON keeps it."""

    @property
    def message(self) -> str:
        return _(REASONS[self.reason][0], **{name: number(value) for name, value in self.values.items()})

    @property
    def hint(self) -> str:
        return _(REASONS[self.reason][1])


def words_of(code: str, values: str | None) -> str:
    """A kept refusal in words: its code, and its values as JSON."""
    return ValueRefusal(code, json.loads(values or "{}")).message if code in REASONS else code


def refusal_of(customers: int, repeating: int, days: int) -> ValueRefusal | None:
    """Why these many customers, those of them who bought again, over so many days, say too little; None if they do."""
    cases = [
        ("no_orders", not customers, {}),
        ("too_few_customers", customers < FEWEST_CUSTOMERS, {"n": customers, "needed": FEWEST_CUSTOMERS}),
        ("no_repeat_buyers", not repeating, {}),
        ("too_few_repeat_buyers", repeating < FEWEST_REPEATING, {"n": repeating, "needed": FEWEST_REPEATING}),
        ("under_a_year", days < SHORTEST, {"n": days}),
    ]
    return next((ValueRefusal(reason, values) for reason, refused, values in cases if refused), None)
