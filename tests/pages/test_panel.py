"""Panels: what a chart is called, what its menu offers, and what is said where it is empty."""

from typing import Any

import pandas as pd
from dash import html

from charts.theme import empty_figure
from metrics.sales import WON_REVENUE
from pages.exhibit import Exhibit
from pages.panel import frame, outputs, panel


def inside(component: Any) -> list[Any]:
    """The component and everything in it."""
    children = getattr(component, "children", None) or []
    parts = children if isinstance(children, list | tuple) else [children]
    return [component, *(found for part in parts if not isinstance(part, str) for found in inside(part))]


def menu_of(section: html.Section) -> list[str]:
    buttons = [part for part in inside(section) if getattr(part, "className", "") == "menu-entry"]
    return [getattr(button, "data-do") for button in buttons]


def test_a_chart_is_an_image_called_by_its_title_and_how_to_read_it() -> None:
    image = next(part for part in inside(panel("x", "Wins", [WON_REVENUE])) if getattr(part, "role", "") == "img")
    assert getattr(image, "aria-labelledby") == "x-title x-subtitle"
    assert getattr(image, "aria-describedby") == "x-note"


def test_a_chart_can_be_taken_away_as_figures_and_as_an_image_and_anything_else_as_figures() -> None:
    assert menu_of(panel("x", "Wins", [WON_REVENUE])) == ["csv", "png", "data", "full"]
    assert menu_of(frame("x", "Wins", [], html.P("text"))) == ["csv", "full"]


def test_a_panel_without_metrics_has_no_button_that_explains_them() -> None:
    summaries = [part for part in inside(frame("x", "Wins", [], html.P("text"))) if isinstance(part, html.Summary)]
    assert [summary.children for summary in summaries] == ["⋯"]


def test_an_exhibit_fills_exactly_the_outputs_of_its_panel() -> None:
    exhibit = Exhibit("x", "Wins", pd.DataFrame(), (WON_REVENUE,), subtitle="2017", note="A note.")
    assert len(exhibit.parts()) == len(outputs("x")) == 4


def test_why_a_figure_is_empty_is_said_to_those_who_cannot_see_it() -> None:
    empty = Exhibit("x", "Wins", pd.DataFrame(), (), lambda: empty_figure("No deal<br>was won"), note="A note.")
    said, note = empty.parts()[3]
    assert (said.children, said.className, note) == ("No deal was won ", "only-read", "A note.")
