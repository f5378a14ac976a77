from datetime import date

import pandas as pd
import pytest

from models.closing_by_age import age_curve, constant_rate
from models.spells import day_number, make_spells

AS_OF = date(2024, 3, 31)
OPEN = pd.DataFrame({"opened_on": pd.to_datetime(["2024-03-31", "2024-03-11", None])})


def history() -> pd.DataFrame:
    """Opened on 01-01; two won at 10 days of age, one lost at 20, one won at 30."""
    return pd.DataFrame(
        {
            "opportunity_id": list("abcd"),
            "opened_on": pd.to_datetime(["2024-01-01"] * 4),
            "decided_on": pd.to_datetime(["2024-01-11", "2024-01-11", "2024-01-21", "2024-01-31"]),
            "outcome": ["won", "won", "lost", "won"],
        }
    )


def test_chances_by_age_are_those_of_deals_that_lasted_as_long() -> None:
    found = age_curve(make_spells(history()), day_number(AS_OF), "few_decided").chances(OPEN, (14, 28))
    new, old, undated = found.to_numpy().round(6).tolist()
    assert dict(zip(found.columns, new, strict=True)) == {
        "p_won_14": 0.5, "p_closed_14": 0.5, "p_won_28": 0.5, "p_closed_28": 0.75, "p_won": 0.75, "p_closed": 1,
    }  # fmt: skip
    assert old[:4] == [1, 1, 1, 1]  # 20 days old: of the deals open after that, the one was won at 30
    assert pd.isna(undated).all()


def test_without_deals_half_are_won_and_a_deal_takes_a_quarter() -> None:
    nothing = history().iloc[:0]
    found = constant_rate(make_spells(nothing), day_number(AS_OF), "few_decided").chances(OPEN, (91,))
    assert found["p_closed_91"].iloc[0] == pytest.approx(1 - 2.718281828 ** (-91 / 90))
    assert found["p_won"].iloc[0] == pytest.approx(0.5, abs=1e-3)
    assert found["p_won_91"].iloc[0] == pytest.approx(found["p_closed_91"].iloc[0] / 2)
