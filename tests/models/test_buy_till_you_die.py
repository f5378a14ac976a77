"""BG/NBD: the published figures, its formulas by hand, and planted parameters found again."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.special import hyp2f1

from models.buy_till_you_die import PARAMETERS, BuyTillYouDie, fit_buying
from tests.models.simulated_buyers import BUYING, triples

CDNOW = BuyTillYouDie(0.243, 4.414, 0.793, 2.426)


def test_cdnow_gives_the_parameters_of_the_paper(test_data: Path) -> None:
    customers = pl.read_csv(test_data / "cdnow" / "cdnow_customers_summary.csv")
    found = fit_buying(*(customers[name].to_numpy() for name in ("frequency", "recency", "T")))
    model = found.model
    assert [round(value, 3) for value in (model.r, model.a, model.b)] == [0.243, 0.793, 2.426]
    assert model.alpha == pytest.approx(4.414, abs=0.001)
    assert found.fit.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    assert not found.nobody_leaves


def test_customer_one_of_cdnow_is_expected_to_order_1_226_times_in_39_weeks() -> None:
    """The worked example of Fader, Hardie, Lee (2005), implementing the BG/NBD model in Excel, note 004."""
    orders = CDNOW.expected_orders(39, np.array([2.0]), np.array([30.43]), np.array([38.86]))
    assert round(float(orders[0]), 3) == 1.226


def test_the_chance_to_be_alive_by_hand() -> None:
    """Odds of having left: a / (b + x - 1) x ((alpha + T) / (alpha + t_x)) ^ (r + x) = 1/1 x (4/2)^2."""
    model = BuyTillYouDie(1.0, 1.0, 1.0, 1.0)
    assert model.probability_alive(np.array([1.0]), np.array([1.0]), np.array([3.0])).tolist() == pytest.approx([0.2])


def test_who_bought_once_is_alive_in_this_model() -> None:
    assert CDNOW.probability_alive(np.zeros(1), np.zeros(1), np.array([38.0])).tolist() == [1.0]


def test_orders_are_those_of_the_papers_formula() -> None:
    x, t_x, age = np.array([0.0, 1, 2, 29]), np.array([0.0, 5, 30, 38]), np.full(4, 38.86)
    r, alpha, a, b, t = CDNOW.r, CDNOW.alpha, CDNOW.a, CDNOW.b, 52.0
    shrunk = ((alpha + age) / (alpha + age + t)) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + age + t))
    alive = CDNOW.probability_alive(x, t_x, age)
    expected = (a + b + x - 1) / (a - 1) * (1 - shrunk) * alive
    assert CDNOW.expected_orders(t, x, t_x, age).tolist() == pytest.approx(expected.tolist(), rel=1e-8)


@pytest.mark.parametrize(
    ("model", "ahead", "orders"),
    [
        (BuyTillYouDie(80.0, 20.0, 0.5, 0.5), 104, 22.96467),
        (BuyTillYouDie(0.1, 0.025, 0.1, 0.3), 104, 156.74138),
        (BuyTillYouDie(2.0, 2.0, 0.8, 2.5), 26, 7.414737),
    ],
)
def test_new_customers_who_order_often_are_told_right_too(model: BuyTillYouDie, ahead: float, orders: float) -> None:
    """By the trapezoid rule on the log-odds of p, with 40,000 places."""
    assert model.new_customer_orders(ahead) == pytest.approx(orders, rel=1e-4)


def test_a_of_one_is_no_hole() -> None:
    near = [BuyTillYouDie(0.5, 5.0, a, 2.0).new_customer_orders(52) for a in (0.9999, 1.0, 1.0001)]
    assert near[0] > near[1] > near[2]
    assert near[0] == pytest.approx(near[2], rel=1e-3)


def test_who_never_leaves_orders_at_the_mean_rate() -> None:
    stays = BuyTillYouDie(2.0, 8.0, 1e-4, 1e4)
    assert stays.new_customer_orders(12) == pytest.approx(2 / 8 * 12, rel=1e-4)
    often = stays.expected_orders(12, np.array([400.0]), np.array([100.0]), np.array([100.0]))
    assert often.tolist() == pytest.approx([402 / 108 * 12], rel=1e-3)


@pytest.mark.parametrize("planted", [{}, {"r": 2.0, "alpha": 6.0, "a": 1.5, "b": 8.0}])
def test_planted_parameters_lie_in_their_intervals(planted: dict[str, float]) -> None:
    found = fit_buying(*triples(np.random.default_rng(7), 6000, 104, **planted))
    for place, name in enumerate(PARAMETERS):
        low, high = found.fit.interval(place)
        assert low < (BUYING | planted)[name] < high, name
    assert not any(found.fit.on_edge)


def test_where_nobody_leaves_that_is_said_and_the_rate_is_right() -> None:
    random = np.random.default_rng(1)
    rate, weeks = random.gamma(3.0, 0.1, 500), 100.0
    bought = random.poisson(rate * weeks)
    last = np.where(bought > 0, weeks * random.random(500) ** (1 / np.maximum(bought, 1)), 0.0)
    found = fit_buying(bought.astype(float), last, np.full(500, weeks))
    assert found.nobody_leaves
    ahead = found.model.expected_orders(10, bought.astype(float), last, np.full(500, weeks))
    assert ahead.mean() == pytest.approx(3.0, rel=0.05)


def test_time_in_days_moves_alpha_alone() -> None:
    x, t_x, age = triples(np.random.default_rng(3), 1500, 80)
    weeks, days = fit_buying(x, t_x, age).model, fit_buying(x, t_x * 7, age * 7).model
    assert days.alpha == pytest.approx(weeks.alpha * 7, rel=1e-3)
    assert [days.r, days.a, days.b] == pytest.approx([weeks.r, weeks.a, weeks.b], rel=1e-3)


def test_draws_are_the_same_at_every_call() -> None:
    found = fit_buying(*triples(np.random.default_rng(3), 500, 80))
    assert found.draws(3) == found.draws(3)
