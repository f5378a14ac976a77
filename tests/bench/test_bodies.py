"""The requests that the bench sends are those that a browser would."""

from types import SimpleNamespace
from typing import Any

from dash import dcc, html

from bench.bodies import parsed, requests_of, with_filters

GRAPH = '{"name":"x-bars","type":"graph"}'


def callback(output: str, *heard: tuple[str, str], clientside: bool = False) -> dict[str, Any]:
    inputs = [{"id": id, "property": prop} for id, prop in heard]
    return {"output": output, "inputs": inputs, "state": [], "clientside_function": clientside or None}


def page(*parts: Any) -> Any:
    return SimpleNamespace(layout=lambda: html.Div(list(parts)))


def test_outputs_are_read_with_ids_that_are_names_and_ids_of_parts() -> None:
    assert parsed(f"..x-cards.children...{GRAPH}.figure..") == [
        {"id": "x-cards", "property": "children"},
        {"id": {"name": "x-bars", "type": "graph"}, "property": "figure"},
    ]
    assert parsed('{"name":"x\\.by","type":"view"}.value') == [
        {"id": {"name": "x.by", "type": "view"}, "property": "value"}
    ]
    assert parsed(f"{GRAPH}.figure") == [{"id": {"name": "x-bars", "type": "graph"}, "property": "figure"}]


def test_a_page_asks_for_its_first_screen_and_then_for_what_is_below() -> None:
    bars = dcc.Graph(id={"type": "graph", "name": "x-bars"})
    shown = page(html.Div(id="x-cards"), bars, dcc.Store(id="x-below"), html.P(id="x-more"))
    first = callback(f"..x-cards.children...{GRAPH}.figure...x-below.data..", ("filters", "data"))
    below = callback("x-more.children", ("x-below", "data"))
    elsewhere = callback("y-cards.children", ("filters", "data"))
    scripted = callback("x-more.title", ("filters", "data"), clientside=True)
    found = requests_of(shown, [first, below, elsewhere, scripted])
    assert [body["output"] for body in found.first] == [first["output"]]
    assert [body["output"] for body in found.below] == ["x-more.children"]
    assert found.below[0]["changedPropIds"] == ["x-below.data"]
    assert found.figures == 1


def test_an_input_of_the_page_itself_is_sent_as_its_layout_has_it() -> None:
    shown = page(html.Div(id="x-cards"), dcc.Dropdown(id="x-choice", options=["a", "b"], value="b"))
    asked = callback("x-cards.children", ("filters", "data"), ("x-choice", "value"))
    (body,) = requests_of(shown, [asked]).first
    assert with_filters(body, {"period": "all"})["inputs"] == [
        {"id": "filters", "property": "data", "value": {"period": "all"}},
        {"id": "x-choice", "property": "value", "value": "b"},
    ]
