"""Van Westendorp's meter, worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from models.price_survey import ANSWERS, price_survey

ORDER = ["marginal_cheapness", "optimal", "indifference", "marginal_expensiveness"]


def answers(*rows: tuple[float, float, float, float], times: int = 1) -> pd.DataFrame:
    return pd.DataFrame(list(rows) * times, columns=list(ANSWERS))


def test_points_are_the_crossings_of_the_cumulative_curves() -> None:
    """Thirty say 10 20 30 40, thirty 20 30 40 50. Shares at 10, 20, 30, 40, 50: too cheap 1 .5 0 0 0, cheap 1 1 .5 0 0,
    expensive 0 0 .5 1 1, too expensive 0 0 0 .5 1."""
    found = price_survey(answers((10, 20, 30, 40), (20, 30, 40, 50), times=30))
    assert found.curves["price"].tolist() == [10, 20, 30, 40, 50]
    assert found.curves["too_cheap"].tolist() == [1, 0.5, 0, 0, 0]
    assert found.curves["cheap"].tolist() == [1, 1, 0.5, 0, 0]
    assert found.curves["expensive"].tolist() == [0, 0, 0.5, 1, 1]
    assert found.curves["too_expensive"].tolist() == [0, 0, 0, 0.5, 1]
    points = dict(zip(found.points["point"], found.points["value"], strict=True))
    assert list(points) == ORDER
    assert points["marginal_cheapness"] == 25  # .5 - .5 t = .5 t
    assert points["indifference"] == 30
    assert points["marginal_expensiveness"] == 35
    assert points["optimal"] == 30  # both are zero there


def test_intervals_hold_the_point_and_narrow_with_more_answers() -> None:
    """Curves a F and b F of a symmetric F around 100 cross where p / a - 100 = 100 - p / b."""
    random = np.random.default_rng(1)

    def survey(n: int) -> pd.DataFrame:
        fair = random.normal(100, 15, n)
        frame = pd.DataFrame(np.outer(fair, [0.7, 0.85, 1.15, 1.3]), columns=list(ANSWERS))
        return price_survey(frame).points

    few, many = survey(60), survey(2000)
    for points in (few, many):
        assert ((points["low"] <= points["value"]) & (points["value"] <= points["high"])).all()
    assert ((few["high"] - few["low"]) > 2 * (many["high"] - many["low"])).all()
    assert many["value"].tolist()[1:3] == pytest.approx(
        [200 / (1 / 0.7 + 1 / 1.3), 200 / (1 / 0.85 + 1 / 1.15)], rel=0.015
    )


def test_fewer_than_thirty_answers_are_refused() -> None:
    found = price_survey(answers((1, 2, 3, 4), times=29))
    assert found.refusal is not None
    assert found.refusal.code == "too_few_answers"
    assert found.curves.empty
    assert price_survey(answers((1, 2, 3, 4), times=30)).refusal is None


def test_answers_out_of_order_or_incomplete_are_left_out_and_counted() -> None:
    found = price_survey(answers((1, 2, 3, 4), (2, 1, 3, 4), (np.nan, 2, 3, 4), (0, 2, 3, 4), times=30))
    assert (found.n, found.left_out) == (30, 90)


def test_all_of_one_opinion_have_points_between_what_they_named() -> None:
    found = price_survey(answers((10, 20, 30, 40), times=50))
    points = dict(zip(found.points["point"], found.points["value"], strict=True))
    assert all(10 <= value <= 40 for value in points.values())
    assert points["marginal_cheapness"] <= points["marginal_expensiveness"]
