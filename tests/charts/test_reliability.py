"""Reliability: a dot for each group of deals, its interval, the line on which chances come true."""

import pandas as pd
import pytest

from charts.reliability import reliability
from tests.charts.checked import checked

GROUPS = pd.DataFrame({"predicted": [0.2, 0.4], "observed": [0.25, 0.35], "low": [0.2, 0.3], "high": [0.3, 0.45],
                       "n": [100, 120]})  # fmt: skip


def test_each_group_is_a_dot_at_what_was_foretold_and_what_came() -> None:
    same, dots = checked(reliability(GROUPS)).data
    assert (list(dots.x), list(dots.y)) == ([0.2, 0.4], [0.25, 0.35])
    assert list(dots.error_y.array) == pytest.approx([0.05, 0.1])
    assert list(dots.error_y.arrayminus) == pytest.approx([0.05, 0.05])
    assert list(same.x) == list(same.y)


def test_hovering_says_chance_share_n_and_interval() -> None:
    text = checked(reliability(GROUPS)).data[1].customdata[0][0]
    assert text == "<b>chance foretold 20.0%</b><br>won 25.0% of 100 decided<br>95 % interval 20.0% – 30.0%"


def test_without_a_group_it_is_said_why() -> None:
    figure = checked(reliability(GROUPS.iloc[:0]))
    assert not figure.data
    assert "Too few deals are decided" in figure.layout.annotations[0].text
