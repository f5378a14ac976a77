"""A page's own choices as menus."""

from typing import Any

from pages.choices import choice

MEASURES = {"revenue": "Won revenue", "count": "Deals won"}


def menu(**query: Any) -> Any:
    return choice("sales.rank", "Rank by", MEASURES, query).children[1]


def test_the_first_option_is_the_default() -> None:
    assert menu().value == "revenue"
    assert menu(sector="retail").value == "revenue"


def test_the_url_says_what_is_chosen() -> None:
    shown = menu(**{"view.sales.rank": "count"})
    assert (shown.value, [option["value"] for option in shown.options]) == ("count", ["revenue", "count"])


def test_what_does_not_exist_is_seen_so_that_it_can_be_changed() -> None:
    shown = menu(**{"view.sales.rank": "nonsense"})
    assert shown.value == "nonsense"
    assert {"label": "nonsense", "value": "nonsense"} in shown.options
