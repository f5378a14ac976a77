"""What a page is asked to show, and how it is said."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from auth.scope import Scope
from data.snapshot import write_snapshot
from errors import BadFilter
from filters import Filters
from metrics.frames import FrameSnapshot
from pages import asked as asking
from pages.asked import Asked, in_words

DEALS = pl.DataFrame({"decided_on": [date(2017, 12, 31)], "sector": ["retail"], "colour": ["red"]})


def asked(filters: Filters, **view: str) -> Asked:
    snapshot: Any = FrameSnapshot({"opportunities": DEALS}, dimensions={"colour": "Colour"})
    return Asked(filters, {f"sales.{name}": value for name, value in view.items()}, Scope.all(), snapshot)


def test_filters_are_said_with_their_days_and_labels() -> None:
    found = asked(Filters("trailing_12_months", dims={"sector": ["retail", "(none)"], "colour": ["red"]}))
    assert in_words(found) == [
        ("Period", "Trailing 12 months (Jan 1, 2017 – Dec 31, 2017)"),
        ("Compared with", "Period before (Jan 1, 2016 – Dec 31, 2016)"),
        ("Colour", "red"),
        ("Sector", "(none), retail"),
    ]


def test_dates_of_ones_own_are_said_as_they_are() -> None:
    found = asked(Filters(start=date(2017, 3, 1), end=date(2017, 3, 31), compare="none"))
    assert in_words(found) == [("Period", "Mar 1, 2017 – Mar 31, 2017"), ("Compared with", "No comparison")]


def test_all_time_has_no_days_and_nothing_before_it() -> None:
    assert in_words(asked(Filters())) == [("Period", "All time"), ("Compared with", "No comparison")]


def test_a_choice_is_the_first_unless_another_was_made() -> None:
    assert asked(Filters()).choice("sales.rank", ("revenue", "count")) == "revenue"
    assert asked(Filters(), rank="count").choice("sales.rank", ("revenue", "count")) == "count"


def test_a_choice_that_does_not_exist_is_refused_with_the_names_of_the_others() -> None:
    with pytest.raises(BadFilter) as caught:
        asked(Filters(), rank="nonsense").choice("sales.rank", {"revenue": "Won revenue", "count": "Deals won"})
    assert caught.value.message == "'nonsense' is not among the choices."
    assert caught.value.hint == "Valid: Won revenue, Deals won."


@pytest.fixture
def published(var: Path) -> str:
    """A snapshot in force; gives its id."""
    manifest = {"as_of": {}, "dimensions": {"colour": "Colour"}, "currency": "EUR", "date_notes": {}, "money": {}}
    return write_snapshot({"opportunities": DEALS}, manifest, "fingerprint", [])


def test_a_pages_filters_and_choices_are_read_from_the_store(published: str) -> None:
    stored = {"period": "all", "compare": "none", "dims": {"colour": ["red"]}, "view": {"sales.rank": "count"}}
    found = asyncio.run(asking.asked(stored))
    assert found.filters == Filters("all", compare="none", dims={"colour": ["red"]})
    assert (found.view, found.snapshot.id) == ({"sales.rank": "count"}, published)


def test_an_exports_filters_and_choices_are_read_from_the_url(published: str) -> None:
    found = asyncio.run(asking.asked_by_url({"colour": ["red", "blue"], "view.sales.rank": ["count"]}))
    assert found.filters == Filters("trailing_12_months", dims={"colour": ["red", "blue"]})
    assert found.view == {"sales.rank": "count"}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"size": ["big"]}, "There is no filter 'size'."),
        ({"period": "nonsense"}, "There is no period 'nonsense'."),
        ({"from": "2017-02-30"}, "'2017-02-30' is not a date."),
    ],
)
def test_what_is_wrong_in_a_link_is_said_without_internal_names(
    published: str, query: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadFilter) as caught:
        asyncio.run(asking.asked_by_url(query))
    assert caught.value.message == message
    assert caught.value.hint == "Choose another in the filter bar, or take it off there with its ✕."
