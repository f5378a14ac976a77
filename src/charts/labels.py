"""What figures call groups. Plotly reads <b>, <a> and &amp; in every text: what comes from data is escaped here."""

from html import escape as _escaped
from typing import Any

import pandas as pd

from charts.clicks import OTHER, UNKNOWN
from i18n import _

LIMIT = 26  # characters of a label on an axis; the hover text has all of them


def name_of(value: Any) -> str:
    """A group's whole name, escaped; what is not known and the rest beyond the top groups are called so."""
    return escape(plain_name(value))


def short(value: Any, limit: int = LIMIT) -> str:
    """The same with at most `limit` characters; one that is cut ends in an ellipsis."""
    name = plain_name(value)
    return escape(name if len(name) <= limit else f"{name[: limit - 1].rstrip()}…")


def escape(text: str) -> str:
    """Text of data for a figure's texts, without any meaning to Plotly."""
    return _escaped(text, quote=False)


def plain_name(value: Any) -> str:
    """The name as it is, for anything that does not read markup."""
    if value is None or value == UNKNOWN or pd.isna(value):
        return _("not known")
    return _("all others") if value == OTHER else str(value)
