"""Several periods of a statement as one."""

from datetime import date

import pandas as pd

from metrics.statement_sum import summed

SAME = {"label": "x", "parent": None, "role": None, "depth": 0, "subtotal": True, "spine": True, "sign": 1, "effect": 1}


def frame(*rows: tuple[str, int, float | None, bool]) -> pd.DataFrame:
    made = [
        {"line": line, **SAME, "period": date(2024, month, 1), "amount": amount, "broken": broken, "gap": 1.0 * broken}
        for line, month, amount, broken in rows
    ]
    return pd.DataFrame(made)


def test_amounts_are_added_in_the_statements_order_and_broken_once_is_broken() -> None:
    found = summed(
        frame(("sales", 1, 10, False), ("sales", 4, 5, True), ("costs", 1, 3, False), ("costs", 4, 4, False))
    )
    assert found["line"].tolist() == ["sales", "costs"]
    assert found["amount"].tolist() == [15, 7]
    assert found["broken"].tolist() == [True, False]
    assert found["gap"].tolist() == [1, 0]


def test_what_is_not_known_in_any_period_stays_unknown() -> None:
    found = summed(
        frame(("sales", 1, None, False), ("sales", 4, None, False), ("costs", 1, None, False), ("costs", 4, 2, False))
    )
    assert pd.isna(found["amount"][0])
    assert found["amount"][1] == 2
