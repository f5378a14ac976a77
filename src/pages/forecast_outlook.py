"""The bookings outlook of this period and the next: what is won, what open deals and deals to come bring, and the
chance to reach the target. A part of the Forecast page.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import Input, callback

from auth.scope import Scope
from charts.outlook import SURE, outlook_bars, outlook_distribution
from charts.theme import empty_figure
from data.engine import Snapshot
from derive.outlook import TABLE, BookingsOutlook, outlook_for
from i18n import N_, _, day, mid_sentence, ngettext, percent, period, short_money
from metrics.definition import Unit
from metrics.dimensions import all_dimensions
from metrics.plan import columns_of
from metrics.remembered import with_notes
from metrics.states import about
from pages.asked import Asked, asked
from pages.choices import choice
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import Definition, outputs, panel

BELOW = "forecast-below"
CHARTS = ("forecast-outlook", "forecast-target")
TABLES: tuple[str, ...] = ()
PERIOD, WHICH = "forecast.period", "forecast.which"
GRAINS = {"month": N_("Month"), "quarter": N_("Quarter")}
ORDER = {"this": N_("This one"), "next": N_("The next")}
LABEL = N_("Bookings outlook")
LITTLE = 0.01  # of what is expected: not worth a word
WHY = {  # the chances are simpler than usual, by `ClosingModel.why`
    "few_decided": N_("too few deals are decided yet"),
    "few_won": N_("too few deals are won yet"),
    "few_lost": N_("too few deals are lost yet"),
    "few_events": N_("too few deals were decided in the weeks on record"),
    "short_history": N_("less than eight weeks of decisions are on record"),
}
SIMPLER = {
    "age_curve": N_("Chances go by the age of the deals alone: {why}."),
    "base_rate": N_("Chances are the share of deals won so far, the same for all: {why}."),
}
DEFINITIONS = (
    Definition(LABEL, N_("What the period brings: won so far, what its open deals are expected to bring within it, and"
                         " what deals bring that nobody has opened yet.")),
    Definition(N_("From the pipeline"), N_("Amount x the chance to be won within the period, by age, stage and calendar"
                                           "; where somebody judged the amount, theirs.")),
    Definition(N_("New business"), N_("Deals opened per day lately x the share of them won by the end of the period x"
                                      " what won deals brought.")),
    Definition(N_("Beside the forecast by month"), N_("That one goes by the months of the past and knows no deal; this"
                                                      " one goes by deals. Where they are far apart, ask why.")),
    Definition(N_("80 % interval"), N_("In eight of ten cases the total lies in it. Deals are not independent: what"
                                       " moves all of them at once is in it, as large as it was in the past.")),
)  # fmt: skip
LABELS = {
    "won": N_("Won so far"), "pipeline": N_("From the pipeline"), "new_business": N_("New business"),
    "total": N_("Expected"), "low80": N_("80 %, at least"), "high80": N_("80 %, at most"), "target": N_("Target"),
    "chance": N_("Chance to reach it"),
}  # fmt: skip
BINS = {"low": N_("From"), "high": N_("To"), "share": N_("Chance")}


def panels(query: Mapping[str, Any], snapshot: Snapshot | None, scope: Scope) -> list[Any]:
    """What the page places: the bars of both periods, and the distribution of one of them."""
    grain = choice(PERIOD, _("By"), {name: _(label) for name, label in GRAINS.items()}, query)
    which = choice(WHICH, _("Of"), {name: _(label) for name, label in ORDER.items()}, query)
    return [
        panel("forecast-outlook", _(LABEL), DEFINITIONS, width="wide", controls=[grain]),
        panel("forecast-target", _("Chance to reach the target"), DEFINITIONS, controls=[which]),
    ]


@callback(*outputs(*CHARTS), Input(BELOW, "data"), prevent_initial_call=True)
async def show(selected: dict[str, Any] | None) -> list[Any]:
    return [part for exhibit in await exhibits(await asked(selected)) for part in exhibit.parts()]


async def exhibits(found: Asked) -> list[Exhibit]:
    """Both panels, for the page and for exports."""
    grain, which = found.choice(PERIOD, GRAINS), found.choice(WHICH, ORDER)
    both = [await outlook_for(found.filters, found.scope, found.snapshot, f"{name}_{grain}") for name in ORDER]
    known = [one for one in both if one is not None]
    chosen = both[list(ORDER).index(which)]
    return [_bars(found, known, grain), _distribution(found, chosen or (known[-1] if known else None), grain)]


def _bars(found: Asked, both: Sequence[BookingsOutlook], grain: str) -> Exhibit:
    frame = _framed(found, pd.DataFrame([_row(one, grain) for one in both], columns=[grain, *LABELS]))
    draw = lambda: outlook_bars(frame.rename(columns={grain: "start"}), grain, found.currency)  # noqa: E731
    units: dict[str, Unit] = {name: "fraction" if name == "chance" else "money" for name in LABELS}
    return Exhibit(
        "forecast-outlook", _(LABEL), frame, (), draw if both else _not_yet,
        _("What each is expected to bring, as known on {day}", day=day(both[0].as_of)) if both else "",
        notes(frame, also=[*(sentence for one in both[:1] for sentence in _said(one, found)), _no_target(both, grain)]),
        {name: _(label) for name, label in LABELS.items()}, units,
    )  # fmt: skip


def _row(one: BookingsOutlook, grain: str) -> dict[str, Any]:
    return {
        grain: pd.Timestamp(one.start), "won": one.of("won_so_far"), "pipeline": one.of("pipeline"),
        "new_business": one.of("new_business"), "total": one.of("total"), "low80": one.of("total", "low80"),
        "high80": one.of("total", "high80"), "target": one.target, "chance": one.chance,
    }  # fmt: skip


def _distribution(found: Asked, one: BookingsOutlook | None, grain: str) -> Exhibit:
    bins = pd.DataFrame(columns=list(BINS)) if one is None else one.histogram
    frame, units = _framed(found, bins), {"low": "money", "high": "money", "share": "fraction"}
    title = _("Chance to reach the target") if one is None or one.target is not None else _("What may come")
    if one is not None:
        title = _("{title}: {period}", title=title, period=period(one.start, grain))
    draw = lambda: _drawn(bins, one, found.currency)  # noqa: E731
    return Exhibit(
        "forecast-target", title, frame, (), draw, in_words(one, found.currency) if one else "",
        notes(frame), {name: _(label) for name, label in BINS.items()}, units,  # type: ignore[arg-type]
    )  # fmt: skip


def _drawn(bins: pd.DataFrame, one: BookingsOutlook | None, currency: str) -> go.Figure:
    if one is None:
        return _not_yet()
    if one.of("total") == 0:
        return empty_figure(_("Nothing is expected with these filters"), _("Take filters off."))
    return outlook_distribution(bins, one.target, one.chance, currency, _met(one))


def _not_yet() -> go.Figure:
    return empty_figure(_("The outlook is not worked out yet"), _("It follows an import by itself, within minutes."))


def _framed(found: Asked, frame: pd.DataFrame) -> pd.DataFrame:
    """With what it says of itself: the filters that do not apply."""
    ignored = sorted({name for name, _values in found.filters.dims} - columns_of(found.snapshot, TABLE))
    framed = frame.copy(deep=False)
    framed.attrs = about(found.snapshot, LABEL, ignored, window=None)
    return with_notes(framed)


def in_words(one: BookingsOutlook, currency: str) -> str:
    """The distribution as a sentence: the chance, what is expected, between what, and how much of it is yet to be
    opened."""
    total = one.of("total")
    low, high = (short_money(one.of("total", end), currency) for end in ("low80", "high80"))
    expected = short_money(total, currency)
    if one.of("total", "high80") <= 0:  # a mean above its own band is true of rare wins, and reads as an error
        said = [_("{total} expected, most likely nothing", total=expected)]
    else:
        said = [_("{total} expected, 80 % between {low} and {high}", total=expected, low=low, high=high)]
    if one.target is not None and one.chance is not None:
        said.insert(0, _chance(one, short_money(one.target, currency)))
    if total > 0 and one.of("new_business") / total >= LITTLE:
        share = percent(one.of("new_business") / total, 0)
        said.append(_("{share} of it from deals that do not exist yet", share=share))
    sentence = _("; ").join(said)
    return sentence[:1].upper() + sentence[1:]


def _met(one: BookingsOutlook) -> bool:
    return one.target is not None and one.of("won_so_far") >= one.target


def _chance(one: BookingsOutlook, target: str) -> str:
    chance = one.chance or 0.0
    if _met(one):
        return _("the target of {target} is met", target=target)
    if chance >= SURE:
        return _("over 99% chance to reach {target}", target=target)
    if chance <= 1 - SURE:
        return _("under 1% chance to reach {target}", target=target)
    return _("{chance} chance to reach {target}", chance=percent(chance, 0), target=target)


def _said(one: BookingsOutlook, found: Asked) -> list[str]:
    """What a reader must know: of which day it is, how simple, and what is missing."""
    dated = _("The chances are those of {day}; with today's data they are being worked out anew.", day=day(one.as_of))
    new = ngettext(
        "{n} open deal came in since, and is not in it.",
        "{n} open deals came in since, and are not in it.",
        one.unknown,
    )
    unaged = ngettext(
        "{n} open deal is left out: nobody knows when it was opened.",
        "{n} open deals are left out: nobody knows when they were opened.", one.unknown,
    )  # fmt: skip
    return [
        dated if one.dated else "",
        (new if one.dated else unaged) if one.unknown else "",
        _(SIMPLER[one.method]).format(why=_(WHY.get(one.why, WHY["few_decided"]))) if one.method in SIMPLER else "",
        _("No deal is open with these filters.") if not one.open_deals else "",
        _without_new(one, found),
    ]


def _no_target(both: Sequence[BookingsOutlook], grain: str) -> str:
    names = [period(one.start, grain) for one in both if one.target is None]
    if not names:
        return ""
    return _("No target is set for {periods} with these filters.", periods=", ".join(names))


def _without_new(one: BookingsOutlook, found: Asked) -> str:
    known = all_dimensions(found.snapshot.dimensions)
    labels = ", ".join(mid_sentence(_(known[name].label)) for name in one.without_new)
    if not labels:
        return ""
    return _("Filtered by {dimensions}, which deals to come do not have yet: new business is left out.",
             dimensions=labels)  # fmt: skip
