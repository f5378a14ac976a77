"""Mappings to choose from, on the Data page: how well each fits the files that were sent."""

from typing import Any

from dash import html

from data.proposal import missing_text
from i18n import _, ngettext, number
from pages.components import state

MOST_NAMES = 8


def files_told(files: list[dict[str, Any]], problems: list[str]) -> list[Any]:
    """The names of the files and their size, and those that cannot be read."""
    names = [each["name"] for each in files[:MOST_NAMES]]
    more = ngettext("and {n} more", "and {n} more", len(files) - MOST_NAMES) if len(files) > MOST_NAMES else ""
    size = _size(sum(each["bytes"] for each in files))
    line = html.P([html.Strong(", ".join(names)), f" {more} ", html.Span(size, className="muted")])
    return [line, *(html.P(problem, className="receipt-problem") for problem in problems)]


def _size(count: int) -> str:
    """How much that is, in MB, or kB where it is little."""
    return _("{n} MB", n=number(count / (1 << 20), 1)) if count >= 1 << 20 else _("{n} kB", n=number(count / 1024, 1))


def nothing_fits() -> html.Div:
    """That no mapping knows the columns, and what to do about it."""
    return state(
        _("No mapping knows these columns."),
        _("Rename the columns to those of the mapping “simple” (id, status, account, amount …), or write a mapping of "
          "your own into var/mappings: src/data/mappings/README.md says how."),
        kind="failed",
    )  # fmt: skip


def proposal_told(found: dict[str, Any]) -> html.Span:
    """One mapping to choose: how well it fits, what is missing, what it would leave unused."""
    chip = html.Span(
        _("fits") if found["fits"] else _("does not fit"), className=f"badge {'done' if found['fits'] else 'failed'}"
    )
    counts = _(
        "{found} of {expected} expected columns found", found=number(found["found"]), expected=number(found["expected"])
    )
    head = html.Span([html.Strong(found["title"]), chip], className="proposal-head")
    lines = [counts, *(missing_text(file, columns) for file, columns in found["missing"].items())]
    if found["unused"] and found["fits"]:
        lines.append(_("Kept, but not used: {names}", names=_some(found["unused"])))
    if found["absent"] and found["fits"]:
        lines.append(_("It also knows, and these files have none of: {names}", names=_some(found["absent"])))
    return html.Span(
        [head, *(html.Span(line, className="proposal-line") for line in lines)], className="proposal-words"
    )


def _some(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
