"""Is a model of winning better than the base rate? Judged by a split in time: fitted to deals decided before a day,
judged on those decided after it, at three days one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from metrics.definition import Numbers
from metrics.intervals import wilson
from models.base_rate import fit_base_rate
from models.features import learn_encoding
from models.scorers import FITS, FOLDS, Method, methods_for, probability

Reason = Literal[
    "better",  # the model beats the base rate
    "no_better_than_base_rate",
    "too_few_to_judge",  # too few deals were decided after those a model could learn from
    "too_few_deals",
    "one_outcome",  # all won, or all lost, or next to none of one kind
    "no_closed_deals",
    "no_features",  # nothing known of the deals differs between them
]
CUTS = (0.4, 0.6, 0.8)  # shares of the decided deals before each cut; judged up to the next one
FEWEST = 100  # decided deals, from which a model is tried
FEWEST_OF_KIND = 20  # won ones, and lost ones, among them
FEWEST_JUDGED = 50
LEAST_GAIN = 0.01  # of the base rate's Brier score: less is of no use to a reader, however certain
ONE_SIDED = 1.6448536269514722  # 95 % quantile of the normal distribution
GROUPS = 10


@dataclass(frozen=True)
class Judged:
    """What came of the trial. `brier` and `auc` are those of the model tried, also where the base rate is shown.

    `calibration` is that of the method shown: columns predicted, observed, low, high (Wilson, 95 %), n, one row per
    tenth of the deals judged, by probability. Nulls, and no rows, where nothing could be judged.
    """

    method: Literal["logit", "boosting", "base_rate"]
    reason: Reason
    n: int = 0
    tried: Method | None = None
    brier: float | None = None
    base_brier: float | None = None
    auc: float | None = None
    gain: float | None = None  # base_brier - brier
    gain_error: float | None = None  # its standard error
    calibration: pd.DataFrame = field(default_factory=lambda: calibration_table(np.array([]), np.array([])))


def judge(deals: pd.DataFrame, won: Numbers, categories: Sequence[str], numbers: Sequence[str]) -> Judged:
    """The verdict on decided deals, which have `decided_on`; `won` is 1 or 0 for each."""
    refused = _refusal(won)
    if refused:
        return Judged("base_rate", refused)
    methods = methods_for(len(won))
    forecasts, came, part = _foretold(deals, won, methods, categories, numbers)
    if len(came) < FEWEST_JUDGED or not 0 < came.mean() < 1:
        return Judged("base_rate", "too_few_to_judge", len(came))
    tried: Method = "logit"
    if "boosting" in forecasts and _gain(forecasts["logit"], forecasts["boosting"], came)[2]:
        tried = "boosting"
    return _verdict(tried, forecasts[tried], forecasts["base_rate"], came, part)


def brier(chances: Numbers, won: Numbers) -> float:
    """Mean squared difference of probability and outcome; 0 is perfect."""
    return float(np.mean((chances - won) ** 2))


def auc(chances: Numbers, won: Numbers, part: Numbers) -> float | None:
    """Chance that a won deal had a higher probability than a lost one, ties counting half (Mann-Whitney).

    Deals are compared within their part only: parts were foretold by fits of their own, and the usual rate drifts.
    Null where no part has deals of both kinds.
    """
    table = pd.DataFrame({"part": part, "won": won, "rank": pd.Series(chances).groupby(part).rank()})
    of_won = table[table["won"] > 0].groupby("part")["rank"].agg(["sum", "count"])
    kept, n = of_won["count"], table.groupby("part").size().reindex(of_won.index)
    pairs = float((kept * (n - kept)).sum())
    return float((of_won["sum"] - kept * (kept + 1) / 2).sum()) / pairs if pairs else None


def calibration_table(chances: Numbers, won: Numbers) -> pd.DataFrame:
    """By tenths of the deals in the order of their probability, equal ones together: foretold and seen."""
    tenth = np.ceil(pd.Series(chances, dtype=float).rank(pct=True).to_numpy(float) * GROUPS)
    groups = pd.DataFrame({"tenth": tenth, "p": chances, "won": won}, dtype=float).groupby("tenth")
    table = pd.DataFrame({"predicted": groups["p"].mean(), "observed": groups["won"].mean(), "n": groups.size()})
    low, high = wilson(table["observed"].to_numpy(float), table["n"].to_numpy(float))
    table = table.assign(low=low, high=high, n=table["n"].astype(int))
    return table[["predicted", "observed", "low", "high", "n"]].reset_index(drop=True)


def _refusal(won: Numbers) -> Reason | None:
    if not len(won):
        return "no_closed_deals"
    if min(won.sum(), len(won) - won.sum()) < (FEWEST_OF_KIND if len(won) >= FEWEST else 1):
        return "one_outcome"
    return "too_few_deals" if len(won) < FEWEST else None


def _foretold(
    deals: pd.DataFrame, won: Numbers, methods: Sequence[Method], categories: Sequence[str], numbers: Sequence[str]
) -> tuple[dict[str, Numbers], Numbers, Numbers]:
    """What each method said of the deals decided after each cut, knowing those before it; what came; which cut."""
    decided = pd.to_datetime(deals["decided_on"]).to_numpy()
    days = [np.sort(decided)[int(share * len(decided))] for share in CUTS]
    parts: list[tuple[dict[str, Numbers], Numbers]] = []
    for day, until in zip(days, [*days[1:], None], strict=True):
        before = decided < day
        after = ~before if until is None else ~before & (decided < until)
        if after.any() and min(won[before].sum(), before.sum() - won[before].sum()) >= FOLDS:
            known, asked = deals[before], deals[after]
            parts.append((_chances(known, won[before], asked, methods, categories, numbers), won[after]))
    if not parts:
        return {}, np.array([]), np.array([])
    said = {name: np.concatenate([chances[name] for chances, _ in parts]) for name in parts[0][0]}
    came = [outcome for _, outcome in parts]
    return said, np.concatenate(came), np.repeat(np.arange(len(came), dtype=float), [len(one) for one in came])


def _chances(
    known: pd.DataFrame,
    won: Numbers,
    asked: pd.DataFrame,
    methods: Sequence[Method],
    categories: Sequence[str],
    numbers: Sequence[str],
) -> dict[str, Numbers]:
    encoding = learn_encoding(known, categories, numbers)
    base = fit_base_rate(known, won, categories).chances(asked)
    if not encoding.fields:
        return {"base_rate": base, **dict.fromkeys(methods, base)}
    learnt, new = encoding.matrix(known), encoding.matrix(asked)
    return {"base_rate": base, **{name: probability(FITS[name](learnt, won).log_odds(new)) for name in methods}}


def _verdict(tried: Method, chances: Numbers, base: Numbers, came: Numbers, part: Numbers) -> Judged:
    gain, error, clear = _gain(base, chances, came)
    return Judged(
        method=tried if clear else "base_rate",
        reason="better" if clear else "no_better_than_base_rate",
        n=len(came),
        tried=tried,
        brier=brier(chances, came),
        base_brier=brier(base, came),
        auc=auc(chances, came, part),
        gain=gain,
        gain_error=error,
        calibration=calibration_table(chances if clear else base, came),
    )


def _gain(base: Numbers, chances: Numbers, came: Numbers) -> tuple[float, float, bool]:
    """By how much the Brier score falls, its standard error, and whether that is use and not noise."""
    each = (base - came) ** 2 - (chances - came) ** 2
    gain, error = float(each.mean()), float(each.std(ddof=1) / np.sqrt(len(each)))
    return gain, error, gain - ONE_SIDED * error > 0 and gain >= LEAST_GAIN * brier(base, came)
