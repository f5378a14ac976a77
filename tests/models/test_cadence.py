"""Periods are numbered so that neighbours differ by one, whatever they are written as."""

from datetime import date

import pandas as pd
import pytest

from errors import BadInput, UnknownName
from models.cadence import cadence_of, number_of, period_of


@pytest.mark.parametrize(
    "written", ["2024-03-31", "2024-03", "202403", "20240305", "2024-03-31T10:00:00", date(2024, 3, 9)]
)
def test_a_month_is_the_same_however_it_is_written(written: object) -> None:
    number, dated = number_of(written, "M")
    assert (period_of(number, "M", dated), dated) == (date(2024, 3, 1), True)


def test_december_and_january_are_neighbours() -> None:
    assert number_of("2024-01", "M")[0] - number_of("2023-12", "M")[0] == 1
    assert number_of("2024Q1", "Q")[0] - number_of("2023-12-31", "Q")[0] == 1


def test_a_week_runs_from_monday_to_sunday() -> None:
    monday, sunday, next_monday = (number_of(f"2024-01-{day:02}", "W")[0] for day in (8, 14, 15))
    assert (sunday - monday, next_monday - monday) == (0, 1)
    assert period_of(monday, "W", True) == date(2024, 1, 8)


def test_integers_number_themselves() -> None:
    assert [number_of(t, "M") for t in (7, 7.0, "7", "-3")] == [(7, False), (7, False), (7, False), (-3, False)]
    assert number_of("202403", "W") == (202403, False)


@pytest.mark.parametrize("written", ["", "soon", "2024-13-01", "2024-02-30", 1.5, None, pd.NaT, date(9999, 12, 31)])
def test_what_is_no_period_is_refused(written: object) -> None:
    with pytest.raises(BadInput, match="neither an integer nor a date"):
        number_of(written, "M")


def test_an_unknown_frequency_names_the_valid_ones() -> None:
    with pytest.raises(UnknownName) as refused:
        cadence_of("D")
    assert refused.value.hint == "Valid: M, Q, W."
