"""What moved the pipeline between two days: as a waterfall, and the deals of its bars one by one."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from charts.movement import CHOICE as MOVE
from charts.movement import KINDS, movement_waterfall
from charts.theme import empty_figure
from i18n import N_, _, day, mid_sentence, ngettext, number
from metrics import movement
from metrics.movement_deals import MOVED, movement_deals
from metrics.moves import BETWEEN, SAME
from pages.asked import Asked
from pages.choices import choice
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import Definition
from pages.pipeline_links import safe_address
from pages.pipeline_spans import CHOICE, SINCE, TwoDays, ahead, knows_past, two_days, unknown_past

NAME, TABLE = "pipeline-movement", "pipeline-moves"
DEFINITIONS = (
    Definition(movement.LABEL, movement.ABOUT),
    Definition(N_("Pushed out, pulled in"), N_("Deals whose expected close was moved later or earlier: they do not"
                                               " change the amount, so they are counted below the chart.")),
    Definition(N_("Other"), N_("Deals that came under these filters, or left them: another rep, another stage.")),
)  # fmt: skip
CHOICES = {
    MOVED: N_("All that moved"), **{kind: label for kind, (label, _colour) in KINDS.items()},
    BETWEEN: N_("Came and decided in between"),
}  # fmt: skip
WHAT = {**CHOICES, SAME: N_("Only its close was moved")}
LABELS = {
    "kind": N_("What happened"), "opportunity": N_("Deal"), "stage_before": N_("Stage before"),
    "stage": N_("Stage after"), "value_before": N_("Value before"), "value_after": N_("Value after"),
    "change": N_("Change"), "expected_close_before": N_("Expected close before"),
    "expected_close_after": N_("Expected close after"), "url": N_("Link"), "opportunity_id": N_("Deal id"),
}  # fmt: skip
WIDTHS = {  # on screen, in this order
    "kind": 118, "opportunity": 164, "account": 150, "rep": 112, "stage_before": 100, "stage": 100, "value_before": 92,
    "value_after": 92, "change": 104, "expected_close_before": 118, "expected_close_after": 118,
}  # fmt: skip
EXPORTED_TOO = ("url", "opportunity_id")
OPTIONAL = ("opportunity", "url")  # columns that stand only where some deal has one


def since_control(query: Mapping[str, Any]) -> Any:
    """From which day on the movement is shown."""
    return choice(CHOICE, _("Since"), {name: _(label) for name, label in SINCE.items()}, query)


def move_control(query: Mapping[str, Any]) -> Any:
    """Whose deals are listed: what a click on a bar chooses, too."""
    return choice(MOVE, _("Show"), _choices(), query)


def _choices() -> dict[str, str]:
    return {name: _(label) for name, label in CHOICES.items()}


async def exhibit(found: Asked) -> Exhibit:
    """The waterfall between the two days."""
    title = _("What moved the pipeline")
    if not knows_past(found) or ahead(found):
        why, hint = unknown_past() if not knows_past(found) else _not_begun()
        return Exhibit(NAME, title, pd.DataFrame(), (), lambda: empty_figure(why, hint))
    days, chosen = two_days(found), found.choice(MOVE, _choices())
    frame = await movement.movement(days.start, days.end, found.filters, found.scope, found.snapshot)
    named = frame.assign(part=[_(KINDS[kind][0]) for kind in frame["kind"]])[["part", "deals", "amount"]]
    named.attrs = frame.attrs
    return Exhibit(
        NAME, title, named, (), lambda: movement_waterfall(frame, found.currency, chosen), _subtitle(frame),
        notes(frame, also=_also(frame, days)),
        {"part": _("What happened"), "deals": _("Deals"), "amount": _("Amount")}, {"amount": "money"},
    )  # fmt: skip


async def deals_exhibit(found: Asked, exported: bool = False) -> Exhibit:
    """The deals of the chosen bar, or the largest moves of all; with ids and links in exports."""
    chosen = found.choice(MOVE, _choices())
    title = _("Deals that moved") if chosen == MOVED else _("Deals: {part}", part=mid_sentence(_(CHOICES[chosen])))
    if not knows_past(found) or ahead(found):
        why, hint = unknown_past() if not knows_past(found) else _not_begun()
        return Exhibit(TABLE, title, pd.DataFrame(), (), subtitle=why, note=hint)
    days = two_days(found)
    frame = await movement_deals(chosen, days.start, days.end, found.filters, found.scope, found.snapshot)
    what = pd.Series([_(WHAT[kind]) for kind in frame["kind"]], frame.index, dtype=object)
    shown = frame.assign(kind=what, url=frame["url"].map(safe_address))
    columns = (*WIDTHS, *EXPORTED_TOO) if exported else tuple(WIDTHS)
    absent = {name for name in OPTIONAL if shown[name].isna().all()} | (set() if chosen == MOVED else {"kind"})
    kept = shown[[name for name in columns if name not in absent]]
    kept.attrs = frame.attrs
    return Exhibit(
        TABLE, title, kept, (), subtitle=_listed(frame, chosen, days), note=notes(frame),
        labels={name: _(label) for name, label in LABELS.items()},
        units=dict.fromkeys(("value_before", "value_after", "change"), "money"),
    )  # fmt: skip


def _not_begun() -> tuple[str, str]:
    return _("The period has not begun"), _("Choose one that has.")


def _subtitle(frame: pd.DataFrame) -> str:
    start, end, between = (frame.attrs[name] for name in ("start", "end", "between"))
    words = _("From the end of {start} to {end}", start=day(start), end=day(end))
    if not between:
        return words
    came = ngettext("{n} deal came and was decided in between", "{n} deals came and were decided in between", between,
                    ) + _(" ({n} won)", n=number(frame.attrs["between_won"]))  # fmt: skip
    return _("; ").join([words, came])


def _also(frame: pd.DataFrame, days: TwoDays) -> list[str]:
    """What the bars do not say: closes that were moved, a start that was chosen for the reader, what is pieced
    together."""
    moved = dict(zip(frame["kind"], frame["deals"], strict=True))
    said = []
    if moved["pushed_out"] or moved["pulled_in"]:
        said.append(_("Expected closes moved later: {later}; earlier: {sooner}.",
                      later=number(moved["pushed_out"]), sooner=number(moved["pulled_in"])))  # fmt: skip
    if days.without_start:
        said.append(_("All time has no start: these are the last twelve months."))
    if frame.attrs["reconstructed"]:
        said.append(ngettext("Of {n} deal only later values are known.", "Of {n} deals only later values are known.",
                             frame.attrs["reconstructed"]))  # fmt: skip
    return said


def _listed(frame: pd.DataFrame, chosen: str, days: TwoDays) -> str:
    count, span = frame.attrs["count"], _("{start} – {end}", start=day(days.start), end=day(days.end))
    if not count:
        return _("No such deal, {days}", days=span)
    hint = (_("a click on a bar shows its deals only") if chosen == MOVED
            else _("a second click on its bar shows all again"))  # fmt: skip
    if len(frame) < count:
        return _("The {most} largest of {n}, {days}; {hint}", most=number(len(frame)), n=number(count), days=span,
                 hint=hint)  # fmt: skip
    return _("{n}, {days}; {hint}", n=number(count), days=span, hint=hint)
