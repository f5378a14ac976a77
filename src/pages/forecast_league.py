"""The forecast league: which way to forecast did best on the company's own past, and what each had said of it."""

from collections.abc import Mapping

import pandas as pd

from charts.league import league_bars, league_course
from charts.theme import empty_figure
from data.ledger import FAILED, latest_jobs
from derive.past_league import JUDGED, SAID, PastLeague, past_league
from i18n import N_, _, number
from metrics.definition import Unit
from pages.asked import Asked
from pages.exhibit import Exhibit
from pages.forecast_words import made_of
from pages.panel import Definition

BARS, TABLE, COURSE = "forecast-league", "forecast-league-table", "forecast-course"
AHEAD = "forecast.league"  # the choice over how many months
METHODS: Mapping[str, str] = {
    "model": N_("Model"), "seasonal_naive": N_("As a year before"), "weighted_pipeline": N_("Weighted pipeline"),
    "commit": N_("Commit"),
}  # fmt: skip
DEFINITIONS = (
    Definition(N_("Model"), N_("Trend and season of won revenue, as the chart above shows them.")),
    Definition(N_("As a year before"), N_("Each month as the same month a year before: what any forecast has to"
                                          " beat. Where it is better, it is what is shown, by itself.")),
    Definition(N_("Weighted pipeline"), N_("Open deals as they stood on the day, by the odds of their stage, in the"
                                           " month they were expected to close in.")),
    Definition(N_("Commit"), N_("Open deals that were committed to on the day.")),
    Definition(N_("Error (WAPE)"), N_("Sum of errors / sum of what came, over past month ends that all were judged"
                                      " at.")),
    Definition(N_("Bias"), N_("By how much forecasts were too high on the whole (+), or too low (−).")),
    Definition(N_("Within 80 % band"), N_("Share of what came that lay in the band; 80 % is right.")),
)  # fmt: skip


def horizons() -> dict[str, str]:
    """Over how many months in sum the league is held, the default first."""
    return {"1": _("1 month"), "3": _("3 months")}


def method_names() -> dict[str, str]:
    """What the entrants are called."""
    return {name: _(label) for name, label in METHODS.items()}


async def exhibits(found: Asked) -> list[Exhibit]:
    """Bars, table and course."""
    months = int(found.choice(AHEAD, horizons()))
    league = await past_league(months, found.scope, found.snapshot)
    if league is None:
        return _none_yet()
    return [_bars(league, found, months), _table(league), _course(league, found, months)]


def _bars(league: PastLeague, found: Asked, months: int) -> Exhibit:
    names = method_names()
    return Exhibit(
        BARS, _("Forecast league"), _named(league.judged), (),
        lambda: league_bars(league.judged, names, league.best), _over(months),
        " ".join([_in_use(league, names), *_remarks(league, found)]), _labels(), _UNITS,
    )  # fmt: skip


def _table(league: PastLeague) -> Exhibit:
    return Exhibit(
        TABLE, _("How good each was"), _named(league.judged), (), subtitle=_("At past month ends, best first"),
        labels=_labels(), units=_UNITS,
    )  # fmt: skip


def _course(league: PastLeague, found: Asked, months: int) -> Exhibit:
    names = method_names()
    kept = int(league.said["kept"].sum())
    how = (_("{n} of these forecasts were kept on the day; the others are worked out from what was known then.",
             n=number(kept)) if kept else _("Worked out now, from what was known at each month end."))  # fmt: skip
    labels = {"method": _("Method"), "period": _("From month"), "forecast": _("Forecast"), "actual": _("What came"),
              "kept": _("Kept on the day")}  # fmt: skip
    return Exhibit(
        COURSE, _("Past forecasts against what came"), _named(league.said), (),
        lambda: league_course(league.said, names, found.currency), _over(months), how, labels,
        {"forecast": "money", "actual": "money"},
    )  # fmt: skip


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """With the methods' names in words."""
    names = method_names()
    return frame.assign(method=frame["method"].map(lambda method: names.get(method, method)).astype(object))


_UNITS: Mapping[str, Unit] = {"wape": "fraction", "bias": "fraction", "coverage80": "fraction", "n": "count"}


def _labels() -> dict[str, str]:
    return {"method": _("Method"), "wape": _("Error (WAPE)"), "bias": _("Bias"), "coverage80": _("Within 80 % band"),
            "n": _("Cut-offs")}  # fmt: skip


def _over(months: int) -> str:
    if months == 1:
        return _("Forecasts of the month after each month end")
    return _("Forecasts of the three months after each month end, in sum")


def _in_use(league: PastLeague, names: Mapping[str, str]) -> str:
    return _("In use for the whole: {method}. Each view uses the model or the year before, whichever was"
             " better on its own past.", method=names.get(league.best, league.best))  # fmt: skip


def _remarks(league: PastLeague, found: Asked) -> list[str]:
    said = [_("The league is of the whole company: the filters do not apply to it.")] if found.filters.dims else []
    return [*said, *([] if league.dated is None else [made_of(league.dated)])]


def _none_yet() -> list[Exhibit]:
    """Why there is no league, on each of its panels."""
    title, hint = _why_none()
    judged, said = pd.DataFrame(columns=JUDGED), pd.DataFrame(columns=SAID)
    return [
        Exhibit(BARS, _("Forecast league"), judged, (), lambda: empty_figure(title, hint), labels=_labels()),
        Exhibit(TABLE, _("How good each was"), judged, (), subtitle=title, labels=_labels()),
        Exhibit(COURSE, _("Past forecasts against what came"), said, (), lambda: empty_figure(title, hint)),
    ]


def _why_none() -> tuple[str, str]:
    last = next(iter(latest_jobs(1, ("derive",))), None)
    if last is not None and last.status == FAILED:
        return _("The league could not be worked out"), _("The Data page says why; the next import tries again.")
    return (_("The league is not worked out yet"),
            _("That follows an import by itself, within a minute. Open the page again then."))  # fmt: skip
