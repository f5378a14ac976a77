"""Sections of a long page: a heading above each, and links to all of them where the page begins."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dash import html

from i18n import _
from pages.components import aria


class Section(NamedTuple):
    """Part of a page: the end of its address (#name), its title, its panels."""

    name: str
    title: str
    panels: Sequence[Any]


def links(sections: Sequence[Section]) -> html.Nav:
    """A row of links, each to a section further down."""
    row = [html.A(section.title, href=f"#{section.name}") for section in sections if section.panels]
    return html.Nav(row, className="section-links", **aria(label=_("Further down on this page")))


def sections_below(sections: Sequence[Section]) -> list[Any]:
    """The sections one below the other; those without panels are left out."""
    return [
        html.Section(
            [html.H2(section.title, className="section-title"), html.Div(section.panels, className="panels")],
            id=section.name, className="page-section",
        )
        for section in sections
        if section.panels
    ]  # fmt: skip
