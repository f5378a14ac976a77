"""Choices of a page's own, such as what a ranking goes by. They travel in the URL as view.<page>.<choice>.

assets/filters.js keeps each in step with the URL: the reader's change pushes one history entry, and reaches the
page's callbacks through the `filters` store (`Asked.choice`). A choice's first option is its default.
"""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from i18n import _
from pages.asked import VIEW

LONG = 8  # a list of more options can be searched


def choice(name: str, label: str, options: Mapping[str, str], query: Mapping[str, Any]) -> html.Label:
    """A menu of one; `name` is "<page>.<choice>", `options` labels by value, `query` what `layout` was given."""
    chosen = query.get(f"{VIEW}{name}") or next(iter(options))
    shown = options if chosen in options else {**options, chosen: chosen}  # what is wrong is seen, and can be changed
    menu = dcc.Dropdown(
        id={"type": "view", "name": name}, options=[{"label": text, "value": value} for value, text in shown.items()],
        value=chosen, clearable=False, searchable=len(options) > LONG, className="choice-control", labels=menu_labels(),
    )  # fmt: skip
    return html.Label([html.Span(label, className="filter-label", id={"type": "view-label", "name": name}), menu],
                      className="choice")  # fmt: skip


def menu_labels(**more: str) -> Any:
    """What Dash's menus say, in the reader's language."""
    return {
        "select_all": _("All"), "deselect_all": _("Clear"), "clear_selection": _("Clear"), "search": _("Search"),
        "clear_search": _("Clear search"), "no_options_found": _("Nothing found"),
        "selected_count": _("{n} chosen", n="{num_selected}"), **more,
    }  # fmt: skip
