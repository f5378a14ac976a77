"""What competitors asked: their quotes in force at the end of a period, under our own names for products."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import narwhals as nw
from cachetools import LRUCache, cached

from auth.scope import Scope
from data.engine import natural
from filters import Filters
from metrics.plan import columns_of
from metrics.rows import in_dims, in_scope
from metrics.slices import Tables
from settings import settings

TABLE, SALES = "competitor_prices", "sale_lines"
COLUMNS = ("competitor", "product", "category", "tier", "origin", "observed_on", "price")
PLACE, OF = ("category", "tier"), "of"
Key = tuple[str | None, ...]


class Quoted(NamedTuple):
    """What rivals ask for one thing: median price, how many quotes of how many rivals, days since the newest one, and
    since the median one.
    """

    price: float
    quotes: int
    competitors: int
    newest_days: int
    age_days: float


def _key(tables: Tables, end: date, filters: Filters, scope: Scope, *more: Any) -> tuple[Any, ...]:
    """What the quotes in force hang on: of the filters, those by what quotes have."""
    columns = columns_of(tables, TABLE)
    return (tables.id, end, tuple((name, values) for name, values in filters.dims if name in columns), scope, *more)


@cached(LRUCache(64), key=_key, lock=threading.Lock())
def quotes(tables: Tables, end: date, filters: Filters, scope: Scope) -> nw.DataFrame[Any]:
    """The quotes seen up to `end`, at most settings().pricing.quote_days before it, that the filters choose.

    Columns COLUMNS, OF (the place of its product, category and tier among `labels`) and age_days. A product has the
    name that we sell it by, and where a quote names no category or tier, those of our product. Dimensions that quotes
    do not have (see `lacking`) do not restrict them.
    """
    known, _labels = _all(tables)
    columns = frozenset(known.columns)
    first = end - timedelta(days=settings().pricing.quote_days)
    names = canonical(tables)
    dims = tuple(
        (n, tuple(names.get(v, v) for v in values) if n == "product" else values) for n, values in filters.dims
    )
    chosen = [nw.col("observed_on").is_between(first, end), *in_scope(scope, columns), *in_dims(dims, columns)]
    age = (nw.lit(end) - nw.col("observed_on")).dt.total_minutes() // (24 * 60)
    return known.filter(*chosen).with_columns(age.alias("age_days"))


def labels(tables: Tables) -> Sequence[Key]:
    """Each product, category and tier that occurs together in a quote."""
    return _all(tables)[1]


@cached(LRUCache(256), key=_key, lock=threading.Lock())
def all_quoted(
    tables: Tables, end: date, filters: Filters, scope: Scope, keys: tuple[str, ...]
) -> Mapping[Key, Quoted]:
    """`quoted` of all `quotes`."""
    return quoted(quotes(tables, end, filters, scope), keys)


def lacking(filters: Filters, columns: Iterable[str]) -> list[str]:
    """The filters by what these columns do not have."""
    return sorted({name for name, _values in filters.dims} - set(columns))


def quoted(rows: nw.DataFrame[Any], keys: Sequence[str]) -> dict[Key, Quoted]:
    """What is asked by each known combination of these columns."""
    age, price = nw.col("age_days"), nw.col("price")
    there = rows.drop_nulls(list(keys)) if keys else rows
    if not len(there):
        return {}
    figures = [price.median(), nw.len().alias("_n"), nw.col("competitor").n_unique().alias("_rivals"),
               age.min().alias("_newest"), age.median().alias("_age")]  # fmt: skip
    found = there.group_by(*keys).agg(*figures) if keys else there.select(*figures)
    width = len(keys)
    return {tuple(row[:width]): Quoted(*row[width:]) for row in found.rows()}


def product_key(name: str) -> str:
    """What is the same of two spellings of a name: case and spaces do not count."""
    return " ".join(name.split()).casefold()


@cached(LRUCache(8), key=lambda tables: tables.id, lock=threading.Lock())
def canonical(tables: Tables) -> Mapping[str, str]:
    """The product names, ours and rivals', that are written otherwise than the first of ours with the same key."""
    first: dict[str, str] = {}
    other: dict[str, str] = {}
    for table in (SALES, TABLE):
        if "product" not in columns_of(tables, table):
            continue
        for name in sorted(tables.values("product", table), key=natural):
            kept = first.setdefault(product_key(name), name)
            if kept != name:
                other[name] = kept
    return other


def renamed(frame: Any, names: Mapping[str, str]) -> Any:
    """The frame with these products called by their canonical names."""
    if not names:
        return frame
    text = nw.col("product").cast(nw.String)
    new = text.replace_strict(list(names), list(names.values()), default=None)
    return frame.with_columns(nw.coalesce(new, text).cast(nw.Categorical).alias("product"))


@cached(LRUCache(8), key=lambda tables: tables.id, lock=threading.Lock())
def _all(tables: Tables) -> tuple[nw.DataFrame[Any], Sequence[Key]]:
    """All quotes with a price and a day, and what they are for."""
    rows = renamed(tables.table(TABLE), canonical(tables))
    priced = rows.filter(nw.col("price") > 0, ~nw.col("observed_on").is_null())
    there = frozenset(priced.collect_schema().names())
    words = [nw.col(c).cast(nw.String).cast(nw.Categorical) for c in COLUMNS[:5] if c in there]
    frame = _placed(priced.select(*words, "observed_on", nw.col("price").cast(nw.Float64)).collect(), tables)
    places: dict[Key, int] = {}
    of = zip(*(frame[c].to_list() if c in there else [None] * len(frame) for c in ("product", *PLACE)), strict=True)
    found = [places.setdefault(label, len(places)) for label in of]
    series = nw.new_series(OF, found, nw.Int64(), backend=frame.implementation)
    return frame.with_columns(series), tuple(places)


def _placed(frame: nw.DataFrame[Any], tables: Tables) -> nw.DataFrame[Any]:
    """Quotes with the category and tier of our product where they name none, and where it has only one."""
    lacking = [c for c in PLACE if c in frame.columns and frame[c].null_count()]
    known = columns_of(tables, "products")
    if not lacking or not {"product", *lacking} <= known:
        return frame
    ours = renamed(tables.table("products"), canonical(tables)).select("product", *lacking).unique().collect()
    for column in lacking:
        places: dict[str, set[str]] = {}
        for name, place in zip(ours["product"].to_list(), ours[column].to_list(), strict=True):
            if name and place:
                places.setdefault(name, set()).add(place)
        only = {name: place.pop() for name, place in places.items() if len(place) == 1}
        if only:
            text = nw.col("product").cast(nw.String)
            own = text.replace_strict(list(only), list(only.values()), default=None)
            frame = frame.with_columns(
                nw.coalesce(nw.col(column).cast(nw.String), own).cast(nw.Categorical).alias(column)
            )
    return frame
