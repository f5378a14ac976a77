"""How often deals are won and how long they take, by month; how the length spreads; the season over all years."""

import pandas as pd

from charts.cycles import cycle_spread, cycle_trend
from charts.season import season
from charts.win_rate import win_rate_trend
from i18n import _, number
from metrics.cycles import SALES_CYCLE_DAYS
from metrics.cycles_spread import SPREAD
from metrics.dimensions import DIMENSIONS
from metrics.query import Query
from metrics.sales import DEALS_WON, WIN_RATE, WON_REVENUE
from pages import sales_drill
from pages.asked import Asked
from pages.components import notes, part_months
from pages.exhibit import Exhibit
from pages.sales_first import MONTHLY, drawn_months
from pages.sales_first import QUERIES as FIRST
from settings import settings

MOST = 12  # groups whose spread is shown
SEASON = Query(WON_REVENUE, grain="month", shift="all")
TWO_YEARS = 24  # months without which a season cannot be told from chance


def queries(found: Asked) -> list[Query]:
    """By month, in all, by group, and by month of all time."""
    return [MONTHLY, FIRST[0], Query(DEALS_WON, *SPREAD, by=_groups(found), top=MOST), SEASON]


def exhibits(
    found: Asked, monthly: pd.DataFrame, whole: pd.DataFrame, groups: pd.DataFrame, always: pd.DataFrame
) -> list[Exhibit]:
    """Win rate, cycle, its spread, season."""
    return [_win_rate(found, monthly, whole), _cycle(found, monthly), _spread(found, groups), _season(found, always)]


def _groups(found: Asked) -> str:
    """What the page is drilled down to; of one product, that product."""
    level = sales_drill.level_of(found)
    return level if level != sales_drill.MONTH else (sales_drill.levels(found) or ["category"])[-1]


def _win_rate(found: Asked, monthly: pd.DataFrame, whole: pd.DataFrame) -> Exhibit:
    few = settings().rules.too_few
    sure = whole["win_rate_n"].item() >= few
    months, said = drawn_months(found, monthly, "win_rate", "win_rate_low", "win_rate_high", "win_rate_n")
    return Exhibit(
        "sales-win-rate", _("Win rate by month"), months, (WIN_RATE,),
        lambda: win_rate_trend(months, few, overall=whole["win_rate"].item() if sure else None),
        _("By close month, with its 95 % interval"), notes(monthly, also=[*said, _rings(months["win_rate_n"])]),
    )  # fmt: skip


def _cycle(found: Asked, monthly: pd.DataFrame) -> Exhibit:
    months, said = drawn_months(found, monthly, "sales_cycle_days", "sales_cycle_days_n")
    return Exhibit(
        "sales-cycle", _("Sales cycle by month"), months, (SALES_CYCLE_DAYS,),
        lambda: cycle_trend(months, settings().rules.too_few), _("Median days to a win, by close month"),
        notes(monthly, also=[*said, _rings(months["sales_cycle_days_n"])]),
    )  # fmt: skip


def _rings(counts: pd.Series) -> str:
    """That rings rest on too few deals, where there are any."""
    few = settings().rules.too_few
    unsure = ((counts > 0) & (counts < few)).any()
    return _("Rings: fewer than {n} deals, too few to tell.", n=number(few)) if unsure else ""


def _spread(found: Asked, groups: pd.DataFrame) -> Exhibit:
    by, few = _groups(found), settings().rules.too_few
    label = _(DIMENSIONS[by].label)
    counts = groups["sales_cycle_days_n"]
    pale = _("Pale: fewer than {n} deals, only their median is shown.", n=number(few))
    return Exhibit(
        "sales-spread", _("Sales cycle by {dimension}", dimension=label[:1].lower() + label[1:]), groups,
        (DEALS_WON, *SPREAD), lambda: cycle_spread(groups, by, few),
        _("Days to a win: median, middle half, eight of ten"),
        notes(groups, also=[pale] if ((counts > 0) & (counts < few)).any() else []),
    )  # fmt: skip


def _season(found: Asked, always: pd.DataFrame) -> Exhibit:
    short = len(always) < TWO_YEARS
    hint = _("Less than two years of data: a season shows only when months come again.") if short else ""
    return Exhibit(
        "sales-season", _("Season: won revenue by month and year"), always, (WON_REVENUE,),
        lambda: season(always, found.currency), _("All years, whatever the period"),
        notes(always, also=[hint, part_months(always)]),
    )  # fmt: skip
