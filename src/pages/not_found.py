"""What is shown at an address where there is no page."""

from typing import Any

from dash import dcc, html

from i18n import N_, _
from pages.components import page, state

TITLE = N_("Page not found")


def layout(**_query: Any) -> html.Div:
    return page(
        state(
            _("There is no page at this address."), _("Check the address, or choose a page in the navigation."),
            dcc.Link(_("Go to the first page"), href="/", className="button"), kind="no-filters",
        )
    )  # fmt: skip
