"""Choices of a page's own, such as what a ranking goes by. They travel in the URL as view.<page>.<choice>.

assets/filters.js keeps each in step with the URL: the reader's change pushes one history entry, and reaches the
page's callbacks through the `filters` store (`Asked.choice`). A choice's first option is its default.
"""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from pages.asked import VIEW


def choice(name: str, label: str, options: Mapping[str, str], query: Mapping[str, Any]) -> html.Label:
    """A menu of one; `name` is "<page>.<choice>", `options` labels by value, `query` what `layout` was given."""
    chosen = query.get(f"{VIEW}{name}")
    menu = dcc.Dropdown(
        id={"type": "view", "name": name}, options=[{"label": text, "value": value} for value, text in options.items()],
        value=chosen if chosen in options else next(iter(options)), clearable=False,
        searchable=len(options) > 10, className="choice-control",
    )  # fmt: skip
    return html.Label([html.Span(label, className="filter-label"), menu], className="choice")
