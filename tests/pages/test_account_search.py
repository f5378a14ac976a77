"""Accounts found by what is typed."""

from pages.account_search import MOST, account_options, matches

NAMES = ["Acier Lorrain", "Société du Nord", "Nordic Foods", "Blue Nord"]


def test_all_typed_words_must_be_in_the_name() -> None:
    assert matches("nord", NAMES) == ["Nordic Foods", "Société du Nord", "Blue Nord"]
    assert matches("nord blu", NAMES) == ["Blue Nord"]
    assert matches("norway", NAMES) == []


def test_accents_and_capitals_do_not_matter() -> None:
    assert matches("SOCIETE", NAMES) == ["Société du Nord"]
    assert matches("société", NAMES) == ["Société du Nord"]


def test_without_a_word_the_first_names_are_listed() -> None:
    many = [f"Account {n}" for n in range(1000)]
    assert matches(" ", many) == many[:MOST]
    assert len(matches("account", many)) == MOST


def test_what_is_chosen_stays_among_the_options() -> None:
    found = account_options("blue", ["Acier Lorrain", "Blue Nord"], NAMES)
    assert [option["value"] for option in found] == ["Acier Lorrain", "Blue Nord"]


def test_an_option_is_compared_without_accents_by_the_menu_too() -> None:
    assert account_options("societe", [], NAMES) == [
        {"label": "Société du Nord", "value": "Société du Nord", "search": "societe du nord"}
    ]
