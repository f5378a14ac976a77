"""Like for like: in which booked period a new customer was won, and which spend stands against whom.

Statements are of months, quarters or years, begin and end elsewhere than sales do, and lag behind them. So that spend
over new customers is of the same days in any window, both are dated by the first day of the period that the spend was
booked for, `acquired_on`: null where the spend of that time is not booked yet, or sales do not cover it.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from data.dimensions import with_periods
from data.statement_roles import Days, with_roles
from data.wide_deals import Context
from periods import add_months

ACQUIRED, START = "acquired_on", "period_start"
LATE = 1  # months that sales may begin after the first day of a period and still cover it
EARLY = timedelta(7)  # how long before its end they may end


def with_acquisition(lines: pl.DataFrame, accounts: pl.DataFrame, context: Context) -> dict[str, pl.DataFrame]:
    """`statement_lines` (with what `with_roles` adds, acquired_on and the periods of it and of period_start) and
    `accounts` (which have first_bought_on and last_bought_on) with acquired_on and its periods."""
    lines = with_roles(lines, context.sales_roles)
    first, last = accounts["first_bought_on"].min(), accounts["last_bought_on"].max()
    periods = list[Days]()
    if isinstance(first, date) and isinstance(last, date):
        until = max([last, *context.as_of.values()])
        periods = [days for days in spend_periods(lines) if _sold_in(days, first, until)]
    lines = lines.with_columns(
        pl.when("is_acquisition").then(_period_of(lines[START], periods)).otherwise(None).alias(ACQUIRED)
    )
    accounts = accounts.with_columns(_period_of(accounts["first_bought_on"], periods).alias(ACQUIRED))
    fiscal = context.company.fiscal_year_start
    return {
        "statement_lines": with_periods(lines, (START, ACQUIRED), fiscal),
        "accounts": with_periods(accounts, (ACQUIRED,), fiscal),
    }


def spend_periods(lines: pl.DataFrame) -> list[Days]:
    """The periods that acquisition spend is booked for, those that overlap as one.

    A period between them for which other lines are booked is one of them: nothing was spent in it.
    """
    spend = _together(lines.filter("is_acquisition"))
    if not spend:
        return []
    others = lines.filter(pl.col("leaf_role").is_not_null(), pl.col("scenario").cast(pl.String).ne_missing("budget"))
    between = [
        days for days in _together(others)
        if spend[0][0] < days[0] and days[1] < spend[-1][1] and not any(_overlap(days, other) for other in spend)
    ]  # fmt: skip
    return sorted([*spend, *between])


def _together(lines: pl.DataFrame) -> list[Days]:
    """Their periods in order, overlapping ones as one."""
    found: list[Days] = []
    for start, end in lines.select(START, "period_end").unique().sort(START, "period_end").iter_rows():
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _overlap(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _sold_in(period: Days, first: date, until: date) -> bool:
    """Whether the data has the sales of about all of the period."""
    return first < add_months(period[0], LATE) and until + EARLY >= period[1]


def _period_of(days: pl.Series, periods: Sequence[Days]) -> pl.Series:
    """The first day of the period in which each day lies, null where it is in none."""
    if not periods:
        return pl.Series([None] * len(days), dtype=pl.Date)
    starts = pl.DataFrame(list(periods), schema={ACQUIRED: pl.Date, "_end": pl.Date}, orient="row").sort(ACQUIRED)
    places = starts[ACQUIRED].search_sorted(days, side="right").cast(pl.Int64) - 1
    known = places.set(places < 0, None)
    inside = days <= starts["_end"].gather(known)
    return pl.select(pl.when(inside).then(starts[ACQUIRED].gather(known))).to_series()
