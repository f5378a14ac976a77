"""One sentence for each card of the overview: what changed, and what it comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from i18n import N_, _, days, mid_sentence, ngettext, percent, points, short_day, signed
from metrics.cycles import SALES_CYCLE_DAYS
from metrics.definition import Metric
from metrics.dimensions import all_dimensions
from metrics.drivers import driver
from metrics.goals import PACE, TARGET, TARGET_TO_DATE
from metrics.pipeline import PIPELINE
from metrics.sales import AVERAGE_DEAL, DEALS_WON, MEDIAN_DEAL, WIN_RATE, WON_REVENUE
from pages.values import shown
from settings import settings

RISE = {  # by how the largest part stands to the whole change
    "alone": N_("Up {change}."),
    "outweighs": N_("Up {change}: {member} {part}, all others {others}."),
    "most": N_("Up {change}, most of it from {member} ({part})."),
    "led": N_("Up {change}, led by {member} ({part})."),
}
FALL = {
    "alone": N_("Down {change}."),
    "outweighs": N_("Down {change}: {member} {part}, all others {others}."),
    "most": N_("Down {change}, most of it from {member} ({part})."),
    "led": N_("Down {change}, first of all {member} ({part})."),
}
Parts = Mapping[str, tuple[pd.DataFrame, pd.DataFrame]]


@dataclass(frozen=True)
class Told:
    """The figures that the sentences are about: rows of now and before, and the parts of what sums up."""

    now: pd.DataFrame
    before: pd.DataFrame
    parts: Parts
    currency: str

    def value(self, metric: Metric) -> float | None:
        return _known(self.now, metric.name)

    def earlier(self, metric: Metric) -> float | None:
        return _known(self.before, metric.name)

    def text(self, metric: Metric, value: float | None) -> str:
        return shown(metric, value, self.currency)


def sentences(told: Told) -> dict[str, str]:
    """By metric name, for whichever of them the page has a card."""
    of: dict[Metric, Callable[[Told], str]] = {
        WON_REVENUE: lambda t: _of_sum(t, WON_REVENUE), DEALS_WON: lambda t: _of_sum(t, DEALS_WON),
        PIPELINE: lambda t: _of_sum(t, PIPELINE), PACE: _of_pace, WIN_RATE: _of_win_rate,
        AVERAGE_DEAL: _of_average, SALES_CYCLE_DAYS: _of_cycle,
    }  # fmt: skip
    return {metric.name: sentence(told) for metric, sentence in of.items() if metric.name in told.now}


def _of_sum(told: Told, metric: Metric) -> str:
    """What a sum or count changed by, and the group with the largest part in it."""
    now, before = told.value(metric), told.earlier(metric)
    if now is None or before is None:
        return _largest(told, metric, now)
    change = now - before
    if change == 0:
        return _("As much as before.")
    found = driver(metric, change, told.parts)
    how = "alone" if found is None else "outweighs" if found.outweighs else "most" if found.most else "led"
    words: dict[str, str] = {"change": told.text(metric, abs(change))}
    if found is not None:
        parts = {"part": found.change, "others": found.others}
        words |= {name: _whole(signed(told.text(metric, abs(part)), part)) for name, part in parts.items()}
        words["member"] = found.member
    return _((RISE if change > 0 else FALL)[how]).format(**words)


def _largest(told: Told, metric: Metric, now: float | None) -> str:
    """Where there is nothing to compare with: the group with the largest part."""
    sizes = [(float(value), str(member)) for dimension, (frame, _before) in told.parts.items() if len(frame) > 1
             for member, value in zip(frame[dimension], frame[metric.name], strict=True)
             if not pd.isna(member) and value > 0]  # fmt: skip
    if not sizes or not now:
        return ""
    size, member = max(sizes)
    return _("The largest part: {member} ({part}).", member=member, part=told.text(metric, size))


def _of_pace(told: Told) -> str:
    won, target, due = (told.value(metric) for metric in (WON_REVENUE, TARGET, TARGET_TO_DATE))
    if told.value(PACE) is None or won is None or due is None or target is None:
        return no_target(told.now)
    end = told.now.attrs["window"][1] if told.now.attrs["window"] else told.now.attrs["as_of"]
    words = {"amount": told.text(TARGET, abs(won - due)), "due": told.text(TARGET, due)}
    if end <= told.now.attrs["as_of"]:
        ended = N_("{amount} above the target of {due}."), N_("{amount} below the target of {due}.")
        return _(ended[won < due]).format(**words)
    if won >= target:
        return _("The whole target of {target} is reached.", target=told.text(TARGET, target))
    words |= {"left": told.text(TARGET, target - won), "day": short_day(end)}
    running = (N_("{amount} ahead of the target to date; {left} to go by {day}."),
               N_("{amount} behind the target to date; {left} to go by {day}."))  # fmt: skip
    return _(running[won < due]).format(**words)


def no_target(frame: pd.DataFrame) -> str:
    """Why a result has no target: filters that targets do not know, or none was set."""
    unknown = set(frame.attrs["ignored_by"].get(TARGET.label, "").split(", ")) - {""}
    if not unknown:
        return _("No target is set for this period with these filters.")
    known = all_dimensions({})
    names = sorted(mid_sentence(_(known[name].label)) if name in known else name for name in unknown)
    return _("No target is set by {dimensions}.", dimensions=", ".join(names))


def _of_win_rate(told: Told) -> str:
    rate, before = told.value(WIN_RATE), told.earlier(WIN_RATE)
    n = int(_known(told.now, "win_rate_n") or 0)
    low, high = _known(told.now, "win_rate_low"), _known(told.now, "win_rate_high")
    if rate is None or low is None or high is None:
        return _("No deal was decided.")
    if n < settings().rules.too_few:
        return ngettext("{n} deal decided: too few to tell.", "{n} deals decided: too few to tell.", n)
    if before is None:
        return _("Chance alone may move it by {points} either way.", points=points((high - low) / 2))
    if low <= before <= high:
        return _("Within chance of the {before} before.", before=percent(before))
    beyond = N_("Up from {before}, by more than chance."), N_("Down from {before}, by more than chance.")
    return _(beyond[rate < before]).format(before=percent(before))


def _of_average(told: Told) -> str:
    average, before = told.value(AVERAGE_DEAL), told.earlier(AVERAGE_DEAL)
    if average is None:
        return _("No deal with an amount was won.")
    words = {metric: told.text(MEDIAN_DEAL, value) for metric, value in
             (("median", told.value(MEDIAN_DEAL)), ("earlier", told.earlier(MEDIAN_DEAL)))}  # fmt: skip
    if before is None:
        return _("Half of the deals were above {median}.").format(**words)
    if round(average) == round(before):
        return _("As before; the median deal went from {earlier} to {median}.").format(**words)
    moved = (N_("Up {change}; the median deal went from {earlier} to {median}."),
             N_("Down {change}; the median deal went from {earlier} to {median}."))  # fmt: skip
    return _(moved[average < before]).format(change=told.text(AVERAGE_DEAL, abs(average - before)), **words)


def _of_cycle(told: Told) -> str:
    cycle, before = told.value(SALES_CYCLE_DAYS), told.earlier(SALES_CYCLE_DAYS)
    if cycle is None:
        return _("No deal was won.")
    if before is None:
        return _("Half of the deals won took longer.")
    if round(cycle) == round(before):
        return _("As long as before.")
    changed = N_("{days} longer than before."), N_("{days} shorter than before.")
    return _(changed[cycle < before]).format(days=days(abs(round(cycle - before))))


def _whole(amount: str) -> str:
    """The amount, not to be broken behind its sign."""
    return f"{amount[:1]}\u2060{amount[1:]}"


def _known(frame: pd.DataFrame, name: str) -> float | None:
    value: Any = frame[name].iloc[0] if name in frame and len(frame) else None
    return None if value is None or pd.isna(value) else float(value)
