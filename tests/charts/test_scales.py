"""Axes at round values."""

import pytest

from charts.scales import amount_axis, log_ticks, round_step, ticks_inside


@pytest.mark.parametrize(
    ("at_least", "step"), [(0, 1), (1, 1), (1.1, 2), (2.2, 2.5), (3, 5), (6, 10), (260_000, 500_000), (0.03, 0.05)]
)
def test_steps_are_one_two_two_and_a_half_or_five_times_a_power_of_ten(at_least: float, step: float) -> None:
    assert round_step(at_least) == pytest.approx(step)


def test_an_axis_covers_its_values_from_zero() -> None:
    axis = amount_axis(40, 90, str, ticks=4)
    assert axis["tickvals"] == [0, 25, 50, 75, 100]


def test_an_axis_goes_below_zero_where_an_amount_does() -> None:
    axis = amount_axis(-30, 90, str, ticks=4)
    assert axis["tickvals"] == [-50, 0, 50, 100]
    assert axis["range"][0] < -50


def test_ticks_of_an_axis_that_need_not_start_at_zero_lie_inside_it() -> None:
    assert ticks_inside([0.31, 0.52], str)["tickvals"] == pytest.approx([0.35, 0.4, 0.45, 0.5])
    assert ticks_inside([-0.3, 0.1], str)["tickvals"] == pytest.approx([-0.3, -0.2, -0.1, 0, 0.1])


def test_ticks_of_a_logarithmic_axis_are_powers_of_ten_with_more_between_where_they_are_few() -> None:
    assert log_ticks([-0.5, 3.2], str)["tickvals"] == pytest.approx([1, 10, 100, 1000])
    assert log_ticks([0.2, 1.4], str)["tickvals"] == pytest.approx([2, 5, 10, 20])
