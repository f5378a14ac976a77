"""Under which role each line of a statement counts, once: a subtotal is not counted with its parts."""

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from data.schema import POLARS_TYPES
from periods import DAY

SUBTOTAL = "subtotal"
REVENUE = "revenue"  # the role of what comes in; all others are what goes out
ACTUAL = "actual"
LINE = ("origin", "line")
PERIOD = ("period_start", "period_end")
ADDED = {"leaf_role": pl.String(), "outflow": pl.Float64(), "is_acquisition": pl.Boolean()}
Days = tuple[date, date]


def with_roles(lines: pl.DataFrame, sales_roles: Sequence[str]) -> pl.DataFrame:
    """The lines with leaf_role, outflow and is_acquisition.

    leaf_role: the line's own role, in lower case, else that of the nearest line above that has one. Null for a line
    that has parts in that period, and where the same role is there in finer periods that make up this one (or in a
    coarser one that the finer ones do not fill). outflow: the amount as money that goes out, whichever sign the
    statement writes it with. is_acquisition: actual lines whose leaf_role is one of `sales_roles`.
    """
    if lines.is_empty():
        return lines.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in ADDED.items())
    rows = lines.with_columns(
        pl.col("origin").cast(pl.String), pl.col("scenario").cast(pl.String).fill_null(ACTUAL),
        pl.int_range(pl.len()).alias("_row"),
    )  # fmt: skip
    rows = rows.join(_climbed(rows), on=LINE, how="left", nulls_equal=True, maintain_order="left")
    leaves = rows.join(
        rows.filter(pl.col("parent").ne_missing(pl.col("line"))), left_on=["origin", "scenario", "line", *PERIOD],
        right_on=["origin", "scenario", "parent", *PERIOD], how="anti",
    )  # fmt: skip
    counted = leaves.filter(pl.col("leaf_role").is_not_null())
    counted = counted.join(_counted_periods(counted), on=["origin", "scenario", "leaf_role", *PERIOD], how="semi")
    counted = _outflows(counted)
    wanted = [role.strip().lower() for role in sales_roles]
    acquisition = pl.col("leaf_role").is_in(wanted) & (pl.col("scenario") == ACTUAL)
    found = rows.select("_row").join(
        counted.select("_row", "leaf_role", "outflow", acquisition.alias("is_acquisition")),
        on="_row", how="left", maintain_order="left",
    )  # fmt: skip
    return lines.hstack(found.drop("_row").with_columns(pl.col("is_acquisition").fill_null(value=False)))


def _climbed(rows: pl.DataFrame) -> pl.DataFrame:
    """Of each line its role, own or inherited, and whether it adds (1) or takes away (-1) at the root of its tree."""
    known = rows.unique(LINE, keep="last", maintain_order=True)
    spelled = pl.col("role").cast(pl.String).str.strip_chars().str.to_lowercase()
    tree = {(o, line): (parent, role, sign) for o, line, parent, role, sign in
            known.select(*LINE, "parent", spelled, "sign").iter_rows()}  # fmt: skip
    found = []
    for origin, line in tree:
        role, effect, at, seen = None, 1, line, set[str]()
        while (origin, at) in tree and at not in seen:
            seen.add(at)
            parent, own, sign = tree[origin, at]
            role = role or (own if own != SUBTOTAL else None)
            effect *= -1 if sign is not None and sign < 0 else 1
            at = parent
        found.append((origin, line, role, effect))
    schema = {"origin": pl.String, "line": POLARS_TYPES["text"], "leaf_role": pl.String, "_effect": pl.Int64}
    return pl.DataFrame(found, schema=schema, orient="row")


def _counted_periods(leaves: pl.DataFrame) -> pl.DataFrame:
    """Of each role the periods that count, where some of them lie in others."""
    group = ["origin", "scenario", "leaf_role"]
    kept = []
    for key, periods in leaves.select(*group, *PERIOD).unique().group_by(*group):
        days = [(start, end) for start, end in periods.select(PERIOD).iter_rows()]
        kept += [(*key, *span) for span in finest(days)]
    schema = {**dict.fromkeys(group, pl.String), **dict.fromkeys(PERIOD, pl.Date)}
    return pl.DataFrame(kept, schema=schema, orient="row")


def finest(periods: Sequence[Days]) -> Iterator[Days]:
    """The periods without those that finer ones fill, and without finer ones that do not fill theirs."""
    left = sorted(set(periods), key=lambda days: (days[0] - days[1], days[0]))  # the longest first
    while left:
        start, end = left.pop(0)
        inside = [days for days in left if start <= days[0] and days[1] <= end]
        if not inside or not _fill(inside, start, end):
            yield start, end
            left = [days for days in left if days not in inside]


def _fill(inside: Sequence[Days], start: date, end: date) -> bool:
    """Whether every day from start to end lies in one of them."""
    reached = start
    for first, last in sorted(inside):
        if first > reached:
            return False
        reached = max(reached, last + DAY)
    return reached > end


def _outflows(counted: pl.DataFrame) -> pl.DataFrame:
    """With `outflow`. Costs are written with a sign of their own or of their tree, or with none: over all periods a
    role that is no revenue costs money."""
    out = -pl.col("_effect") * pl.col("amount")
    total = out.sum().over("origin", "scenario", "leaf_role")
    against = pl.when(pl.col("leaf_role") == REVENUE).then(total > 0).otherwise(total < 0)
    return counted.with_columns(pl.when(against).then(-out).otherwise(out).alias("outflow"))
