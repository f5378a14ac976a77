"""New customers: accounts by the day they first bought."""

import narwhals as nw

from i18n import N_
from metrics.definition import Metric

FIRST_BOUGHT_ON = "first_bought_on"
BOUGHT = ~nw.col(FIRST_BOUGHT_ON).is_null()

NEW_CUSTOMERS = Metric(
    "new_customers", N_("New customers"), kind="count", unit="count", table="accounts", date=FIRST_BOUGHT_ON,
    of=BOUGHT, better="up", value=BOUGHT.sum(),
    about=N_(
        "Accounts by the day of their first order where their origin has orders, else of their first won deal. The"
        " first day in the data is not always the first of all: early periods count old customers as new."
    ),
)  # fmt: skip
