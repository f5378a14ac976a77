"""The days of the Reps page: a day, its week, its month, and the steps to the ones beside."""

from datetime import date

import pytest

from auth.scope import Scope
from errors import BadFilter
from filters import Filters
from metrics.frames import FrameSnapshot
from pages.asked import Asked
from pages.reps_days import DAY_CHOICE, Days, days_of

TODAY = date(2024, 4, 5)  # a Friday


def asking(**view: str) -> Asked:
    snapshot = FrameSnapshot({}, TODAY)
    return Asked(Filters(), {f"reps.{name}": value for name, value in view.items()}, Scope.all(), snapshot)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("span", "start", "end"),
    [
        ("day", date(2024, 4, 5), date(2024, 4, 5)),
        ("week", date(2024, 4, 1), date(2024, 4, 7)),
        ("month", date(2024, 4, 1), date(2024, 4, 30)),
    ],
)
def test_a_span_is_the_one_with_the_chosen_day_in_it(span: str, start: date, end: date) -> None:
    days = Days(span, TODAY, TODAY)
    assert (days.start, days.end) == (start, end)


def test_today_is_no_choice_so_that_the_page_moves_on_at_midnight() -> None:
    assert Days("day", date(2024, 4, 4), TODAY).at(TODAY) == {DAY_CHOICE: ""}
    assert Days("week", date(2024, 3, 28), TODAY).at(date(2024, 4, 1)) == {DAY_CHOICE: ""}


@pytest.mark.parametrize("span", ["day", "week", "month"])
def test_there_is_nothing_after_today(span: str) -> None:
    assert Days(span, TODAY, TODAY).is_last
    assert not Days(span, date(2024, 2, 29), TODAY).is_last


@pytest.mark.parametrize("span", ["day", "week", "month"])
def test_there_is_nothing_before_the_first_day_that_can_be_asked_for(span: str) -> None:
    assert Days(span, date(1900, 1, 1), TODAY).is_first
    assert not Days(span, date(1900, 2, 28), TODAY).is_first


@pytest.mark.parametrize(
    ("span", "words"), [("day", "Fri, Apr 5, 2024"), ("week", "Apr 1, 2024 – Apr 7, 2024"), ("month", "Apr 2024")]
)
def test_the_days_are_said_in_words(span: str, words: str) -> None:
    assert Days(span, TODAY, TODAY).words() == words


def test_the_choices_say_which_days() -> None:
    days = days_of(asking(day="2024-02-29", span="month"))
    assert (days.start, days.end, days.is_now) == (date(2024, 2, 1), date(2024, 2, 29), False)


def test_without_a_choice_it_is_today() -> None:
    days = days_of(asking())
    assert days.span == "day"
    assert days.chosen == days.today


@pytest.mark.parametrize(
    "wrong", [{"day": "2024-02-30"}, {"day": "soon"}, {"day": "20240229"}, {"day": "0001-01-01"}, {"span": "year"}]
)
def test_what_is_no_day_and_no_span_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(BadFilter):
        days_of(asking(**wrong))
