import time

import numpy as np
import pandas as pd
import pytest

from models.deal_value import DealValue
from models.new_business import NewBusiness
from models.outlook import PARTS, outlook

SURE = DealValue(1.0, 0.0, 10.0, 5)


def deals(p: list[float], value: list[float | None]) -> pd.DataFrame:
    return pd.DataFrame({"p": p, "value": value})


def test_sure_deals_have_no_spread() -> None:
    found = outlook(deals([1.0, 0.0], [100.0, 50.0]), SURE, shock=0.5, won_so_far=7).table().set_index("part")
    assert found.loc["total"].tolist() == [107.0] * 8
    assert list(found.index) == list(PARTS)


def test_draws_of_one_deal_are_its_amount_or_nothing() -> None:
    found = outlook(deals([0.5], [100.0]), SURE, shock=0.0)
    assert sorted(set(found.pipeline.round(6))) == [0, pytest.approx(100, rel=0.05)]
    assert found.chance(50) == pytest.approx(0.5, abs=0.03)


def test_the_mean_is_that_of_the_chances_whatever_the_shock() -> None:
    random = np.random.default_rng(3)
    many = deals(random.uniform(0, 0.4, 2000).tolist(), random.lognormal(8, 1, 2000).tolist())
    expected = float(many["p"] @ many["value"])
    for shock in (0.0, 0.5, 1.5):
        found = outlook(many, SURE, shock)
        assert found.table().set_index("part").loc["pipeline", "mean"] == pytest.approx(expected)
        assert found.pipeline.mean() == pytest.approx(expected, rel=0.02)


def test_without_a_shock_the_spread_is_that_of_independent_deals() -> None:
    many = deals([0.2] * 1000, [10.0] * 1000)
    assert outlook(many, SURE, 0.0).pipeline.std() == pytest.approx(10 * np.sqrt(1000 * 0.2 * 0.8), rel=0.05)


def test_a_shock_widens_what_independence_would_claim() -> None:
    many = deals([0.2] * 1000, [10.0] * 1000)
    assert outlook(many, SURE, 0.5).pipeline.std() > 4 * outlook(many, SURE, 0.0).pipeline.std()


def test_new_business_adds_its_mean() -> None:
    new = NewBusiness(30.0, np.array([100.0, 300.0]), 0.4, 6)
    found = outlook(deals([0.5], [100.0]), SURE, 0.5, new, won_so_far=1000)
    table = found.table().set_index("part")["mean"]
    assert table.round(6).to_dict() == {"won_so_far": 1000, "pipeline": 50, "new_business": 6000, "total": 7050}
    assert found.new_business.mean() == pytest.approx(6000, rel=0.03)


def test_a_target_that_is_met_is_certain_and_chances_fall_with_the_target() -> None:
    found = outlook(deals([0.5] * 10, [100.0] * 10), SURE, 0.5, won_so_far=200)
    chances = [found.chance(target) for target in (200, 500, 900, 5000)]
    assert chances[0] == 1
    assert chances == sorted(chances, reverse=True)
    assert chances[-1] == 0


def test_no_deals_and_deals_without_a_chance_bring_nothing() -> None:
    assert outlook(deals([], []), SURE, 0.5).table()["mean"].tolist() == [0] * 4
    assert outlook(deals([float("nan")], [100.0]), SURE, 0.5).total.max() == 0


def test_huge_values_stay_finite_and_shares_of_the_histogram_add_up() -> None:
    found = outlook(deals([0.5, 1e-9, 0.999999], [1e15, 1e-3, None]), SURE, 1.5)
    assert np.isfinite(found.total).all()
    assert found.histogram()["share"].sum() == pytest.approx(1, abs=0.01)


def test_a_reload_shows_the_same_numbers() -> None:
    many = deals([0.1, 0.5, 0.7] * 100, [10.0, 20.0, 30.0] * 100)
    assert outlook(many, SURE, 0.5).table().equals(outlook(many, SURE, 0.5).table())


def test_twenty_thousand_deals_are_quick() -> None:
    random = np.random.default_rng(3)
    many = deals(random.uniform(0, 1, 20_000).tolist(), random.lognormal(8, 1, 20_000).tolist())
    times = []
    for _ in range(5):
        begin = time.process_time()
        outlook(many, SURE, 0.5)
        times.append(time.process_time() - begin)
    assert min(times) < 0.06
