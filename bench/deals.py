"""`make bench-deals`: is the win probability any good? Real deals, learnt on the earlier ones, judged on the later.

Prints, for maven_crm (as of four days) and salvirt: Brier score and AUC of the model tried beside the base rate, what
is shown to users and why, and the calibration table; then what the bookings outlook said on five past days of maven and
what came (bench.outlook). salvirt has no dates: its rows stand for days, in file order,
which is a split in time in name only; hence ten folds beside it.
"""

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold

from bench import outlook
from models.base_rate import fit_base_rate
from models.features import CATEGORIES, NUMBERS, learn_encoding
from models.judged import Judged, auc, brier, calibration_table
from models.scorers import FITS, probability
from models.win_probability import fit

MAVEN_DAYS = (date(2017, 7, 1), date(2017, 9, 1), date(2017, 11, 1), date(2017, 12, 31))
FOLDS = 10


def maven_deals(folder: Path) -> pd.DataFrame:
    """Maven's deals in the columns of the deal models; value is the list price, never the amount won."""
    deals = pd.read_csv(folder / "sales_pipeline.csv", parse_dates=["engage_date", "close_date"])
    deals["product"] = deals["product"].replace("GTXPro", "GTX Pro")
    for file, key in (("products", "product"), ("sales_teams", "sales_agent"), ("accounts", "account")):
        deals = deals.merge(pd.read_csv(folder / f"{file}.csv"), on=key, how="left")
    columns = {
        "sales_agent": "rep", "manager": "team", "regional_office": "region", "series": "category",
        "office_location": "country", "sales_price": "value", "engage_date": "opened_on", "close_date": "decided_on",
    }  # fmt: skip
    sizes = pd.cut(deals["employees"], [0, 50, 250, 1000, np.inf], labels=["1", "2", "3", "4"])
    outcome = deals["deal_stage"].map({"Won": "won", "Lost": "lost"})
    return deals.assign(size_band=sizes, outcome=outcome).rename(columns=columns)


def salvirt_deals(file: Path) -> pd.DataFrame:
    """Salvirt's deals without doubles; every answer is a category, and the row's number its day."""
    deals = pd.read_csv(file, sep=";").drop_duplicates(ignore_index=True)
    days = pd.Timestamp("2000-01-01") + pd.to_timedelta(np.arange(len(deals)), unit="D")
    return deals.assign(outcome=deals["Status"].str.lower(), opened_on=days, decided_on=days)


def ten_folds(deals: pd.DataFrame, categories: list[str]) -> Judged:
    """The logit against the base rate on folds held back, rows shuffled."""
    won = (deals["outcome"] == "won").to_numpy(float)
    chances, base, fold = np.zeros((3, len(deals)))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(deals, won)
    for number, (known, rest) in enumerate(folds):
        fold[rest] = number
        encoding = learn_encoding(deals.iloc[known], categories)
        scorer = FITS["logit"](encoding.matrix(deals.iloc[known]), won[known])
        chances[rest] = probability(scorer.log_odds(encoding.matrix(deals.iloc[rest])))
        base[rest] = fit_base_rate(deals.iloc[known], won[known], categories).chances(deals.iloc[rest])
    scores = {"brier": brier(chances, won), "base_brier": brier(base, won), "auc": auc(chances, won, fold)}
    return Judged("logit", "better", len(won), "logit", **scores, calibration=calibration_table(chances, won))


def results(data: Path) -> Iterator[tuple[str, Judged]]:
    maven = maven_deals(data / "maven_crm")
    for day in MAVEN_DAYS:
        yield f"maven, as of {day}, split in time", fit(maven, day, CATEGORIES, NUMBERS).judged
    salvirt = salvirt_deals(data / "win_probability" / "salvirt.csv")
    answers = [name for name in salvirt if name not in ("Status", "outcome", "opened_on", "decided_on")]
    yield "salvirt, rows as days (file order, not time)", fit(salvirt, date(2030, 1, 1), answers, ()).judged
    yield f"salvirt, {FOLDS} folds", ten_folds(salvirt, answers)


def described(title: str, judged: Judged) -> str:
    if judged.brier is None:
        return f"{title}: base rate ({judged.reason}), n {judged.n}"
    head = (
        f"{title}: tried {judged.tried}, n {judged.n}\n  Brier {judged.brier:.4f}, base rate {judged.base_brier:.4f},"
        f" AUC {judged.auc:.3f}; shown: {judged.method} ({judged.reason})"
    )
    return f"{head}\n{judged.calibration.round(3).to_string(index=False)}"


def main() -> None:
    folder = os.environ.get("FAIRLEAD_TEST_DATA")
    if not folder:
        sys.exit("FAIRLEAD_TEST_DATA names no folder with the third-party test data; set it and run again.")
    for title, judged in results(Path(folder)):
        sys.stdout.write(described(title, judged) + "\n\n")
    sys.stdout.write(outlook.table(Path(folder) / "maven_crm") + "\n")


if __name__ == "__main__":
    main()
