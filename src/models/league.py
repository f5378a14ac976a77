"""The forecast league: ways to forecast, judged by what each said at the same past cut-offs.

WAPE = sum of |forecast - actual| / sum of actual; bias = sum of (forecast - actual) / sum of actual; coverage = share
of what came that lay in the 80 % band. Always of forecasts made before what they are judged by came.
"""

from collections.abc import Collection

import pandas as pd

MODEL, NAIVE, PIPELINE, COMMIT = "model", "seasonal_naive", "weighted_pipeline", "commit"
METHODS = (MODEL, NAIVE, PIPELINE, COMMIT)
MADE = ["method", "cut_off", "period", "forecast", "low80", "high80"]
ENOUGH = 4  # cut-offs below which nothing is said of who is best


def ahead(made: pd.DataFrame, actual: pd.DataFrame, months: int) -> pd.DataFrame:
    """What was forecast of the `months` after each cut-off in sum, beside what came.

    `made` has columns MADE (months by their first day), `actual` period and actual. Gives method, cut_off, forecast,
    low80, high80, actual. A band is given for a single month only: those of months do not add up. Cut-offs whose
    months have not all come, or that a method says less of, are left out for it.
    """
    on_days = made.astype({"period": "datetime64[s]"})  # whose type a frame without rows does not know
    joined = on_days.merge(actual, on="period").sort_values("period", kind="stable")
    joined = joined[joined.groupby(["method", "cut_off"]).cumcount() < months]
    found = (
        joined.groupby(["method", "cut_off"], sort=True)
        .agg(
            forecast=("forecast", "sum"),
            low80=("low80", "first"),
            high80=("high80", "first"),
            actual=("actual", "sum"),
            n=("period", "size"),
        )
        .reset_index()
    )
    found = found[found["n"] == months].drop(columns="n").reset_index(drop=True)
    return found if months == 1 else found.assign(low80=float("nan"), high80=float("nan"))


def judge(sums: pd.DataFrame) -> pd.DataFrame:
    """How good each method was at the cut-offs that all of them forecast from: method, wape, bias, coverage80, n.

    `sums` as of `ahead`. Best first; figures are null where nothing came (no actual) or there is no band.
    """
    together = sums.groupby("cut_off")["method"].nunique()
    shared = sums[sums["cut_off"].isin(together[together == sums["method"].nunique()].index)]
    rows = [_judged(str(method), group) for method, group in shared.groupby("method", sort=False)]
    found = pd.DataFrame(rows, columns=["method", "wape", "bias", "coverage80", "n"])
    return found.sort_values("wape", kind="stable", na_position="last").reset_index(drop=True)


def _judged(method: str, sums: pd.DataFrame) -> tuple[str, float, float, float, int]:
    error, came = sums["forecast"] - sums["actual"], float(sums["actual"].sum())
    banded = sums.dropna(subset=["low80", "high80"])
    inside = banded["actual"].between(banded["low80"], banded["high80"])
    share = float(inside.mean()) if len(banded) else float("nan")
    if came <= 0:
        return method, float("nan"), float("nan"), share, len(sums)
    return method, float(error.abs().sum()) / came, float(error.sum()) / came, share, len(sums)


def best(judged: pd.DataFrame, among: Collection[str], default: str = MODEL) -> str:
    """The method of `among` with the least WAPE; `default` while too few cut-offs were judged to tell."""
    known = judged[judged["method"].isin(among) & judged["wape"].notna() & (judged["n"] >= ENOUGH)]
    if default not in set(known["method"]):
        return default
    return str(known.sort_values("wape", kind="stable")["method"].iloc[0])


def from_pipeline(deals: pd.DataFrame, cut_off: pd.Timestamp, months: list[pd.Timestamp]) -> pd.DataFrame:
    """What the deals open at a cut-off promise for months after it: weighted by stage, and what reps commit to.

    `deals` has columns value, observed_probability, expected_close_on and category. A deal counts in the month it is
    expected to close in, an overdue one in the first; one that is expected at no time is left out. Gives MADE.
    """
    due = pd.to_datetime(deals["expected_close_on"])
    month = due.where(due > cut_off, months[0]).where(due.notna()).dt.to_period("M").dt.to_timestamp()
    weighted = deals["value"] * deals["observed_probability"]
    amounts = {PIPELINE: weighted, COMMIT: deals["value"].where(deals["category"] == "commit", 0.0)}
    sums = pd.DataFrame({"period": month, **amounts}).groupby("period").sum().reindex(months, fill_value=0.0)
    nothing = float("nan")
    rows = [
        (method, cut_off, start, float(amount), nothing, nothing)
        for method in (PIPELINE, COMMIT)
        for start, amount in zip(months, sums[method], strict=True)
    ]
    return pd.DataFrame(rows, columns=MADE)
