import numpy as np
import pytest

from models.person_weeks import Cells
from models.shared_shock import TYPICAL, shared_shock
from models.spells import LOST, OPEN, WON


def weeks(won: list[int]) -> Cells:
    """A thousand deals open in every week, fifty of them lost, so many won; the newest week first."""
    n = len(won)
    week = np.repeat(np.arange(1, n + 1), 3)
    event = np.tile([OPEN, WON, LOST], n)
    counts = np.array([[950 - w, w, 50] for w in won], float).ravel()
    nothing = np.zeros(3 * n, np.int64)
    return Cells(week, nothing, nothing, nothing, nothing, event, counts)


def test_steady_months_have_no_shock_of_their_own() -> None:
    sd, windows = shared_shock(weeks([100] * 40), bands=1)
    assert windows == 9  # the first four weeks have nothing before them
    assert sd == pytest.approx(np.sqrt(4 * TYPICAL**2 / 13))  # nothing of its own, in nine windows against four


def test_months_that_double_and_halve_have_one() -> None:
    sd, _windows = shared_shock(weeks(([200] * 4 + [50] * 4) * 5), bands=1)
    assert sd > 0.6


def test_without_past_windows_it_is_typical() -> None:
    assert shared_shock(weeks([5, 5]), bands=1) == (TYPICAL, 0)
