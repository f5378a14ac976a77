"""The dashboard in the reader's language, in a real browser: chosen, switched, and without a word left in English."""

import re

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from app import page_modules
from tests.catalogs import forms, messages, said, written
from tests.e2e.conftest import Open, until

pytestmark = pytest.mark.browser

PAGES = [page.PATH for page in page_modules()]
DATA = {"Won", "Lost", "Open", "Balance", "Pump", "simple"}  # what the deals say is not ours to translate
VISIBLE_TEXTS = """
    const found = new Set(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode.textContent.trim();
      if (text && texts.currentNode.parentElement.checkVisibility({visibilityProperty: true})) found.add(text);
    }
    for (const name of ['title', 'aria-label', 'placeholder', 'alt'])
      for (const element of document.querySelectorAll(`[${name}]`))
        if (element.checkVisibility({visibilityProperty: true})) found.add(element.getAttribute(name).trim());
    return [...found];
"""


def cards(window: Chrome) -> list[str]:
    return list(
        window.execute_script("return [...document.querySelectorAll('.card-value')].map(card => card.innerText)")
    )


def language(window: Chrome) -> str:
    return str(window.execute_script("return document.documentElement.lang"))


def settled(window: Chrome) -> bool:
    """Whether everything on the page has arrived, what is below the fold too."""
    waiting = ":is(.waiting, [data-dash-is-loading=true], .plot:not(:has(.trace, .annotation))):not([hidden] *)"
    return not window.find_elements(By.CSS_SELECTOR, waiting) and bool(window.find_elements(By.CSS_SELECTOR, ".page"))


def test_the_browsers_language_is_spoken_and_figures_are_written_as_there(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales", language="fr-CA")
    until(window, lambda: bool(cards(window)), "cards")
    assert language(window) == "fr"
    assert window.title == "Ventes · Fairlead"
    assert cards(window)[0] == "6\u00a0k\u00a0€"
    assert "75,0\u00a0%" in cards(window)


def test_a_language_that_is_not_on_offer_gives_english(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales", language="xx")
    until(window, lambda: bool(cards(window)), "cards")
    assert language(window) == "en"
    assert cards(window)[0] == "€6\u00a0k"


def test_the_language_is_switched_in_the_header_and_remembered(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?sector=retail", language="en")
    until(window, lambda: "€3\u00a0k" in cards(window), "figures in English")
    window.find_element(By.CSS_SELECTOR, "#language summary").click()
    window.find_element(By.CSS_SELECTOR, "#language [data-language=fr]").click()
    until(window, lambda: "3\u00a0k\u00a0€" in cards(window), "the same figures in French")
    assert language(window) == "fr"
    assert window.current_url == f"{dashboard}/sales?sector=retail"
    window.get(dashboard)
    until(window, lambda: bool(cards(window)), "cards")
    assert language(window) == "fr"


@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
def test_no_word_is_left_in_english(dashboard: str, browser: Open, path: str) -> None:
    window = browser(f"{dashboard}{path}", language="fr", height=4000)
    until(window, lambda: settled(window), "all of the page")
    english = {text for message in messages(said()) for text in forms(message.id)}
    french = {text for message in messages(written("fr")) for text in forms(message.string)}
    patterns = [pattern_of(text) for text in english - french if "{" in text and len(text) > len("{amount} or so")]
    left = [
        text
        for text in window.execute_script(VISIBLE_TEXTS)
        if text not in french | DATA and (text in english or any(p.fullmatch(text) for p in patterns))
    ]
    assert left == []


def pattern_of(message: str) -> re.Pattern[str]:
    """Whatever the message says with its placeholders filled; of one that is hardly more than these, nothing."""
    parts = re.split(r"\{\w+\}", message)
    words = sum(len(word) for part in parts for word in re.findall(r"[A-Za-z]{2,}", part))
    return re.compile(".+".join(map(re.escape, parts)) if words > 3 else r"(?!)", re.DOTALL)


def test_the_search_finds_messages_with_their_values() -> None:
    assert pattern_of("{n} deals of {all}").fullmatch("12 deals of 40")
    assert not pattern_of("{n} of {all}").fullmatch("12 of 40")
    assert not pattern_of("{n} deals").fullmatch("12 affaires")
