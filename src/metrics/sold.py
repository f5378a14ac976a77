"""What was sold and what it cost, line by line: orders where an origin has them, else won deals; never both."""

import narwhals as nw

from i18n import N_
from metrics.definition import Metric, among, distinct, ratio

TABLE, SOLD_ON = "sale_lines", "sold_on"
AMOUNT, QUANTITY = ~nw.col("amount").is_null(), nw.col("quantity") != 0
COSTED = ~nw.col("margin").is_null()  # lines whose amount and cost are known
PRICED = AMOUNT & QUANTITY
UNIT_PRICE = nw.col("unit_price")

REVENUE = Metric(
    "revenue", N_("Revenue"), kind="sum", unit="money", table=TABLE, date=SOLD_ON, better="up",
    value=nw.col("amount").sum(), n=nw.col("amount").count(),
    about=N_("Sum of the amounts of what was sold, by day: orders where an origin has them, else won deals."),
)  # fmt: skip
UNITS_SOLD = Metric(
    "units_sold", N_("Units sold"), kind="sum", unit="count", table=TABLE, date=SOLD_ON, better="up",
    value=nw.col("quantity").sum(), n=nw.col("quantity").count(),
    about=N_("Sum of the quantities sold: orders where an origin has them, else won deals, one unit each if not said."),
)  # fmt: skip
SALE_LINES = Metric(
    "sale_lines", N_("Sales"), kind="count", unit="count", table=TABLE, date=SOLD_ON, better="up", value=nw.len(),
    about=N_("Order lines where an origin has orders, else won deals, by the day they were sold."),
)  # fmt: skip
COST_OF_SALES = Metric(
    "cost_of_sales", N_("Cost of sales"), kind="sum", unit="money", table=TABLE, date=SOLD_ON,
    value=nw.col("cost").sum(), n=nw.col("cost").count(),
    about=N_(
        "Unit cost x quantity of what was sold, where the cost is known: orders where an origin has them, else won"
        " deals. The order's own unit cost goes before its product's; n is the lines with a cost."
    ),
)  # fmt: skip
GROSS_PROFIT = Metric(
    "gross_profit", N_("Gross profit"), kind="sum", unit="money", table=TABLE, date=SOLD_ON, better="up",
    value=nw.col("margin").sum(), n=nw.col("margin").count(),
    about=N_(
        "Amount - unit cost x quantity over the lines whose cost is known: orders where an origin has them, else won"
        " deals. n is those lines."
    ),
)  # fmt: skip
GROSS_MARGIN = Metric(
    "gross_margin", N_("Gross margin"), kind="ratio", unit="fraction", table=TABLE, date=SOLD_ON, better="up",
    value=ratio(nw.col("margin").sum(), among(COSTED, "amount").sum()), n=nw.col("margin").count(),
    about=N_(
        "Gross profit / revenue of the same lines, those whose cost is known: orders where an origin has them, else"
        " won deals. n is those lines."
    ),
)  # fmt: skip
AVERAGE_PRICE = Metric(
    "average_price", N_("Average price"), kind="ratio", unit="money", table=TABLE, date=SOLD_ON,
    value=ratio(among(PRICED, "amount").sum(), among(PRICED, "quantity").sum()), n=UNIT_PRICE.count(),
    about=N_(
        "Revenue / units of the lines that have a quantity: orders where an origin has them, else won deals. Large"
        " lines weigh more: compare the median price."
    ),
)  # fmt: skip
MEDIAN_PRICE = Metric(
    "median_price", N_("Median price"), kind="median", unit="money", table=TABLE, date=SOLD_ON,
    value=UNIT_PRICE.median(), n=UNIT_PRICE.count(),
    about=N_("Half of the lines had a higher price per unit, half a lower: orders where there are, else won deals."),
)  # fmt: skip
PRICE_P25 = Metric(
    "price_p25", N_("Lower quartile price"), kind="quantile", unit="money", table=TABLE, date=SOLD_ON,
    value=UNIT_PRICE.quantile(0.25, "linear"), n=UNIT_PRICE.count(),
    about=N_("A quarter of the lines were sold for less per unit; order lines where there are, else won deals."),
)  # fmt: skip
PRICE_P75 = Metric(
    "price_p75", N_("Upper quartile price"), kind="quantile", unit="money", table=TABLE, date=SOLD_ON,
    value=UNIT_PRICE.quantile(0.75, "linear"), n=UNIT_PRICE.count(),
    about=N_("A quarter of the lines were sold for more per unit; order lines where there are, else won deals."),
)  # fmt: skip
CUSTOMERS = Metric(
    "customers", N_("Customers"), kind="count", unit="count", table=TABLE, date=SOLD_ON, better="up",
    value=distinct(nw.col("account_key")),
    about=N_(
        "Different accounts that bought: by orders where an origin has them, else won deals. Groups may share"
        " customers: their counts do not add up."
    ),
)  # fmt: skip
