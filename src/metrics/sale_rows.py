"""Sale lines one by one: with their place in the stored table, by which the rest that is known of them is found."""

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from data.sale_lines import DEALS, ORDERS, sale_lines
from metrics.deals import detail_of
from metrics.plan import columns_of
from metrics.slices import Tables

ROW = "_row"  # place in the table that the line's `source` names
DETAIL = ("record", "opportunity", "url")
RECORD = {ORDERS: "order_id", DEALS: "opportunity_id"}


def sale_rows(tables: Tables) -> nw.LazyFrame[Any]:
    """All sale lines with their place: columns as of sale_lines, and `_row`."""
    stored = {name: _stored(tables, name).with_row_index(ROW).lazy().to_native() for name in _sides(tables)}
    return nw.from_native(sale_lines(stored, list(tables.dimensions), [ROW]))


def lines_at(tables: Tables, source: str, places: Sequence[int], columns: Sequence[str]) -> dict[str, list[Any]]:
    """What is known of the lines at these places of `source`, in their order: `columns` of sale_lines, and DETAIL."""
    few = _stored(tables, source)[list(places)]
    known = nw.from_native(sale_lines({source: few.lazy().to_native()}, list(tables.dimensions)))
    return {**known.select(*columns).collect().to_dict(as_series=False), **_detail(tables, source, list(places))}


def _sides(tables: Tables) -> list[str]:
    sold_by = {ORDERS: "ordered_on", DEALS: "is_sale"}  # the column without which a table has no sales
    return [name for name, column in sold_by.items() if column in columns_of(tables, name)]


def _stored(tables: Tables, name: str) -> nw.DataFrame[Any]:
    return tables.table(name).collect()


def _detail(tables: Tables, source: str, places: list[int]) -> dict[str, list[Any]]:
    """Ids of the records, and the names and addresses of their deals; null where the tables do not say."""
    if source == DEALS:
        found = detail_of(tables, places)
        return {"record": found["opportunity_id"], "opportunity": found["opportunity"], "url": found["url"]}
    nothing: list[Any] = [None] * len(places)
    detail = f"{source}_detail"
    if detail not in tables.names:
        return dict.fromkeys(DETAIL, nothing)
    ids = _stored(tables, detail).select(RECORD[source], "opportunity_id")[places].to_dict(as_series=False)
    deals = _deals(tables, sorted({deal for deal in ids["opportunity_id"] if deal is not None}))
    of = [deals.get(deal, (None, None)) for deal in ids["opportunity_id"]]
    return {"record": ids[RECORD[source]], "opportunity": [name for name, _url in of],
            "url": [url for _name, url in of]}  # fmt: skip


def _deals(tables: Tables, ids: list[str]) -> dict[str, tuple[str | None, str | None]]:
    """Name and address of these deals, by id."""
    table = f"{DEALS}_detail"
    if not ids or table not in tables.names:
        return {}
    rows = tables.table(table).select("opportunity_id", "opportunity", "url")
    return {row[0]: (row[1], row[2]) for row in rows.filter(nw.col("opportunity_id").is_in(ids)).collect().rows()}
