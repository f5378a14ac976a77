"""What stands where no income statement was loaded: what to load, and how."""

from dash import dcc, html

from i18n import _
from pages.components import state


def no_statement() -> html.Div:
    """The margins and customers below need none."""
    return state(
        _("No income statement is loaded."),
        _("Load one as CSV with a line per row: line, parent (the subtotal it is part of), role, position, sign,"
          " period, amount, scenario (actual or budget). The mapping “simple” reads it; the README says how, under"
          " “Your own statement, prices, stock in CSV”."),
        dcc.Link(_("Upload a file"), href="/data", className="button"),
    )  # fmt: skip
