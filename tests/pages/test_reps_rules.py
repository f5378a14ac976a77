"""The panel of point rules: the form by field, what is kept, what is refused, how far scoring is."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from data.database import database
from data.ledger import DONE, FAILED, RUNNING, add_job, change_job, get_job, lock_name
from data.locks import lock
from data.point_rules import all_rules, save_rules
from data.publish import today
from errors import JobRunning
from pages.data_page_jobs import what_of
from pages.reps_rules import by_name, said
from pages.reps_rules_form import FIELD, Offered, form
from pages.reps_rules_saving import saved, stand_of
from settings import ActivityPoints, Points
from tests.pages.test_kpis_page import texts

RULES = Points(
    activities={"call": ActivityPoints(weight=1.5, statuses=("done",))}, stages={"Demo 1.5": 5}, teams=("A",)
)
CHOICES = Offered(("call", "email"), ("Demo 1.5", "<b>Won</b>"), ("inbound",), ("done", "busy"), ("A", "B"))


def fields(component: Any) -> dict[str, Any]:
    """What the fields of a form hold, by name."""
    found = {}
    id_ = getattr(component, "id", None)
    if isinstance(id_, dict) and id_["type"] == FIELD:
        found[id_["name"]] = getattr(component, "value", None)
    children = getattr(component, "children", None)
    for child in children if isinstance(children, list) else [children]:
        if child is not None and not isinstance(child, str):
            found |= fields(child)
    return found


def typed(**more: Any) -> dict[str, Any]:
    return fields(form(RULES, CHOICES, today())) | {"author": "Ann"} | more


def test_the_form_holds_the_rules_and_offers_what_the_data_has_besides() -> None:
    assert typed() == {
        "activity:call:weight": "1.5", "activity:call:directions": [], "activity:call:statuses": ["done"],
        "activity:call:min_seconds": "0", "activity:email:weight": "0", "activity:email:directions": [],
        "activity:email:statuses": [], "activity:email:min_seconds": "0", "stage:Demo 1.5": "5",
        "stage:<b>Won</b>": "0", "goal": "100", "silent_days": "14", "teams": ["A"], "from": today().isoformat(),
        "author": "Ann",
    }  # fmt: skip


def test_every_field_has_a_label_and_a_place_for_what_is_wrong() -> None:
    said_ = list(texts(form(RULES, CHOICES, today())))
    assert {"Calls", "E-mails", "Demo 1.5", "<b>Won</b>", "Goal, points per working day"} <= set(said_)


def test_what_is_typed_is_kept_with_its_author_from_the_day_on(var: Path) -> None:
    first = today() + timedelta(days=3)
    made, wrong = saved(typed(**{"stage:<b>Won</b>": "20", "from": first.isoformat()}), today())
    assert wrong == {}
    assert made is not None
    assert (made.valid_from, made.author, made.rules.stages["<b>Won</b>"]) == (first, "Ann", 20.0)
    assert all_rules()[-1] == made


def test_nothing_is_kept_of_fields_that_are_wrong_or_of_the_past(var: Path) -> None:
    before = all_rules()
    yesterday = (today() - timedelta(days=1)).isoformat()
    made, wrong = saved(typed(goal="-5", author="", **{"from": yesterday}), today())
    assert (made, set(wrong)) == (None, {"goal", "author", "from"})
    assert all_rules() == before


def test_rules_that_the_day_has_already_are_not_kept_again(var: Path) -> None:
    save_rules(RULES, today(), "Bob")
    assert saved(typed(), today()) == (None, {})


def test_words_go_to_the_place_of_their_field() -> None:
    places = [{"type": "e", "name": "goal"}, {"type": "e", "name": "author"}]
    assert said({"author": "Who?"}, places) == ["", "Who?"]
    assert by_name(["1", None], places) == {"goal": "1", "author": None}


def test_while_the_job_runs_its_progress_is_shown(var: Path) -> None:
    job = add_job("publish", {"rules": 1}, RUNNING)
    with lock(lock_name("publish"), database()):
        shown, same, ended = stand_of(1, job)
    assert (same, ended) == (job, False)
    assert "Publish" in " ".join(texts(shown))


def test_when_it_is_done_it_is_said_from_when_on_the_rules_hold_and_until_when(var: Path) -> None:
    job = add_job("publish", {"rules": 1}, RUNNING)
    change_job(job, status=DONE)
    mine = save_rules(RULES, today(), "Ann")
    shown, _same, ended = stand_of(mine.id, job)
    assert ended
    assert "Days before keep theirs" in " ".join(texts(shown))
    save_rules(Points(goal=1), today() + timedelta(days=2), "Bob")
    assert "when others take over" in " ".join(texts(stand_of(mine.id, job)[0]))


def test_a_job_that_found_another_one_publishing_is_started_once_more(var: Path) -> None:
    job = add_job("publish", {"rules": 1}, RUNNING)
    change_job(job, status=FAILED, message="x", result=JobRunning("x").as_dict())
    shown, again, ended = stand_of(1, job)
    assert (again, ended) == (None, False)
    assert "Waiting" in " ".join(texts(shown))


def test_while_something_else_is_published_it_waits(var: Path) -> None:
    add_job("publish", {"origin": "crm", "enabled": True}, RUNNING)
    with lock(lock_name("publish"), database()):
        shown, job, ended = stand_of(1, None)
    assert (job, ended) == (None, False)
    assert "Something else is being published" in " ".join(texts(shown))


def test_the_list_of_jobs_says_what_it_was_about(var: Path) -> None:
    job = get_job(add_job("publish", {"rules": 1}, RUNNING))
    assert job is not None
    assert what_of(job) == "new point rules"


def test_a_job_that_failed_says_why(var: Path) -> None:
    job = add_job("publish", {"rules": 1}, RUNNING)
    change_job(job, status=FAILED, message="The disk is full.")
    shown, _same, ended = stand_of(1, job)
    assert ended
    assert "The disk is full." in " ".join(texts(shown))
