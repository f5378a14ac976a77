"""What a reader sees of a callback that failed: one message, and nothing half done."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from dash import no_update
from dash._callback_context import context_value
from dash._utils import AttributeDict

from errors import BadFilter, NoData, NotReady
from pages.failures import show_failure

SELECTED = {"period": "all", "compare": "none", "dims": {}}


def output(id_: Any, property_: str) -> dict[str, Any]:
    return {"id": id_, "property": property_}


def panel(name: str) -> list[dict[str, Any]]:
    parts = [output(f"{name}-{part}", "children") for part in ("title", "subtitle", "note")]
    return [output({"type": "graph", "name": name}, "figure"), *parts]


def table(name: str) -> list[dict[str, Any]]:
    grid = {"type": "grid", "name": name}
    return [output(grid, "rowData"), output(grid, "columnDefs"), *panel(name)[1:]]


@contextmanager
def callback(outputs: Any) -> Iterator[None]:
    """Within a callback of these outputs, started by the filters."""
    inputs = [{"id": "filters", "property": "data", "value": SELECTED}]
    token = context_value.set(AttributeDict(outputs_list=outputs, inputs_list=inputs))
    yield
    context_value.reset(token)


def said(figure: Any) -> str:
    return str(figure.layout.annotations[0].text).replace("<br>", " ")


WRONG = BadFilter("Sector: there is no 'x'.", "Valid: retail.")


def test_the_cards_say_what_is_wrong_once_and_charts_show_a_dash() -> None:
    outputs = [output("sales-cards", "children"), *panel("months"), *panel("categories"), output("sales-below", "data")]
    with callback(outputs):
        cards, months, title, subtitle, note, categories, *_rest, below = show_failure(WRONG)
    assert [part.children for part in cards.children[:2]] == ["Sector: there is no 'x'.", "Valid: retail."]
    assert cards.role == "alert"
    assert (said(months), said(categories)) == ("—", "—")
    assert (title, subtitle, note) == (no_update, "", "")
    assert below == SELECTED  # what is below the fold is asked for all the same


def test_below_the_fold_the_first_chart_says_it_in_short() -> None:
    with callback([*panel("ranking"), *panel("season")]):
        ranking, title, _subtitle, note, season, *_rest = show_failure(WRONG)
    assert (said(ranking), said(season)) == ("Sector: there is no 'x'.", "—")
    assert (title, note) == (no_update, "")


def test_what_was_typed_into_the_address_is_no_markup_in_a_chart() -> None:
    with callback(panel("ranking")):
        ranking, *_rest = show_failure(BadFilter("Sector: there is no '<b>x</b>'.", "Valid: <i>."))
    assert said(ranking) == "Sector: there is no '&lt;b&gt;x&lt;/b&gt;'."
    assert ranking.layout.annotations[1].text == "Valid: &lt;i&gt;."


def test_a_table_empties_and_its_note_says_why() -> None:
    with callback(table("kpis")):
        assert show_failure(WRONG) == [[], no_update, no_update, "", "Sector: there is no 'x'. Valid: retail."]


def test_a_callback_of_one_output_gets_one_answer() -> None:
    with callback(output("freshness", "children")):
        assert show_failure(WRONG).role == "alert"
    with callback(output("store", "data")):
        assert show_failure(WRONG) is no_update


def test_outputs_of_a_wildcard_each_get_theirs() -> None:
    with callback([output("cards", "children"), [output({"type": "graph", "name": n}, "figure") for n in "ab"]]):
        _cards, figures = show_failure(WRONG)
    assert [said(figure) for figure in figures] == ["—", "—"]


def test_wrong_filters_can_be_taken_off_and_a_fault_of_ours_cannot() -> None:
    with callback([output("cards", "children")]):
        wrong, ours = show_failure(WRONG)[0], show_failure(RuntimeError("boom"))[0]
    assert (wrong.children[-1].children, wrong.children[-1].href) == ("Reset filters", "?")
    assert [part.children for part in ours.children] == [
        "This could not be worked out.", "The server's log says why. Try again in a moment.",
    ]  # fmt: skip


def test_the_trace_of_a_fault_of_ours_goes_to_the_log_and_not_to_the_reader(caplog: pytest.LogCaptureFixture) -> None:
    with callback([output("cards", "children")]):
        shown = show_failure(ZeroDivisionError("secret detail"))
        show_failure(NoData("There is no data yet."))
    assert "secret detail" not in str(shown)
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [ZeroDivisionError]


def test_a_snapshot_that_is_being_made_again_is_waited_for() -> None:
    with callback([output("cards", "children")]):
        waiting = show_failure(NotReady("The snapshot's files are being rebuilt."))[0]
    assert waiting.children[-1].id == "not-ready"
    assert waiting.role == "status"
