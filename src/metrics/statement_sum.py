"""A statement's periods taken together."""

import pandas as pd


def summed(statement: pd.DataFrame) -> pd.DataFrame:
    """One row per line, in the statement's order, of all periods in its frame (`metrics.statement`).

    Columns: line, label, parent, role, depth, subtotal, spine, sign, effect, amount (what is known of it), gap, and
    broken: whether it is in any period.
    """
    same = ("label", "parent", "role", "depth", "subtotal", "spine", "sign", "effect")
    lines = statement.groupby("line", sort=False)
    found = lines[list(same)].first(skipna=False)
    found["amount"], found["gap"] = lines["amount"].sum(min_count=1), lines["gap"].sum(min_count=1)
    found["broken"] = lines["broken"].any()
    found = found.reset_index()
    found.attrs = statement.attrs
    return found
