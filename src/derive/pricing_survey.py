"""What surveys say about acceptable prices, product by product, worked out once after a publish."""

import json
from typing import Any

import polars as pl

from data.engine import Snapshot
from models.price_survey import ANSWERS, price_survey

TABLE = "price_survey"
MOST_PRODUCTS = 50  # those with most answers
KEYS = ("product", "category")
SURVEYS: dict[str, Any] = {
    **dict.fromkeys(KEYS, pl.String), "n": pl.Int64, "left_out": pl.Int64, "since": pl.Date, "until": pl.Date,
    "list_price": pl.Float64, "refusal": pl.String, "refusal_values": pl.String,
}  # fmt: skip
TABLES: dict[str, dict[str, Any]] = {
    "survey": SURVEYS,
    "survey_points": {**dict.fromkeys(KEYS, pl.String), "point": pl.String,
                      **dict.fromkeys(("value", "low", "high"), pl.Float64)},
    "survey_curves": {**dict.fromkeys(KEYS, pl.String), "price": pl.Float64, **dict.fromkeys(ANSWERS, pl.Float64)},
}  # fmt: skip


def derive_survey(snapshot: Snapshot) -> dict[str, pl.DataFrame]:
    """The tables of TABLES, empty without a survey: a row of `survey` for each product, or category where no product
    was named, those with most answers first; its list price is the median of its products'."""
    made: dict[str, list[pl.DataFrame]] = {name: [pl.DataFrame(schema=schema)] for name, schema in TABLES.items()}
    if TABLE in snapshot.names and snapshot.frame(TABLE).height:
        answers = snapshot.frame(TABLE).with_columns(pl.col(name).cast(pl.String) for name in KEYS)
        largest = answers.group_by(KEYS).len().sort("len", *KEYS, descending=[True, False, False], nulls_last=True)
        for row in largest.head(MOST_PRODUCTS).iter_rows(named=True):
            mine = answers.filter(pl.col(name).eq_missing(pl.lit(row[name], pl.String)) for name in KEYS)
            for name, frame in _of_product(row, mine, snapshot).items():
                keys = [pl.lit(row[key], pl.String).alias(key) for key in KEYS]
                typed = frame.with_columns(keys).select(pl.col(c).cast(kind) for c, kind in TABLES[name].items())
                made[name].append(typed)
    return {name: pl.concat(frames) for name, frames in made.items()}


def _of_product(row: dict[str, Any], answers: pl.DataFrame, snapshot: Snapshot) -> dict[str, pl.DataFrame]:
    found = price_survey(answers.select(ANSWERS).to_pandas())
    refusal = found.refusal
    told = pl.DataFrame(
        [{"n": found.n, "left_out": found.left_out, "since": answers["surveyed_on"].min(),
          "until": answers["surveyed_on"].max(), "list_price": _list_price(row, snapshot),
          "refusal": refusal and refusal.reason, "refusal_values": refusal and json.dumps(refusal.values)}],
        schema={name: kind for name, kind in SURVEYS.items() if name not in KEYS},
    )  # fmt: skip
    if refusal is not None:
        return {"survey": told}
    points, curves = (pl.DataFrame(frame.to_dict("list")) for frame in (found.points, found.curves))
    return {"survey": told, "survey_points": points.fill_nan(None), "survey_curves": curves}


def _list_price(row: dict[str, Any], snapshot: Snapshot) -> float | None:
    if "products" not in snapshot.names:
        return None
    name = "product" if row["product"] else "category"
    same = pl.col(name).cast(pl.String).str.to_lowercase() == str(row[name]).lower()
    price: float | None = snapshot.frame("products").filter(same)["list_price"].median()  # type: ignore[assignment]
    return price
