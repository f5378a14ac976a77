"""The win probability and the win curve on real deals: read in place, see FAIRLEAD_TEST_DATA."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from bench.deals import described, maven_deals, salvirt_deals, ten_folds
from models.win_curve import win_curve
from models.win_probability import fit

END = date(2017, 12, 31)


@pytest.fixture(scope="module")
def maven(test_data: Path) -> pd.DataFrame:
    return maven_deals(test_data / "maven_crm")


def test_on_maven_nothing_known_at_the_start_foretells_a_win_and_the_base_rate_is_shown(maven: pd.DataFrame) -> None:
    """4,238 of 6,711 decided deals were won; AUC of honest models is about a half."""
    model = fit(maven, END)
    assert (model.judged.method, model.judged.reason) == ("base_rate", "no_better_than_base_rate")
    assert model.judged.auc == pytest.approx(0.5, abs=0.05)
    assert model.predict(maven.head(3))["p_won"].tolist() == pytest.approx([4239 / 6713] * 3)


def test_on_salvirt_a_logit_beats_the_base_rate(test_data: Path) -> None:
    deals = salvirt_deals(test_data / "win_probability" / "salvirt.csv")
    answers = [name for name in deals if name not in ("Status", "outcome", "opened_on", "decided_on")]
    assert len(deals) == 365
    assert fit(deals, date(2030, 1, 1), answers, ()).judged.method == "logit"
    found = ten_folds(deals, answers)
    assert found.auc is not None
    assert found.auc >= 0.83
    assert "AUC 0.8" in described("salvirt", found)


def test_on_maven_the_curve_stays_below_the_naive_rate(maven: pd.DataFrame) -> None:
    """Deals engaged, of which 1,589 are still open; the naive rate is 63.15 %."""
    engaged = maven[maven["opened_on"].notna()]
    ended = engaged["decided_on"].fillna(pd.Timestamp(END))
    deals = pd.DataFrame({"age_days": (ended - engaged["opened_on"]).dt.days, "outcome": engaged["outcome"]})
    curve = win_curve(deals)
    assert curve["naive"].iloc[0] == pytest.approx(0.6315, abs=1e-4)
    assert (curve["n"].iloc[0], curve["decided"].iloc[0]) == (8300, 6711)
    assert 0.4 < curve["won"].iloc[-1] < 0.6315
    assert curve["won"].iloc[-1] + curve["lost"].iloc[-1] <= 1
