"""Teams, and bands of tenure, side by side: what their reps win, how surely, and how much they do."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import Input, callback

from auth.scope import Scope
from data.engine import Snapshot
from i18n import N_, _, ngettext, number
from metrics.definition import Metric
from metrics.rep_profile import ABOUT, rep_profile, tenure_label
from metrics.rep_trend import stretch
from metrics.reps import REPS
from metrics.sales import AVERAGE_DEAL, DEALS_WON, WIN_RATE
from metrics.shrinkage import SHRUNK_WIN_RATE
from pages.asked import Asked, asked
from pages.choices import choice
from pages.components import notes, window_text
from pages.exhibit import Exhibit
from pages.panel import Definition
from pages.reps_days import days_of
from pages.reps_trend import RANGES
from pages.sales_ranking import ONE_RATE
from pages.table import table, table_outputs, table_parts
from settings import settings

TEAM, TENURE, BELOW, RANGE = "reps-by-team", "reps-by-tenure", "reps-below", "reps.profile_range"
METRICS: tuple[Metric, ...] = (REPS, DEALS_WON, SHRUNK_WIN_RATE, WIN_RATE, AVERAGE_DEAL)
WIDTHS = {"team": 116, "tenure": 130, "rank": 112, "reps": 112, "win_rate": 104, "win_rate_low": 140}  # pixels at least
NARROW = 84
PROFILE = Definition(N_("Who counts"), ABOUT)
PER_DAY = Definition(
    N_("Per rep and day"), N_("Calls or points / (reps x working days on which each of them was there).")
)
BANDS = Definition(N_("Tenure"), N_("Time with the company at the end of the period, by the day a rep started on."))


def ranges() -> dict[str, str]:
    """The ranges of the trend, the longest first: win rates need many deals."""
    return {name: RANGES[name] for name in ("12_months", "13_weeks", "4_weeks", "this_year")}


def panels(query: Mapping[str, Any], _snapshot: Snapshot | None, _scope: Scope) -> list[Any]:
    """The two tables; the range stands above the first and is that of both."""
    control = choice(RANGE, _("Range"), {name: _(label) for name, label in ranges().items()}, query)
    about: list[Metric | Definition] = [PROFILE, *METRICS, PER_DAY]
    return [
        table(TEAM, _("Profile by team"), about, controls=[control], height=320),
        table(TENURE, _("Profile by tenure"), [BANDS, *about], height=320),
    ]


@callback(*table_outputs(TEAM, TENURE), Input(BELOW, "data"), prevent_initial_call=True)
async def show_profile(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    teams, bands = await exhibits(found)
    parts: list[Any] = []
    for exhibit, by in ((teams, None), (bands, ())):
        rows, columns, *words = table_parts(exhibit, found.currency, by=by)
        parts += [rows, fitted(columns), *words]
    return parts


def fitted(columns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The columns without filters, which a handful of rows does not need, and as narrow as they then can be."""
    return [{**column, "filter": False, "minWidth": WIDTHS.get(column["field"], NARROW)} for column in columns]


async def exhibits(found: Asked) -> list[Exhibit]:
    """Both tables."""
    days = days_of(found)
    window = stretch(found.choice(RANGE, ranges()), min(days.end, days.today), "day")
    return [
        _exhibit(name, by, await rep_profile(by, window, found.filters, found.scope, found.snapshot))
        for name, by in ((TEAM, "team"), (TENURE, "tenure"))
    ]


def _exhibit(name: str, by: str, groups: pd.DataFrame) -> Exhibit:
    few = settings().rules.too_few
    if by == "team":  # bands of tenure have an order of their own
        attrs = groups.attrs
        groups = groups.sort_values("rank", kind="stable", na_position="last", ignore_index=True)
        groups.attrs = attrs
    ranks = [_("too few to rank") if pd.isna(rank) else number(rank) for rank in groups["rank"]]
    shown = groups.assign(rank=ranks)[[by, "rank", *(c for c in groups if c not in (by, "rank"))]]
    labels = {"rank": _("Rank"), "calls_per_day": _("Calls per rep and day"),
              "points_per_day": _("Points per rep and day")}  # fmt: skip
    if by == "tenure":
        shown["tenure"] = [tenure_label(band) for band in groups["tenure"]]
        labels["tenure"] = _("Tenure")
    shown.attrs = groups.attrs
    titles = {"team": _("Profile by team"), "tenure": _("Profile by tenure")}
    return Exhibit(
        name, titles[by], shown, METRICS,
        subtitle=_("{days}. Ranked by the win rate pulled towards that of all, the more the fewer deals were decided",
                   days=window_text(groups)),
        note=notes(groups, also=_said(groups, by, few)), labels=labels,
    )  # fmt: skip


def _said(groups: pd.DataFrame, by: str, few: int) -> list[str]:
    said = []
    if groups.empty:
        return [_("There are no reps with these filters.")]
    if groups["rank"].isna().any():
        said.append(_("Too few to rank: fewer than {n} decided deals.", n=number(few)))
    rates = groups["shrunk_win_rate"].dropna()
    if len(rates) > 1 and rates.max() - rates.min() < ONE_RATE:
        said.append(_("Their win rates differ no more than by chance."))
    if by == "tenure" and groups["tenure"].isna().all():
        said.append(_("When reps started is not known: the reps imported have no day of start."))
    if groups.attrs["former"]:
        said.append(ngettext("{n} former rep is left out.", "{n} former reps are left out.", groups.attrs["former"]))
    return said
