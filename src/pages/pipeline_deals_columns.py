"""The columns of the open deals: which are on screen and which in exports, what they are called, how they look."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from i18n import N_, _
from metrics.definition import Unit

LABELS = {
    "opportunity": N_("Deal"), "amount_expected": N_("Amount"), "p_won": N_("Chance to win"),
    "p_won_28": N_("Won in 28 days"), "p_won_56": N_("Won in 56 days"), "p_closed_28": N_("Closed in 28 days"),
    "p_closed_56": N_("Closed in 56 days"), "expected_amount": N_("Expected"), "reasons": N_("What moves it"),
    "silent_days": N_("Silent"), "next_step": N_("Next step"), "expected_close_on": N_("Expected close"),
    "forecast_category": N_("Category"), "url": N_("CRM"), "opportunity_id": N_("Deal id"), "value": N_("Amount, CRM"),
    "probability": N_("CRM's chance"), "opened_on": N_("Opened"), "age_days": N_("Age"), "overdue": N_("Overdue"),
    "note": N_("Note"), "author": N_("Judged by"), "judged_at": N_("Judged at"),
}  # fmt: skip
ABOUT = {
    "p_closed_28": N_("Won or lost by then."), "p_closed_56": N_("Won or lost by then."),
    "amount_expected": N_("As judged here, else as the CRM has it."),
    "forecast_category": N_("As judged here, else as the CRM has it."),
    "silent_days": N_("Days since the last activity."),
}  # fmt: skip
CHANCES = ("p_won", "p_won_28", "p_won_56", "p_closed_28", "p_closed_56", "probability")
UNITS: Mapping[str, Unit] = {
    **dict.fromkeys(CHANCES, "fraction"),
    **dict.fromkeys(("amount_expected", "expected_amount", "value"), "money"),
    **dict.fromkeys(("age_days", "silent_days"), "days"),
}
WIDTHS = {  # on screen, in this order: least width in pixels, and share of what is left
    "opportunity": (200, 4), "amount_expected": (100, 1), "p_won": (100, 1), "p_won_28": (100, 1), "p_won_56": (100, 1),
    "expected_amount": (104, 1), "reasons": (250, 6), "silent_days": (90, 1), "next_step": (160, 3),
    "expected_close_on": (170, 1), "account": (160, 3), "rep": (128, 2), "stage": (120, 1),
    "forecast_category": (108, 1), "p_closed_28": (104, 1), "p_closed_56": (104, 1), "probability": (100, 1),
    "url": (84, 1),
}  # fmt: skip
ON_SCREEN = (*WIDTHS, "opportunity_id", "overdue")
EXPORTED = (
    "opportunity", "account", "product", "rep", "team", "stage", "amount_expected", "p_won", "p_won_28", "p_won_56",
    "p_closed_28", "p_closed_56", "expected_amount", "reasons", "silent_days", "next_step", "expected_close_on",
    "overdue", "opened_on", "age_days", "forecast_category", "note", "author", "judged_at", "value", "probability",
    "url", "opportunity_id",
)  # fmt: skip


def on_screen(columns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The table's columnDefs of these, in the order and look of the screen."""
    named = {column["field"]: dict(column) for column in columns}
    order = WIDTHS if "opportunity" in named else ("account", *(name for name in WIDTHS if name != "account"))
    return [named[name] | _look(name) for name in order if name in named]


def _look(name: str) -> dict[str, Any]:
    least, share = WIDTHS[name]
    look: dict[str, Any] = {"minWidth": least, "flex": share}
    if name in ABOUT:
        look["headerTooltip"] = _(ABOUT[name])
    if name in CHANCES:
        look["valueFormatter"] = {"function": "chance(params)"}
    match name:
        case "expected_close_on":
            words = json.dumps(_("overdue"), ensure_ascii=False)
            look |= {"valueFormatter": {"function": f"due(params, {words})"},
                     "cellClassRules": {"overdue": "params.data.overdue"}}  # fmt: skip
        case "amount_expected" | "forecast_category":
            look |= {"cellClassRules": {"judged": "params.data.judged !== null"}, "tooltipField": "judged"}
        case "url":
            look |= {"cellRenderer": "CrmLink", "cellRendererParams": {"text": _("Open ↗")}, "filter": False,
                     "sortable": False, "tooltipField": None}  # fmt: skip
    return look
