"""Cycles and cohorts: survivorship and censoring."""

from datetime import date
from math import isnan

import numpy as np
import pytest

from metrics.cycles import COHORT_WIN_RATE, KM_CYCLE_DAYS, LOST_CYCLE_DAYS, MEAN_CYCLE_DAYS, SALES_CYCLE_DAYS
from metrics.frames import FrameSnapshot
from metrics.run import measure
from metrics.survival import kaplan_meier_median
from settings import settings
from tests.metrics.frames import opportunities


def test_the_cycle_is_that_of_won_deals_alone() -> None:
    deals = opportunities(["won", "won", "won", "lost", "open"], cycle_days=[10, 20, 90, 3, None])
    result = measure(SALES_CYCLE_DAYS, MEAN_CYCLE_DAYS, LOST_CYCLE_DAYS, frames={"opportunities": deals})
    assert (result.sales_cycle_days.item(), result.mean_cycle_days.item()) == (20, 40)
    assert (result.lost_cycle_days.item(), result.sales_cycle_days_n.item()) == (3, 3)


def test_the_kaplan_meier_median_of_a_textbook_sample() -> None:
    """Remission of leukaemia, 6-mercaptopurine group (Freireich et al. 1963): median 23 weeks."""
    weeks = np.array([6, 7, 9, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 34, 35], float)
    ended = np.array([3, 1, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0], float)
    running = np.array([1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 2, 1, 1], float)
    assert kaplan_meier_median(weeks, ended, running) == 23


def test_open_deals_lengthen_the_cycle_that_wins_alone_would_show() -> None:
    deals = opportunities(
        ["won", "won", "lost", "open", "open", "open"],
        cycle_days=[10, 20, 30, None, None, None],
        age_days=[None, None, None, 15, 40, 50],
        opened_on=["2024-01-01"] * 6,
    )
    result = measure(KM_CYCLE_DAYS, SALES_CYCLE_DAYS, frames={"opportunities": deals})
    assert result.sales_cycle_days.item() == 15
    assert result.km_cycle_days.item() == 30  # 5/6 at 10; x 3/4 at 20; x 2/3 at 30 = 0.417
    assert result.km_cycle_days_n.item() == 6


def test_the_median_is_unknown_while_less_than_half_are_decided() -> None:
    deals = opportunities(["won", "open", "open"], cycle_days=[10, None, None], age_days=[None, 20, 30])
    assert isnan(measure(KM_CYCLE_DAYS, frames={"opportunities": deals}).km_cycle_days.item())


def test_every_group_has_its_own_median() -> None:
    deals = opportunities(["won", "lost", "won"], cycle_days=[5, 9, 7], sector=["a", "b", "b"])
    result = measure(KM_CYCLE_DAYS, by="sector", frames={"opportunities": deals})
    assert dict(zip(result.sector, result.km_cycle_days, strict=True)) == {"a": 5, "b": 7}


@pytest.fixture
def age() -> int:
    assert settings().rules.cohort_age_days == 180
    return 180


def test_a_cohort_is_read_at_one_age_so_that_young_deals_do_not_count(age: int) -> None:
    deals = opportunities(
        ["won", "won", "lost", "open", "won", "untouched"],
        opened_on=["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-12-01", "2024-01-05"],
        cycle_days=[100, 181, 50, None, 2, None],
    )
    frames = {"opportunities": deals}
    result = measure(COHORT_WIN_RATE, frames=frames, as_of=date(2024, 12, 31))
    assert (result.cohort_win_rate.item(), result.cohort_win_rate_n.item()) == (0.2, 5)


def test_a_deal_belongs_to_the_cohort_from_the_day_it_has_the_age(age: int) -> None:
    frames = {"opportunities": opportunities(["won"], opened_on=["2024-01-01"], cycle_days=[180])}
    day_before, day = date(2024, 6, 28), date(2024, 6, 29)
    assert [measure(COHORT_WIN_RATE, frames=frames, as_of=d).cohort_win_rate_n.item() for d in (day_before, day)] == [
        0,
        1,
    ]


class TwoOrigins(FrameSnapshot):
    @property
    def as_of(self) -> dict[str, dict[str, date]]:
        return {"old": {"opportunities": date(2024, 1, 31)}, "new": {"opportunities": date(2024, 12, 31)}}


def test_the_age_is_counted_to_the_last_day_of_the_deals_own_origin(age: int) -> None:
    deals = opportunities(["won", "won"], origin=["old", "new"], opened_on=["2024-01-01"] * 2, cycle_days=[5, 5])
    result = measure(COHORT_WIN_RATE, snapshot=TwoOrigins({"opportunities": deals}))
    assert result.cohort_win_rate_n.item() == 1
