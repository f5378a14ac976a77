"""Products: how many there are, how many sell, and what they bring in."""

import narwhals as nw

from i18n import N_
from metrics.definition import Metric, among, distinct, ratio
from metrics.sales import DECIDED_ON, WON, WON_REVENUE

PRODUCTS = Metric(
    "products", N_("Products"), kind="count", unit="count", table="products", value=nw.len(),
    about=N_("Products on the list, sold or not, whatever the period."),
)  # fmt: skip
UNITS_IN_STOCK = Metric(
    "units_in_stock", N_("Units in stock"), kind="goal", unit="count", table="products",
    value=nw.when(nw.col("units").count() > 0).then(nw.col("units").sum()), n=nw.col("units").count(),
    about=N_("Units at each product's last count; n is the products counted. Empty where no stock is loaded."),
)  # fmt: skip
PRODUCTS_SOLD = Metric(
    "products_sold", N_("Products sold"), kind="count", unit="count", date=DECIDED_ON, of=WON, better="up",
    value=distinct(among(WON, "product")),
    about=N_("Different products in won deals, by close date. Groups may share products: their counts do not add up."),
)  # fmt: skip
REVENUE_PER_PRODUCT = Metric(
    "revenue_per_product", N_("Won revenue per product"), kind="derived", unit="money", better="up",
    derived=((WON_REVENUE, PRODUCTS_SOLD), ratio),
    about=N_("Won revenue / different products sold."),
)  # fmt: skip
