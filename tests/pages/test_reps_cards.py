"""The cards of the Reps page and the key of the points, from frames made by hand."""

import json
from datetime import date
from typing import Any

import pandas as pd

from pages.reps_cards import cards, score_key
from tests.pages.reps_made import ANN, BOB, CID, FRIDAY, board, rep
from tests.pages.test_kpis_page import texts

ATTACK = "<img src=x onerror=alert(1)>"


def places(*rows: dict[str, Any]) -> list[Any]:
    return list(cards(board(*rows))[0].children)


def words(place: Any) -> str:
    return " ".join(" ".join(texts(place)).split())


def test_a_card_says_rank_name_team_points_goal_and_what_was_counted() -> None:
    said = words(places(BOB)[0])
    assert said == "Rank 2 Bob Core 1 point 1 of 100 points 1 Calls 2 Minutes 0 Demo Given"


def test_who_has_passed_the_goal_is_told_by_a_word_and_a_sign() -> None:
    ann, bob = places(ANN, BOB)
    assert "✓ goal reached, 120 of 100" in words(ann)
    assert "passed" in ann.children.className
    assert ann.to_plotly_json()["props"]["data-passed"] == "1"
    assert bob.to_plotly_json()["props"]["data-passed"] == ""


def test_a_rep_without_points_has_no_rank_but_the_last_deal_with_its_time() -> None:
    said = words(places(CID)[0])
    assert said == "– Cid Core 0 points 0 of 100 points Last: Proposal, Apr 3, 2024, 2:05 PM Acme renewal"


def test_the_last_call_is_told_by_the_clock_of_the_reps_team() -> None:
    called = rep(1, "Dee", 0.0, last_at=pd.Timestamp("2024-04-03 14:05", tz="UTC"), last_event="call",
                 last_on=pd.Timestamp("2024-04-03"), timezone="America/Chicago")  # fmt: skip
    assert "Last: Call, Apr 3, 2024, 9:05 AM" in words(places(called)[0])


def test_of_the_last_deal_only_the_day_may_be_known() -> None:
    assert "Last: Proposal, Apr 3, 2024 Acme" in words(places({**CID, "last_at": pd.NaT})[0])


def test_a_rep_who_never_did_anything_is_said_so() -> None:
    assert "No call or deal yet" in words(places(rep(1, "Dee", 0.0))[0])


def test_calls_that_score_nothing_are_counted_all_the_same() -> None:
    said = words(places(rep(1, "Dee", 0.0, calls=3, minutes=1.0))[0])
    assert "3 Calls" in said
    assert "No call or deal yet" in said


def test_silent_reps_are_folded_away_and_counted() -> None:
    shown, silent = cards(board(ANN, {**CID, "hidden": True}))
    assert [place.to_plotly_json()["props"]["data-rep"] for place in shown.children] == ["crm:Ann"]
    summary, folded = silent.children
    assert summary.children == "Show 1 silent rep"
    assert "14 days" in summary.title
    assert len(folded.children) == 1


def test_a_card_opens_what_is_behind_it_by_the_pages_choice() -> None:
    button = places(ANN)[0].children
    assert json.loads(button.to_plotly_json()["props"]["data-view"]) == {"reps.rep": "crm:Ann"}


def test_millions_of_points_are_told_to_the_last_one_and_written_smaller() -> None:
    place = places({**ANN, "points": 1234567.5})[0]
    assert place.to_plotly_json()["props"]["data-points"] == "1234567.5"
    figure = place.children.children[2].children[0]
    assert (figure.children, figure.className) == ("1,234,567.5", "long")


def test_rules_that_always_held_are_not_dated_on_days_before_them() -> None:
    weights = [entry.children[1].children for entry in score_key(board(BOB), date(1950, 1, 1)).children]
    assert weights == ["1", "15", "20 since Apr 5, 2024"]


def test_a_name_is_text_whatever_it_holds() -> None:
    place = places({**ANN, "rep": ATTACK, "team": ATTACK})[0]
    assert [text for text in texts(place) if "img" in text] == [ATTACK, ATTACK]
    assert place.to_plotly_json()["props"]["data-name"] == ATTACK


def test_without_a_goal_there_is_no_progress_to_show() -> None:
    assert "No goal in these days" in words(places({**BOB, "goal": 0.0})[0])


def test_the_key_has_each_rule_with_its_weight_and_since_when_one_changed() -> None:
    assert words(score_key(board(ANN), date(2024, 4, 1))) == "Call 1 Demo Given 15 Demo Given 20 since Apr 5, 2024"
    assert words(score_key(board(ANN), FRIDAY)) == "Call 1 Demo Given 15 Demo Given 20"
