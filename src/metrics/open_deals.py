"""The deals open today: what the model says of each, what people make of it, and which of them matter most.

Chances to win come from the derived table `open_deals`, categories and amounts from judgements made here, else from
the CRM. What matters most is the money to be expected soon: amount x chance to be won within 56 days.
"""

import asyncio
import threading
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pandas as pd
from cachetools import LRUCache, cached

from auth.scope import Scope
from data.derived import Derived
from data.judgements import judgements
from data.tables import DealJudgement
from filters import Filters, Window
from i18n import N_
from metrics.carried import carried
from metrics.categories import category_of, judged
from metrics.checks import check_filters
from metrics.deals import ROW
from metrics.notes import notes
from metrics.open_details import DETAIL, TABLE, in_full
from metrics.open_sums import category_sums
from metrics.plan import columns_of
from metrics.rows import in_dims, in_scope
from metrics.run import last_day
from metrics.slices import Tables

MOST = 500
CHANCES = ("p_won", "p_won_28", "p_won_56", "p_closed_28", "p_closed_56")
EXPECTED = "expected_amount"
LABEL = N_("Open deals")
Judgements = Mapping[str, DealJudgement]
Frame = nw.DataFrame[Any]


@dataclass(frozen=True)
class OpenDeals:
    """`deals`: one row each, what matters most first; `sums`: all of them by forecast category (`category_sums`).

    `deals` has opportunity_id, opportunity, url, account, product, rep, team, stage, value (the CRM's amount, else
    list price), probability (the CRM's), forecast_category (the CRM's word), expected_close_on, overdue, opened_on,
    age_days, silent_days (since the last known activity), next_step; of the model p_won, p_won_28, p_won_56,
    p_closed_28, p_closed_56 (won or lost by then), expected_amount (of a judged amount p_won x that) and reasons
    [(feature, value, effect in log-odds)]; and what `metrics.categories.judged` adds. Unknown to the model: null.
    `attrs`: count (how many there are), as_of, ignored_filters, notes.
    """

    deals: pd.DataFrame
    sums: pd.DataFrame


async def open_deals(
    filters: Filters, scope: Scope, snapshot: Tables, model: Derived | None, due: Window,
    category: str | None = None, limit: int = MOST,
) -> OpenDeals:  # fmt: skip
    """The open deals under filters and scope, whatever the period, at most `limit` of them, of one forecast category
    or of all; the sums are of all categories, `due` says of what is due. Raises BadFilter."""
    said = await asyncio.to_thread(judgements)
    return await asyncio.to_thread(list_open_deals, filters, scope, snapshot, model, said, due, category, limit)


def list_open_deals(
    filters: Filters, scope: Scope, tables: Tables, model: Derived | None, said: Judgements, due: Window,
    category: str | None = None, limit: int = MOST,
) -> OpenDeals:  # fmt: skip
    """`open_deals` with judgements that are given, for callers that are not async."""
    check_filters(filters, scope, tables)
    found = _valued(_rows(filters, scope, tables, model), said)
    chosen = found if category is None else found.filter(nw.col("category") == category)
    order = ["_soon", "amount_expected", ROW]
    first = chosen.lazy().top_k(limit, by=order).sort(order, descending=True, nulls_last=True).collect()
    deals = _in_full(first, tables, model, said)
    deals.attrs = _about(filters, tables, len(chosen))
    return OpenDeals(deals, category_sums(found, due, last_day(tables)))


def open_deal(
    opportunity_id: str, scope: Scope, tables: Tables, model: Derived | None, said: Judgements
) -> dict[str, Any] | None:
    """One of the deals with the columns of `OpenDeals.deals`; None if it is not open, or not for this reader."""
    rows = _rows(Filters(), scope, tables, model).filter(nw.col("opportunity_id") == opportunity_id)
    deals = _in_full(_valued(rows, said), tables, model, said)
    return {str(name): deals[name].iloc[0] for name in deals} if len(deals) else None


