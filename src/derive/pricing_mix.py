"""What another price would do, prepared: the curve's draws, the deals they are applied to, and the usual questions."""

import numpy as np
import polars as pl

from derive.price_tables import SUMS, as_mix
from metrics.what_if import CHANGES, PriceCurves, what_if
from models.price_deals import PricedDeals, pooled
from models.price_fit import PriceFit

DRAWS = 300
WIDTH = 0.01  # of the relative prices that are taken for one


def what_if_tables(fit: PriceFit, deals: PricedDeals, cells: pl.DataFrame, with_cost: bool) -> dict[str, pl.DataFrame]:
    """price_mix, price_what_if and price_draws of one level; `cells` are the rows that `deals` were made of."""
    rows = _mix(cells.with_columns(pl.Series("segment", pooled(deals).segment, pl.Int64)), with_cost)
    mix, curves = as_mix(rows), curves_of(fit)
    before = curves.chances(mix, 0.0)
    answers = []
    for change in CHANGES:
        answer = pl.DataFrame(what_if(mix, curves, change, before).to_dict("list"))
        answers.append(answer.with_columns(pl.lit(change).alias("change")))
    draws, segments = curves.intercepts.shape
    return {
        "price_mix": rows, "price_what_if": pl.concat(answers),
        "price_draws": pl.DataFrame({
            "draw": np.repeat(np.arange(draws), segments), "segment": np.tile(np.arange(segments), draws),
            "intercept": curves.intercepts.ravel(), "slope": np.repeat(curves.slopes, segments),
        }),
    }  # fmt: skip


def curves_of(fit: PriceFit) -> PriceCurves:
    """The estimate and DRAWS draws of its parameters, by relative price."""
    levels, slopes = fit.draws(DRAWS)
    levels, slopes = np.vstack([fit.logit.levels, levels]), np.append(fit.logit.slopes[0], slopes) / fit.scale
    return PriceCurves(levels - slopes[:, None] * fit.centre, slopes)


def _mix(cells: pl.DataFrame, with_cost: bool) -> pl.DataFrame:
    """Prices a WIDTH apart as one, at their mean."""
    if not with_cost:
        cells = cells.with_columns(pl.lit(0.0).alias(name) for name in ("costed", "cost", "won_margin"))
    mean = (pl.col("relative") * pl.col("n")).sum() / pl.col("n").sum()
    step = (pl.col("relative") / WIDTH).floor().alias("step")
    mix = cells.group_by("segment", step).agg(mean, *(pl.col(name).sum() for name in SUMS))
    return mix.sort("segment", "step").drop("step")
