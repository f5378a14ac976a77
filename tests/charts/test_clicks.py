"""What a click on a mark filters."""

from datetime import date

import filters
from charts.clicks import UNKNOWN, by_choice, by_days, by_value


def test_a_value_becomes_a_filter_on_its_dimension() -> None:
    assert by_value(category="Flow", product="Pump") == {"dims": {"category": ["Flow"], "product": ["Pump"]}}


def test_not_known_is_filtered_by_the_name_that_filters_have_for_it() -> None:
    assert by_value(sector=None) == {"dims": {"sector": [filters.NONE]}}
    assert filters.NONE == UNKNOWN


def test_the_rest_beyond_the_top_groups_is_no_filter() -> None:
    assert by_value(sector="other") is None


def test_days_become_a_period() -> None:
    assert by_days(date(2017, 3, 1), date(2017, 3, 31)) == {"from": "2017-03-01", "to": "2017-03-31"}


def test_a_choice_of_the_page_is_a_message_of_its_own() -> None:
    assert by_choice("pipeline.move", "won") == {"view": {"pipeline.move": "won"}}
