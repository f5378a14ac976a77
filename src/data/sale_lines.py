"""What was sold, line by line: the orders of origins that have them, the won deals of those that have none.

A table that is not stored but a lazy view on the wide ones, so that never both count for one origin: price-volume-mix,
margins and customers are measured on it.
"""

from collections.abc import Sequence

import polars as pl

from data.dimensions import DEAL_DIMENSIONS
from data.schema import GRAINS, period_column

SALE_LINES = "sale_lines"
ORDERS, DEALS = "orders", "opportunities"  # the tables it is made of, and the values of its `source`
SOLD_ON = "sold_on"
NUMBERS = ("quantity", "amount", "cost", "margin", "unit_price", "list_price", "discount")
OWN = (SOLD_ON, *NUMBERS, "source")
DAY = {ORDERS: "ordered_on", DEALS: "decided_on"}
OF_DEALS = {  # what the wide deals say in other words; amounts of won deals are their values
    "margin": pl.col("amount") - pl.col("cost"),
    "list_price": pl.when(pl.col("quantity") != 0).then(pl.col("list_amount") / pl.col("quantity")),
}


def sale_lines(tables: dict[str, pl.LazyFrame], extra: Sequence[str] = (), also: Sequence[str] = ()) -> pl.LazyFrame:
    """The lines of `orders` and, of `opportunities`, those that are sales: of whichever of them is given.

    Columns: the dimensions of deals and the `extra` ones, `sold_on` with its periods, NUMBERS, source. What a frame
    lacks is null. `also`: columns that all of the tables have and that are passed on as they are.
    """
    sides = [_side(name, tables[name], extra, also) for name in (ORDERS, DEALS) if name in tables]
    return sides[0] if len(sides) == 1 else pl.concat(sides)


def _side(name: str, frame: pl.LazyFrame, extra: Sequence[str], also: Sequence[str]) -> pl.LazyFrame:
    """One of the two in the columns of the view: renamed and computed only, so that filters reach the stored table."""
    known = frame.collect_schema()
    labels = [_known(c, known, pl.Categorical()) for c in dict.fromkeys([*DEAL_DIMENSIONS, *extra]) if c not in OWN]
    days = [
        _known(period_column(DAY[name], grain), known, pl.Date()).alias(period_column(SOLD_ON, grain))
        for grain in GRAINS
    ]
    made = OF_DEALS if name == DEALS else {}
    numbers = [
        made[c].alias(c)
        if c in made and {*made[c].meta.root_names()} <= known.keys()
        else _known(c, known, pl.Float64())
        for c in NUMBERS
    ]
    source = pl.lit(name).cast(pl.Categorical).alias("source")
    lines = frame.filter("is_sale") if name == DEALS else frame
    return lines.select(*labels, *days, *numbers, source, *also)


def _known(column: str, known: pl.Schema, dtype: pl.DataType) -> pl.Expr:
    """The column as this type, which it has in a published table; null if it is not there."""
    if column not in known:
        return pl.lit(None, dtype).alias(column)
    return pl.col(column) if known[column] == dtype else pl.col(column).cast(dtype)
