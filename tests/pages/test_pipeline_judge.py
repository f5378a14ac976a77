"""The panel in which a deal is judged: what it shows, what it keeps, what it refuses."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from dash import no_update

from data.judgements import history, judge
from pages.pipeline_judge import save, show_deal
from pages.pipeline_judging import FIELDS
from tests.pages.published_deals import derive, publish
from tests.pages.test_kpis_page import texts

A = "crm:deals:a"
FACTS, TITLE, FORM, HISTORY, OPTIONS, CATEGORY, AMOUNT, NOTE, SAID = range(9)
SEEN = -1


def opened(deal: str = A) -> list[Any]:
    return asyncio.run(show_deal({"deal": deal, "at": 1}))


def saved(seen: dict[str, Any], category: str = "", amount: str = "", note: str = "", author: str = "Ann") -> Any:
    """What is said beside each field, what is said of all, and the history's words."""
    *errors, said, entries, made = asyncio.run(save(1, seen, category, amount, note, author))
    wrong = {name: text for name, text in zip(FIELDS, errors, strict=True) if text}
    return wrong, said, None if entries is no_update else list(texts(entries)), made


def test_a_deal_is_shown_with_its_facts_its_chances_and_all_its_reasons(var: Path) -> None:
    derive(publish())
    parts = opened()
    said = list(texts(parts[FACTS]))
    assert parts[TITLE] == "Acme"
    assert {"Ann", "Demo", "€100", "Mar 1, 2024, overdue", "Call", "10 days"} <= set(said)
    assert {"80%", "30%", "60%", "Speaks for it", "Speaks against it", "odds × 2.01", "odds × 0.67"} <= set(said)
    assert parts[OPTIONS][0] == {"value": "", "label": "The CRM's: Commit"}
    assert (parts[CATEGORY], parts[AMOUNT], parts[NOTE]) == ("", "", "")
    assert "Nobody has judged this deal yet." in list(texts(parts[HISTORY]))


def test_what_was_judged_before_is_there_to_go_on_from(var: Path) -> None:
    publish()
    judge(A, author="Bob", category="best_case", amount=12500.5, note="Soon")
    parts = opened()
    assert (parts[CATEGORY], parts[AMOUNT], parts[NOTE]) == ("best_case", "12,500.50", "Soon")


def test_a_judgement_is_kept_with_author_and_time_and_shown(var: Path) -> None:
    publish()
    wrong, said, entries, made = saved(opened()[SEEN], "commit", "12,500", "<i>Signed</i>")
    assert (wrong, said) == ({}, "Saved.")
    assert {"Ann", "Commit, €12,500", "<i>Signed</i>"} <= set(entries)
    (kept,) = history(A)
    assert (kept.id, kept.author, kept.category, kept.amount, kept.note) == (
        made, "Ann", "commit", 12500.0, "<i>Signed</i>",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"amount": "12.345"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"category": "commit", "author": "  "}, "author"),
        ({"category": "commit", "author": "A" * 129}, "author"),
        ({"note": "x" * 2001}, "note"),
        ({"category": "sure"}, "category"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_kept(var: Path, typed: dict[str, str], field: str) -> None:
    publish()
    wrong, said, entries, made = saved(opened()[SEEN], **typed)
    assert list(wrong) == [field]
    assert (said, entries, made) == ("", None, no_update)
    assert history(A) == []


def test_a_note_of_2000_characters_is_kept(var: Path) -> None:
    publish()
    assert saved(opened()[SEEN], note="x" * 2000)[0] == {}
    assert len(history(A)[0].note) == 2000


def test_nothing_new_is_not_kept_again(var: Path) -> None:
    publish()
    seen = opened()[SEEN]
    assert saved(seen)[1] == "Nothing was changed."
    saved(seen, "commit")
    assert saved(seen, "commit")[1] == "Nothing was changed."
    assert len(history(A)) == 1


def test_a_judgement_can_be_taken_back_to_the_crms(var: Path) -> None:
    publish()
    judge(A, author="Bob", category="omitted", amount=1.0)
    assert saved(opened()[SEEN])[1] == "Saved."
    assert (history(A)[0].category, history(A)[0].amount) == (None, None)


def test_of_two_at_once_the_later_one_counts_is_told_and_the_history_has_both(var: Path) -> None:
    publish()
    mine, theirs = opened()[SEEN], opened()[SEEN]
    saved(theirs, "omitted", author="Bob")
    _wrong, said, entries, _made = saved(mine, "commit", author="Ann")
    assert said == "Saved. Bob judged it too while you did; yours counts."
    assert [one.author for one in history(A)] == ["Ann", "Bob"]
    assert [text for text in entries if text in ("Ann", "Bob")] == ["Ann", "Bob"]


def test_a_note_kept_from_before_is_said_once(var: Path) -> None:
    publish()
    judge(A, author="Bob", category="commit", note="They signed.")
    _wrong, _said, entries, _made = saved(opened()[SEEN], "best_case", note="They signed.")
    assert entries.count("They signed.") == 1


@pytest.mark.parametrize("deal", ["crm:deals:w", "crm:deals:nothing"])
def test_what_is_not_open_can_neither_be_seen_nor_judged(var: Path, deal: str) -> None:
    publish()
    parts = opened(deal)
    assert "This deal is not open any more." in list(texts(parts[FACTS]))
    assert parts[FORM] == "hidden"
    assert list(saved(parts[SEEN], "commit")[0]) == ["category"]
    assert history(deal) == []
