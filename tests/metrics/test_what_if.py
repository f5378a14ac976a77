"""What another price would do, worked out by hand."""

import math

import numpy as np
import pytest

from metrics.what_if import PriceCurves, PriceMix, beyond, what_if

MIX = PriceMix(
    relative=np.array([1.0, 1.0]), segment=np.array([0, 1]), n=np.array([10.0, 20.0]), units=np.array([10.0, 40.0]),
    reference=np.array([1000.0, 4000.0]), costed=np.array([1000.0, 4000.0]), cost=np.array([600.0, 2400.0]),
    won=np.array([5.0, 10.0]), won_units=np.array([5.0, 20.0]), won_amount=np.array([500.0, 2000.0]),
    won_margin=np.array([200.0, 800.0]),
)  # fmt: skip


def curves(*slopes: float) -> PriceCurves:
    """Curves through one half at today's price."""
    return PriceCurves(np.array([[-slope, -slope] for slope in slopes]), np.array(slopes))


def odds(slope: float, change: float) -> float:
    return 1 / (1 + math.exp(-slope * change))


def test_no_change_changes_nothing() -> None:
    rows = what_if(MIX, curves(-8, -7, -9), 0.0)
    assert rows["today"].tolist() == rows["expected"].tolist() == [15, 25, 2500, 1000]
    assert rows["low95"].tolist() == rows["high95"].tolist() == rows["today"].tolist()


def test_a_lower_price_wins_more_deals_for_less_each() -> None:
    """Chance .5 becomes odds(-8, -.1) for all: 30 deals, 50 units, 5,000 at reference price, cost 3,000."""
    chance = odds(-8, -0.1)
    rows = what_if(MIX, curves(-8, -8, -8), -0.1).set_index("measure")
    assert rows["expected"].tolist() == pytest.approx(
        [30 * chance, 50 * chance, 4500 * chance, (4500 - 3000) * chance]
    )  # fmt: skip
    assert chance == pytest.approx(0.69, abs=0.01)


def test_bands_are_quantiles_of_the_draws_and_not_of_the_estimate() -> None:
    rows = what_if(MIX, curves(-100, -6, -10), -0.1).set_index("measure")
    low, high = 30 * odds(-6, -0.1), 30 * odds(-10, -0.1)
    assert rows.loc["deals_won", "low80"] == pytest.approx(low + 0.1 * (high - low))
    assert rows.loc["deals_won", "high95"] == pytest.approx(low + 0.975 * (high - low))


def test_what_came_is_the_base_and_the_curve_says_only_what_is_added() -> None:
    more = MIX.__class__(**{**MIX.__dict__, "won": np.array([6.0, 12.0])})
    rows = what_if(more, curves(-8, -8), -0.1)
    assert rows["expected"].iloc[0] == pytest.approx(18 + 30 * (odds(-8, -0.1) - 0.5))


def test_without_costs_there_is_no_margin() -> None:
    nothing = np.zeros(2)
    mix = MIX.__class__(**{**MIX.__dict__, "costed": nothing, "cost": nothing, "won_margin": nothing})
    rows = what_if(mix, curves(-8, -8), -0.1).set_index("measure")
    assert math.isnan(rows.loc["margin", "expected"])
    assert rows.loc["revenue", "expected"] > 0


def test_deals_priced_beyond_what_was_asked_are_counted() -> None:
    mix = MIX.__class__(**{**MIX.__dict__, "relative": np.array([0.9, 1.0])})
    assert beyond(mix, -0.1, 0.85, 1.1) == pytest.approx(1 / 3)  # 0.81 is below, 0.9 is not
    assert beyond(mix, 0.0, 0.85, 1.1) == 0
