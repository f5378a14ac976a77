"""Which periods the Financials page shows: their grain, the first and the last. They are the page's own.

An income statement is of whole months, quarters or years, so the filter bar's period does not apply here. The choices
are `financials.grain`, `financials.from` and `financials.to` (the first days of the first and of the last period; any
day of them will do); where a company has several statements, `financials.origin` says of which.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from charts.period_axis import period_name
from errors import BadFilter
from i18n import N_, _
from metrics.run import last_day
from metrics.statement import statement_grains, statement_origins, statement_periods
from pages.asked import Asked
from periods import DAY, add_months, next_start, period_start
from settings import settings

GRAIN, FROM, TO, ORIGIN = "financials.grain", "financials.from", "financials.to", "financials.origin"
FLOW = "financials.flow"  # the period whose flows are shown: a choice that a new range takes back
GRAINS = {"month": N_("Month"), "quarter": N_("Quarter"), "year": N_("Year")}  # finest first
USUAL = {"month": 13, "quarter": 8, "year": 5}  # periods shown unless others are chosen
OFFERED = {"month": 60, "quarter": 24, "year": 10}  # to choose among, where there is no statement


@dataclass(frozen=True)
class Range:
    """The `periods` shown, by their first days, oldest first; of all those `offered`."""

    grain: str
    periods: tuple[date, ...]  # at least one
    offered: tuple[date, ...]  # from the first complete one with actual lines to the last
    grains: tuple[str, ...]  # on offer, finest first
    origin: str | None = None  # whose statement; None where there is none
    origins: tuple[str, ...] = ()  # that have one

    @property
    def start(self) -> date:
        """First day of the first period."""
        return self.periods[0]

    @property
    def last(self) -> date:
        """First day of the last period."""
        return self.periods[-1]

    @property
    def end(self) -> date:
        """Last day of the last period."""
        return next_start(self.last, self.grain) - DAY

    @property
    def previous(self) -> date:
        """First day of the period before the last."""
        return next_start(self.last, self.grain, -1)

    @property
    def year_ago(self) -> date:
        """First day of the period a year before the last."""
        return add_months(self.last, -12)

    @property
    def compared(self) -> tuple[date, ...]:
        """First days of what the last period is compared with: the one before, and that a year before."""
        return (self.year_ago,) if self.previous == self.year_ago else (self.previous, self.year_ago)

    @property
    def has_statement(self) -> bool:
        return self.origin is not None

    @property
    def is_usual(self) -> bool:
        """Whether these are the periods shown unless others are chosen."""
        return self.periods == self.offered[-USUAL[self.grain] :]

    def words(self) -> str:
        """Q1 2025 – Q4 2026; Q4 2026."""
        first, last = period_name(self.start, self.grain), period_name(self.last, self.grain)
        return first if first == last else f"{first} – {last}"

    def at(self, grain: str) -> dict[str, str]:
        """The choices that show about the same days in another grain; the usual ones of that grain for the usual."""
        chosen = {GRAIN: "" if grain == default_grain(self.grains) else grain, FROM: "", TO: ""}
        if not self.is_usual:
            chosen |= {FROM: self.start.isoformat(), TO: self.end.isoformat()}
        return chosen


def periods_of(found: Asked) -> Range:
    """What the page's own choices ask for. Days outside what is offered mean its first or last period.

    Where there is no statement, the complete calendar periods until the last facts are offered: margins and customers
    by period need none. Raises BadFilter for what is no day, no grain, no origin, and for a range that ends before it
    begins.
    """
    origins = tuple(statement_origins(found.snapshot, found.scope))
    origin = found.choice(ORIGIN, origins) if origins else None
    grains = tuple(statement_grains(found.snapshot, origin, found.scope)) if origin else tuple(GRAINS)
    grain = found.choice(GRAIN, _default_first(grains))
    offered = _offered(found, grain, origin)
    return Range(grain, _chosen(found, grain, offered), offered, grains, origin, origins)


def default_grain(grains: Sequence[str]) -> str:
    """Quarters, as statements are read; else the finest there is."""
    return "quarter" if "quarter" in grains else grains[0]


def _default_first(grains: Sequence[str]) -> dict[str, str]:
    first = default_grain(grains)
    return {grain: GRAINS[grain] for grain in (first, *(other for other in grains if other != first))}


def _offered(found: Asked, grain: str, origin: str | None) -> tuple[date, ...]:
    """First days of the periods of the statement; without one, of the last complete ones with facts."""
    stated = tuple(statement_periods(found.snapshot, grain, origin, found.scope)) if origin else ()
    if stated:
        return tuple(_contiguous(stated[0], stated[-1], grain))
    fiscal, year_start = grain if grain == "month" else f"fiscal_{grain}", settings().company.fiscal_year_start
    running = period_start(last_day(found.snapshot) + DAY, fiscal, year_start)  # the first that is not complete
    return tuple(next_start(running, grain, -back) for back in range(OFFERED[grain], 0, -1))


def _contiguous(first: date, last: date, grain: str) -> Iterator[date]:
    """All periods from the first to the last: one that is missing in between is a gap to be seen."""
    while first <= last:
        yield first
        first = next_start(first, grain)


def _chosen(found: Asked, grain: str, offered: Sequence[date]) -> tuple[date, ...]:
    """The periods from the first to the last that is asked for, of those offered."""
    first, last = _day(found, FROM), _day(found, TO)
    if first and last and first > last:
        raise BadFilter(_("The periods end before they begin."), _("Choose them with the slider."))
    end = _place(offered, last) if last else len(offered) - 1
    begin = _place(offered, first) if first else max(end + 1 - USUAL[grain], 0)
    return tuple(offered[min(begin, end) : end + 1])


def _place(offered: Sequence[date], day: date) -> int:
    """Which of the periods the day lies in, or after; the first for what is before all."""
    return max(bisect(offered, day) - 1, 0)


def _day(found: Asked, name: str) -> date | None:
    text = found.view.get(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("'{text}' is not a date.").format(text=text)
        raise BadFilter(message, _("Write a day that exists as YYYY-MM-DD, e.g. 2024-02-29.")) from None
