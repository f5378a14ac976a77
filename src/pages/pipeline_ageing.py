"""Open deals that grow old: by stage against the usual age at win, and the late ones one by one."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pandas as pd

from charts.ageing import MOST_DOTS, ageing_strips
from charts.theme import empty_figure
from i18n import N_, _, day, mid_sentence, number, percent, short_money
from metrics import ageing
from metrics.definition import ratio
from pages.asked import Asked
from pages.choices import choice
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import Definition
from pages.pipeline_links import safe_address
from pages.pipeline_spans import knows_stages

NAME, TABLE, CHOICE = "pipeline-ageing", "pipeline-late", "pipeline.late"
DEFINITIONS = (Definition(ageing.LABEL, ageing.ABOUT),)
LATE = {"very_late": N_("Very late"), "late": N_("Late")}
OF_CHART = {"usual_low": "p25", "usual": "median", "usual_high": "p75", "usual_n": "n"}
LABELS = {
    "opportunity": N_("Deal"), "value": N_("Amount"), "age_days": N_("Age"), "usual_high": N_("Three of four won by"),
    "opened_on": N_("Opened"), "expected_close_on": N_("Expected close"), "url": N_("Link"),
    "opportunity_id": N_("Deal id"),
}  # fmt: skip
WIDTHS = {  # on screen, in this order
    "opportunity": 138, "account": 130, "rep": 110, "stage": 96, "value": 96, "age_days": 98, "expected_close_on": 112,
}  # fmt: skip
EXPORTED = (*WIDTHS, "usual_high", "opened_on", "url", "opportunity_id")


def control(query: Mapping[str, Any]) -> Any:
    """How late the deals listed are."""
    return choice(CHOICE, _("Show"), {name: _(label) for name, label in LATE.items()}, query)


async def exhibits(found: Asked, exported: bool = False) -> list[Exhibit]:
    """The strips by stage, and the late deals."""
    chosen = found.choice(CHOICE, LATE)
    if not knows_stages(found):
        return _unknown(chosen)
    asked = (found.filters, found.scope, found.snapshot)
    stages, deals, late = await asyncio.gather(
        ageing.ageing(*asked), ageing.ageing_deals(*asked), ageing.ageing_deals(*asked, chosen)
    )
    return [_strips(found, stages, deals), _late(stages, late, chosen, exported)]


def _strips(found: Asked, stages: pd.DataFrame, deals: pd.DataFrame) -> Exhibit:
    drawn = stages.rename(columns=OF_CHART).sort_values("deals", ascending=False).drop_duplicates("stage")
    names = ["stage", "deals", "amount", *ageing.LATENESS, "usual_low", "usual", "usual_high", "usual_n"]
    table = stages[names]
    table.attrs = stages.attrs
    few = [_("Drawn are the {most} largest deals.", most=number(MOST_DOTS))] if deals.attrs["count"] > MOST_DOTS else []
    labels = {
        "deals": _("Deals"), "amount": _("Amount"), **{name: _(label) for name, label in ageing.LATENESS.items()},
        "usual_low": _("A quarter won by"), "usual": _("Half won by"), "usual_high": _("Three of four won by"),
        "usual_n": _("Won deals behind it"),
    }  # fmt: skip
    return Exhibit(
        NAME, _("Age of open deals against the age at win"), table, (),
        lambda: ageing_strips(drawn, deals, found.currency), _in_words(found, stages), notes(stages, also=few), labels,
        {"amount": "money", **dict.fromkeys(("usual_low", "usual", "usual_high"), "days")},
    )  # fmt: skip


def _in_words(found: Asked, stages: pd.DataFrame) -> str:
    """How much of the open pipeline is late, today."""
    today = day(stages.attrs["as_of"])
    amounts, judged = stages["late_amount"] + stages["very_late_amount"], stages["amount"] - stages["unknown_amount"]
    if not judged.sum() > 0:
        return _("{day}; too few deals were won to judge any of these", day=today)
    share = percent(float(ratio(amounts.sum(), judged.sum())), 0)
    return _("{day}: {amount} is late, {share} of what can be judged", day=today,
             amount=short_money(amounts.sum(), found.currency), share=share)  # fmt: skip


def _late(stages: pd.DataFrame, late: pd.DataFrame, chosen: str, exported: bool) -> Exhibit:
    columns = EXPORTED if exported else tuple(WIDTHS)
    known = late.assign(url=late["url"].map(safe_address))
    kept = known[[name for name in columns if name not in ("opportunity", "url") or known[name].notna().any()]]
    kept.attrs = late.attrs
    count, rule = late.attrs["count"], (
        _("older than nine of ten deals of their stage when they were won") if chosen == "very_late"
        else _("older than three of four deals of their stage when they were won, not than nine")
    )  # fmt: skip
    if not count:
        words = _("No open deal is")
    elif len(late) < count:
        words = _("The {most} largest of {n}", most=number(len(late)), n=number(count))
    else:
        words = number(count)
    return Exhibit(
        TABLE, _("Deals: {part}", part=mid_sentence(_(LATE[chosen]))), kept, (), subtitle=f"{words}, {rule}"
        if count else f"{words} {rule}", note=notes(stages), labels={name: _(label) for name, label in LABELS.items()},
        units={"value": "money", "age_days": "days", "usual_high": "days"},
    )  # fmt: skip


def _unknown(chosen: str) -> list[Exhibit]:
    why = _("No stages and stage changes are known")
    hint = _("Import the CRM's stage history: without it no age can be called late.")
    return [
        Exhibit(NAME, _("Age of open deals against the age at win"), pd.DataFrame(), (),
                lambda: empty_figure(why, hint)),
        Exhibit(TABLE, _("Deals: {part}", part=mid_sentence(_(LATE[chosen]))), pd.DataFrame(), (), subtitle=why,
                note=hint),
    ]  # fmt: skip
