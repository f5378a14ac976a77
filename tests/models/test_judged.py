"""The judge: scores by hand, and when the base rate stays."""

import numpy as np
import pandas as pd
import pytest

from models.judged import auc, brier, calibration_table, judge

DAYS = pd.date_range("2024-01-01", periods=400)


def test_brier_is_the_mean_squared_error() -> None:
    assert brier(np.array([0.8, 0.4]), np.array([1.0, 0.0])) == pytest.approx((0.04 + 0.16) / 2)


def test_auc_counts_pairs_in_order_and_ties_by_half() -> None:
    """Won .8 and .4, lost .4 and .1: .8 beats both, .4 ties once and beats once: 3.5 of 4."""
    chances, won = np.array([0.8, 0.4, 0.4, 0.1]), np.array([1.0, 1.0, 0.0, 0.0])
    assert auc(chances, won, np.zeros(4)) == 3.5 / 4


def test_auc_compares_deals_of_one_part_only() -> None:
    """Both lost deals of the second part lie above the won one of the first, and are not compared with it."""
    chances, won = np.array([0.3, 0.1, 0.9, 0.8, 0.7]), np.array([1.0, 0.0, 1.0, 0.0, 0.0])
    assert auc(chances, won, np.array([1.0, 1.0, 2.0, 2.0, 2.0])) == 1.0


def test_auc_of_one_outcome_is_not_defined() -> None:
    assert auc(np.array([0.3, 0.1]), np.array([1.0, 1.0]), np.zeros(2)) is None


def test_calibration_is_by_tenths_with_equal_probabilities_together() -> None:
    """Ten deals at .2, of which two won, ten at .7, of which eight won; Wilson of 2 in 10 is .0567 to .5098."""
    table = calibration_table(np.repeat([0.2, 0.7], 10), np.array([1.0] * 2 + [0.0] * 8 + [1.0] * 8 + [0.0] * 2))
    assert table["predicted"].tolist() == pytest.approx([0.2, 0.7])
    assert table["observed"].tolist() == [0.2, 0.8]
    assert table["n"].tolist() == [10, 10]
    assert (table["low"][0], table["high"][0]) == pytest.approx((0.0567, 0.5098), abs=1e-4)


def test_calibration_of_a_hundred_different_probabilities_has_ten_rows_of_ten() -> None:
    table = calibration_table(np.arange(100) / 100, np.ones(100))
    assert table["n"].tolist() == [10] * 10
    assert table["predicted"].tolist() == pytest.approx([0.045 + tenth / 10 for tenth in range(10)])


def test_calibration_of_nothing_has_no_rows() -> None:
    assert len(calibration_table(np.array([]), np.array([]))) == 0


def decided(won: list[int], **fields: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """One decided deal a day."""
    return pd.DataFrame({"decided_on": DAYS[: len(won)], **fields}), np.array(won, float)


@pytest.mark.parametrize(
    ("won", "reason"),
    [
        ([], "no_closed_deals"),
        ([1, 1, 1], "one_outcome"),
        ([1, 0, 1], "too_few_deals"),
        ([1] * 99 + [0] * 19, "one_outcome"),
        ([1, 0] * 49, "too_few_deals"),
        ([0] * 180 + [1] * 20, "too_few_to_judge"),  # no win before any of the cuts
    ],
)
def test_the_base_rate_stays_with_the_reason(won: list[int], reason: str) -> None:
    found = judge(
        *decided(won, lead_source=["web", "fair"] * (len(won) // 2) + ["web"] * (len(won) % 2)), ["lead_source"], []
    )
    assert (found.method, found.reason, found.brier, len(found.calibration)) == ("base_rate", reason, None, 0)


def test_a_field_without_bearing_does_not_beat_the_base_rate() -> None:
    """Every second deal of either source is won."""
    found = judge(*decided([1, 1, 0, 0] * 50, lead_source=["web", "fair"] * 100), ["lead_source"], [])
    assert (found.method, found.reason, found.tried) == ("base_rate", "no_better_than_base_rate", "logit")
    assert found.n == 120
    assert found.brier == pytest.approx(0.25, abs=0.002)


def test_two_fields_that_decide_together_beat_the_rate_of_either() -> None:
    """Won: three of four where both speak for it, one of two where one does, one of four where none does."""
    pattern = [
        ("web", "A", [1, 1, 1, 0] * 2),
        ("web", "B", [1, 0] * 4),
        ("fair", "A", [0, 1] * 4),
        ("fair", "B", [0, 0, 0, 1] * 2),
    ]
    rows = [(source, product, won[place]) for _ in range(50) for place in range(8) for source, product, won in pattern]
    deals = pd.DataFrame(rows, columns=["lead_source", "product", "won"])
    deals["decided_on"] = pd.date_range("2022-01-01", periods=len(deals), freq="6h")
    found = judge(deals, deals["won"].to_numpy(float), ["lead_source", "product"], [])
    assert (found.method, found.reason, found.tried) == ("logit", "better", "logit")
    assert found.brier == pytest.approx(0.21875, abs=0.002)
    assert found.base_brier == pytest.approx(0.234375, abs=0.002)
    assert found.calibration["predicted"].tolist() == pytest.approx(found.calibration["observed"].tolist(), abs=0.03)
