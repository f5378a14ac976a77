"""Days, however people write them."""

import polars as pl
import pytest

from errors import BadInput
from models.text_days import days_of


def days(*texts: str, form: str | None = None) -> list[str | None]:
    found = dict(days_of(pl.Series(list(texts)), form).iter_rows())
    return [found[text] and found[text].isoformat() for text in texts]


@pytest.mark.parametrize(
    "text",
    ["2024-01-31", "2024-1-31", "2024-01-31 10:15:00", "2024-01-31T10:15:00Z", "2024/01/31", "20240131", "31.01.2024",
     "31.1.24", "31/01/2024", "1/31/2024", "1/31/24 8:26", "31-01-2024", "31 Jan 2024", "31-Jan-2024", "Jan 31, 2024",
     "January 31, 2024", "31 January 2024", "31/01/2024 8:26 PM"],
)  # fmt: skip
def test_a_day_may_be_written_in_many_ways(text: str) -> None:
    assert days(text) == ["2024-01-31"]


def test_the_column_says_whether_the_month_comes_first() -> None:
    assert days("12/1/2010 8:26", "12/13/2010 8:26") == ["2010-12-01", "2010-12-13"]
    assert days("12/1/2010 8:26", "13/12/2010 8:26") == ["2010-01-12", "2010-12-13"]


def test_iso_dates_among_others_are_read() -> None:
    assert days("2010-12-01", "12/13/2010", "?") == ["2010-12-01", "2010-12-13", None]


def test_dates_that_read_both_ways_are_refused_unless_it_is_said_how_they_are_written() -> None:
    with pytest.raises(BadInput, match="day/month as well as month/day"):
        days("01/02/2024", "03/04/2024")
    assert days("01/02/2024", "2024-05-06", form="%d/%m/%Y") == ["2024-02-01", "2024-05-06"]
    assert days("01/02/2024 10:00", form="%m/%d/%Y %H:%M") == ["2024-01-02"]


def test_a_mixture_is_refused() -> None:
    with pytest.raises(BadInput, match="Some dates have the day first"):
        days("13/01/2024", "01/13/2024", "01/02/2024")


def test_a_slip_among_many_is_not_read() -> None:
    many = [f"{day:02d}/{month:02d}/2024" for day in range(1, 29) for month in range(1, 13)]
    assert days(*many, "12/31/2024")[-1] is None


def test_a_form_that_is_none_is_refused() -> None:
    with pytest.raises(BadInput, match="no way to write a date"):
        days("01/02/2024", form="dd/mm/yyyy")
