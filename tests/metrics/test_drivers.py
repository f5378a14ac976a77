"""What a change comes from."""

import pandas as pd

from metrics.drivers import Driver, driver
from metrics.sales import WON_REVENUE


def by(dimension: str, now: dict[str | None, float], before: dict[str | None, float]) -> tuple[pd.DataFrame, ...]:
    return tuple(
        pd.DataFrame({dimension: pd.Series(list(side), dtype=object), "won_revenue": list(side.values())})
        for side in (now, before)
    )


SECTORS = by("sector", {"a": 50.0, "b": 30.0}, {"a": 20.0, "b": 40.0})
REPS = by("rep", {"Ann": 45.0, "Bob": 35.0}, {"Ann": 40.0, "Bob": 20.0})


def found(change: float, **parts: tuple[pd.DataFrame, ...]) -> Driver | None:
    return driver(WON_REVENUE, change, parts)  # type: ignore[arg-type]


def test_it_is_the_group_that_went_farthest_the_way_of_the_change_in_any_dimension() -> None:
    assert found(20, sector=SECTORS, rep=REPS) == Driver("sector", "a", 30, -10)
    assert found(20, rep=REPS) == Driver("rep", "Bob", 15, 5)


def test_a_fall_is_explained_by_a_fall() -> None:
    assert found(-20, sector=SECTORS) == Driver("sector", "b", -10, -10)


def test_it_says_whether_it_is_most_of_the_change_and_whether_the_others_went_the_other_way() -> None:
    assert Driver("rep", "Bob", 15, 5).most
    assert not Driver("rep", "Bob", 9, 11).most
    assert Driver("sector", "a", 30, -10).outweighs
    assert not Driver("rep", "Bob", 20, 0).outweighs


def test_one_group_alone_or_one_that_is_not_known_explains_nothing() -> None:
    assert found(5, sector=by("sector", {"a": 10.0}, {"a": 5.0})) is None
    assert found(5, sector=by("sector", {None: 10.0, "a": 4.0}, {None: 3.0, "a": 6.0})) is None


def test_a_group_that_is_new_or_gone_counts_from_or_to_nothing() -> None:
    assert found(7, sector=by("sector", {"a": 1.0, "new": 9.0}, {"a": 1.0, "gone": 2.0})) == Driver(
        "sector", "new", 9, -2
    )
