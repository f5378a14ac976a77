"""The base rate, worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from models.base_rate import fit_base_rate


def decided(*groups: tuple[object, int, int], name: str = "team") -> tuple[pd.DataFrame, np.ndarray]:
    """Deals of groups given as (name, won, lost)."""
    names = [group for group, won, lost in groups for _ in range(won + lost)]
    outcome = [kind for _, won, lost in groups for kind in [1.0] * won + [0.0] * lost]
    return pd.DataFrame({name: pd.Series(names, dtype=object)}), np.array(outcome)


def test_three_wins_of_three_are_four_fifths() -> None:
    base = fit_base_rate(*decided(("North", 3, 0)))
    assert (base.overall, base.n, base.by) == (0.8, 3, None)


def test_no_deal_at_all_is_a_half() -> None:
    base = fit_base_rate(*decided())
    assert base.overall == 0.5
    assert base.chances(pd.DataFrame({"team": ["North"]})).tolist() == [0.5]


def test_groups_that_differ_as_by_chance_get_the_overall_rate() -> None:
    base = fit_base_rate(*decided(("North", 12, 8), ("South", 8, 12)))
    assert base.by is None
    assert base.chances(pd.DataFrame({"team": ["North", "South"]})).tolist() == [0.5, 0.5]


def test_groups_that_differ_by_more_than_chance_get_their_own_rate_shrunk() -> None:
    """80 and 20 of 100: spread 100 (0.3² + 0.3²) / 0.25 = 72; likeness (72 - 1) / (200 - 100 - 1) = 71 / 99, at most a
    half: a prior of one deal. So (80 + 0.5) / 101 and (20 + 0.5) / 101."""
    base = fit_base_rate(*decided(("North", 80, 20), ("South", 20, 80)))
    asked = pd.DataFrame({"team": ["North", "South", "West", None]})
    assert base.by == "team"
    assert base.chances(asked) == pytest.approx([80.5 / 101, 20.5 / 101, 0.5, 0.5])


def test_the_field_whose_rates_spread_most_is_taken() -> None:
    """80 % and 20 % by team; 60 won of 100 with product A and 40 of 100 with product B."""
    deals, won = decided(("North", 80, 20), ("South", 20, 80))
    product = ["A"] * 50 + ["B"] * 30 + ["A"] * 10 + ["B"] * 10 + ["A"] * 10 + ["B"] * 10 + ["A"] * 30 + ["B"] * 50
    base = fit_base_rate(deals.assign(product=product), won)
    assert base.by == "team"


def test_a_group_missing_from_the_frame_asked_about_gives_the_overall_rate() -> None:
    base = fit_base_rate(*decided(("North", 80, 20), ("South", 20, 80)))
    assert base.chances(pd.DataFrame({"product": ["A"]})).tolist() == [0.5]


def test_many_groups_of_one_deal_do_not_pass_for_a_difference() -> None:
    base = fit_base_rate(*decided(*[(f"rep {n}", n % 2, 1 - n % 2) for n in range(60)], name="rep"))
    assert base.by is None
