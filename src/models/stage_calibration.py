"""Stage calibration: the percentage that the CRM gives a stage against what became of the deals that entered it."""

from datetime import date

import numpy as np
import pandas as pd

from metrics.definition import ratio
from metrics.intervals import wilson

COLUMNS = ["stage", "position", "crm", "observed", "low", "high", "n", "still_open"]


def stage_calibration(entries: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """One row per stage, in the order of position; by pipeline too where `entries` has that column.

    `entries` has opportunity_id, stage, position, entered_on (null: since ever), probability (the CRM's for the
    stage, a fraction), outcome (won | lost | null) and decided_on. A deal counts once per stage, however often it
    came back; entries after `as_of` do not count, and what was decided after it counts as still open.

    crm: mean of the CRM's percentages; observed: won / decided among the deals that entered, with its Wilson
    interval (95 %); n: decided deals; still_open: the others that entered. Null where there is nothing to say.
    """
    keys = [name for name in ("pipeline", "stage") if name in entries]
    entered = pd.to_datetime(entries["entered_on"])
    known = entries[(entered.isna() | (entered <= pd.Timestamp(as_of))).to_numpy()]
    known = known.drop_duplicates([*keys, "opportunity_id"])
    decided = (pd.to_datetime(known["decided_on"]) <= pd.Timestamp(as_of)).to_numpy()
    kinds = {kind: decided & (known["outcome"] == kind).fillna(False).to_numpy(bool) for kind in ("won", "lost")}
    known = known.assign(
        won=kinds["won"], n=kinds["won"] | kinds["lost"], probability=pd.to_numeric(known["probability"])
    )
    stages = known.groupby(keys, dropna=False, observed=True).agg(
        position=("position", "min"),
        crm=("probability", "mean"),
        won=("won", "sum"),
        n=("n", "sum"),
        deals=("n", "size"),
    )
    return with_shares(stages.reset_index())[[*(name for name in keys if name == "pipeline"), *COLUMNS]]


def with_shares(stages: pd.DataFrame) -> pd.DataFrame:
    """The same from counts made elsewhere: stage, position, won, n (decided), deals (that entered), and pipeline if
    there are several; adds observed, low, high and still_open, and sorts."""
    won, n = stages["won"].to_numpy(float), stages["n"].to_numpy(float)
    observed = np.asarray(ratio(won, n), float)
    low, high = wilson(observed, n)
    found = stages.assign(
        observed=observed, low=low, high=high, n=n.astype(int), still_open=stages["deals"] - n.astype(int)
    )
    order = [name for name in ("pipeline", "position", "stage") if name in found]
    return found.sort_values(order, ignore_index=True)
