"""One sentence for each card of the Pipeline page: what stands behind the figure."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from i18n import _, day, days, ngettext, number, percent, period, short_money
from metrics.goals import TARGET
from metrics.slippage_over import Slipped
from pages.overview_sentences import Told, no_target
from pages.overview_sentences import sentences as told_of
from pages.pipeline_spans import Goal


@dataclass(frozen=True)
class Said:
    """The figures that the sentences are about, and their days."""

    now: pd.DataFrame
    before: pd.DataFrame
    target: pd.DataFrame  # coverage, pipeline_due, target, won_revenue of `goal`
    goal: Goal
    slipped: Slipped | None
    slipped_notes: list[str]  # what must be known of it, such as filters that do not apply
    currency: str
    end: date
    before_end: date | None

    def amount(self, value: float | None) -> str:
        return short_money(value, self.currency)


def sentences(said: Said) -> dict[str, str]:
    """By the name of the card's metric."""
    rate = told_of(Told(said.now[["win_rate", "win_rate_n", "win_rate_low", "win_rate_high"]], said.before, {}, ""))
    return {
        "pipeline": _of_pipeline(said), "weighted_pipeline": _of_weighted(said), "coverage": _of_coverage(said),
        "slippage": _of_slippage(said), "sales_velocity": _of_velocity(said), **rate,
    }  # fmt: skip


def _of_pipeline(said: Said) -> str:
    now, before = _known(said.now, "deals_open"), _known(said.before, "deals_open")
    if now is None:
        return ""
    open_now = ngettext("{n} deal open", "{n} deals open", int(now))
    if before is None or said.before_end is None:
        return _("{deals} on {day}.", deals=open_now, day=day(said.end))
    return _("{deals}; {before} on {day}.", deals=open_now, before=number(before), day=day(said.before_end))


def _of_weighted(said: Said) -> str:
    crm = _known(said.now, "weighted_pipeline_crm")
    if _known(said.now, "weighted_pipeline") is None:
        return _("How often deals of these stages are won is not known.")
    if crm is None:
        return _("By how often deals of each stage are won.")
    return _("By how often deals of each stage are won; with the CRM's odds {amount}.", amount=said.amount(crm))


def _of_coverage(said: Said) -> str:
    due, target = _known(said.target, "pipeline_due"), _known(said.target, "target")
    won = _known(said.target, "won_revenue") or 0.0
    if target is None or TARGET.label in said.target.attrs["ignored_by"]:
        return no_target(said.target)
    if won >= target:
        return _("{period}: the target of {target} is reached.", period=said.goal.name, target=said.amount(target))
    return _("{period}: {due} due, {missing} short of the target.", period=said.goal.name, due=said.amount(due),
             missing=said.amount(target - won))  # fmt: skip


def _of_slippage(said: Said) -> str:
    slipped = said.slipped
    if slipped is None:
        return _("Not known: publish the data again.")
    if said.slipped_notes:
        return " ".join(said.slipped_notes)
    if slipped.first is None or slipped.last is None or pd.isna(slipped.moved_later):
        return _("Nothing was due at the start of a month.")
    months = " – ".join(dict.fromkeys(period(month, "month") for month in (slipped.first, slipped.last)))
    if not slipped.still_due > 0:
        return f"{months}."
    return _("{months}; another {share} stood open when its month was over.", months=months,
             share=percent(slipped.still_due, 0))  # fmt: skip


def _of_velocity(said: Said) -> str:
    if _known(said.now, "sales_velocity") is None:
        return _("No deal was won.")
    deals = ngettext("{n} open deal", "{n} open deals", int(_known(said.now, "deals_open") or 0))
    return _("{deals} × {rate} × {average} / {cycle}.", deals=deals, rate=percent(_known(said.now, "win_rate"), 0),
             average=said.amount(_known(said.now, "average_deal")),
             cycle=days(_known(said.now, "sales_cycle_days")))  # fmt: skip


def _known(frame: pd.DataFrame, name: str) -> float | None:
    value = frame[name].iloc[0] if name in frame and len(frame) else None
    return None if value is None or pd.isna(value) else float(value)