def _about(filters: Filters, tables: Tables, count: int) -> dict[Hashable, Any]:
    unknown = sorted({name for name, _values in filters.dims} - columns_of(tables, TABLE))
    said = {"undated": 0, "date_notes": [], "ignored_by": {LABEL: ", ".join(unknown)} if unknown else {}}
    found = {**said, "as_of": last_day(tables), "window": None, "ignored_filters": unknown, "count": count}
    return carried({**found, "notes": notes(found)})


def _rows(filters: Filters, scope: Scope, tables: Tables, model: Derived | None) -> Frame:
    """All open deals that are meant, each with its place in the table, its id and its chances."""
    columns = columns_of(tables, TABLE)
    conditions = [nw.col("is_open"), *in_scope(scope, columns), *in_dims(filters.dims, columns)]
    rows = _numbered(tables).filter(*conditions).select(ROW, "value", "expected_close_on", "forecast_category")
    return rows.collect().join(_known(tables, model), on=ROW, how="left")


def _numbered(tables: Tables) -> nw.LazyFrame[Any]:
    return tables.table(TABLE).collect().with_row_index(ROW).lazy()


def _key(tables: Tables, model: Derived | None) -> tuple[str, str | None]:
    return tables.id, model.snapshot_id if model else None


@cached(LRUCache(2), key=_key, lock=threading.Lock())
def _known(tables: Tables, model: Derived | None) -> Frame:
    """Place, id and chances of every open deal: the same for all readers and filters, and slow to join."""
    places = _numbered(tables).filter(nw.col("is_open")).select(ROW).collect()
    if DETAIL not in tables.names:
        rows = places.with_columns(nw.lit(None, nw.String).alias("opportunity_id"))
    else:
        rows = places.with_columns(
            tables.table(DETAIL).select("opportunity_id").collect()["opportunity_id"][places[ROW]]
        )
    if model is None:
        return rows.with_columns(nw.lit(None, nw.Float64).alias(name) for name in (*CHANCES, EXPECTED))
    chances = nw.from_native(model.frame("open_deals"), eager_only=True).select("opportunity_id", *CHANCES, EXPECTED)
    return rows.join(chances.unique("opportunity_id"), on="opportunity_id", how="left").sort(ROW)


def _valued(rows: Frame, said: Judgements) -> Frame:
    """The rows with category and amount as judged, else as the CRM has them, and what is to be expected of them.

    A deal that the model does not know stands among the others as if it were as likely as they are.
    """
    theirs = nw.from_dict(
        {"opportunity_id": list(said), "_category": [one.category for one in said.values()],
         "_amount": [one.amount for one in said.values()]},
        nw.Schema({"opportunity_id": nw.String(), "_category": nw.String(), "_amount": nw.Float64()}),
        backend=rows.implementation,
    )  # fmt: skip
    words = rows["forecast_category"].cast(nw.String).fill_null("")
    known = words.unique().to_list()
    meant = words.replace_strict(known, category_of(pd.Series(known, dtype=object)).tolist(), return_dtype=nw.String)
    soon = nw.col("p_won_56").fill_null(rows["p_won_56"].mean() if rows["p_won_56"].count() else 1.0)
    return (
        rows.with_columns(meant.alias("crm_category"))
        .join(theirs, on="opportunity_id", how="left")
        .with_columns(
            nw.coalesce("_category", "crm_category").alias("category"),
            nw.coalesce("_amount", "value").alias("amount_expected"),
        )
        .with_columns(
            nw.when(~nw.col("_amount").is_null())
            .then(nw.col("p_won") * nw.col("_amount"))
            .otherwise(nw.col(EXPECTED))
            .alias(EXPECTED),
            (soon * nw.col("amount_expected")).alias("_soon"),
        )
    )


def _in_full(rows: Frame, tables: Tables, model: Derived | None, said: Judgements) -> pd.DataFrame:
    """Everything that is known of these deals, in their order."""
    deals = in_full(rows[ROW].to_list(), tables, model)
    numbers = {name: pd.Series(rows[name].to_list(), dtype="float64") for name in (*CHANCES, EXPECTED)}
    return judged(deals.assign(**numbers), said)
