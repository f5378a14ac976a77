"""What stands beside the periods of the statement: how the latest compares. A choice of the page, one set at a time."""

from typing import NamedTuple

from i18n import N_, _
from pages.financials_range import Range

CHOICE = "financials.columns"
COLUMNS = {"growth": N_("Growth"), "size": N_("Share of revenue"), "budget": N_("Budget")}


class Extra(NamedTuple):
    """A column of the latest period: which of the statement's, its heading and what it is; a `change` is judged."""

    column: str
    heading: str
    about: str
    unit: str  # money or fraction
    change: bool = False


def extras(columns: str, shown: Range) -> list[Extra]:
    """The columns of a set, as far as they say something in this grain."""
    if columns == "budget":
        return [
            Extra("budget", _("Budget"), _("What was planned for the latest period"), "money"),
            Extra("variance", _("Variance"), _("The actual amount less the budget"), "money", change=True),
            Extra("variance_share", _("Variance %"), _("The variance in per cent of the budget"), "fraction", True),
        ]
    if columns == "size":
        return []
    year = Extra("yoy", _("YoY"), _("Change on the same period a year before"), "fraction", change=True)
    if shown.grain == "year":
        return [year]
    name = _("QoQ") if shown.grain == "quarter" else _("MoM")
    about = _("Change on the quarter before") if shown.grain == "quarter" else _("Change on the month before")
    return [
        Extra("qoq", name, about, "fraction", change=True), year,
        Extra("ttm", _("TTM"), _("Trailing twelve months: the sum of those that end with the latest period"), "money"),
    ]  # fmt: skip
