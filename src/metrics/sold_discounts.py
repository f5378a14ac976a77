"""How discounts of what was sold spread, line by line: for companies that load orders and no deals with prices."""

import narwhals as nw

from i18n import N_
from metrics.definition import Metric, ratio
from metrics.sold import SOLD_ON, TABLE

DISCOUNT = nw.col("discount")
GIVEN = ~DISCOUNT.is_null()

SOLD_WITH_DISCOUNT = Metric(
    "lines_with_discount", N_("Sales whose discount is known"), kind="count", unit="count", table=TABLE, date=SOLD_ON,
    value=DISCOUNT.count(), about=N_("Order lines (won deals of origins without orders) whose discount is known."),
)  # fmt: skip
SOLD_ABOVE_LIST = Metric(
    "sold_above_list", N_("Share of sales above list"), kind="proportion", unit="fraction", table=TABLE, date=SOLD_ON,
    better="up", value=ratio((GIVEN & (DISCOUNT < 0)).sum(), GIVEN.sum()), n=GIVEN.sum(),
    about=N_("Order lines above their list price / those whose discount is known."),
)  # fmt: skip


def _quantile(share: float, name: str, label: str, about: str) -> Metric:
    value = DISCOUNT.median() if share == 0.5 else DISCOUNT.quantile(share, interpolation="linear")
    return Metric(
        name, label, kind="median" if name == "median_sold_discount" else "quantile", unit="fraction", table=TABLE,
        date=SOLD_ON, better="down", value=value, n=DISCOUNT.count(), about=about,
    )  # fmt: skip


SOLD_P10 = _quantile(0.1, "sold_discount_p10", N_("Discount of sales, 10 %"), N_("A tenth was sold at less discount."))
SOLD_P25 = _quantile(0.25, "sold_discount_p25", N_("Discount of sales, 25 %"), N_("A quarter was sold at less."))
SOLD_MEDIAN = _quantile(
    0.5, "median_sold_discount", N_("Median discount of sales"),
    N_("Half of the order lines (won deals of origins without orders) had a larger discount, half a smaller one."),
)  # fmt: skip
SOLD_P75 = _quantile(0.75, "sold_discount_p75", N_("Discount of sales, 75 %"), N_("A quarter was sold at more."))
SOLD_P90 = _quantile(0.9, "sold_discount_p90", N_("Discount of sales, 90 %"), N_("A tenth was sold at more discount."))
SOLD_SPREAD = (SOLD_MEDIAN, SOLD_P10, SOLD_P25, SOLD_P75, SOLD_P90)
