"""What a user asks to see: a period, what to compare it with, and values of dimensions. Syntax only.

Whether a dimension or a value exists is checked by `measure`. The same Filters travel as the query of a
URL (`from_query`, `to_query`) and as JSON in the browser's store (`from_store`, `to_store`).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple, Self

from errors import BadFilter
from i18n import N_, _
from periods import DAY, add_months, next_start, period_start, whole_months

NONE = "(none)"  # as a value: rows where the dimension is not known
PAGES_PERIOD = "trailing_12_months"
YEARS = range(1900, 2200)
NOT_OURS = re.compile(r"view\.|utm_|fbclid$|gclid$|mc_[ce]id$")  # a page's own choices; what mailers add to a link
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Preset(NamedTuple):
    """A named period: `back` whole grains ago, or the last `days` or `months` up to the last day with facts."""

    label: str
    grain: str = ""
    back: int = 0
    days: int = 0
    months: int = 0


PERIODS = {
    "all": Preset(N_("All time")),
    "last_30_days": Preset(N_("Last 30 days"), days=30),
    "last_90_days": Preset(N_("Last 90 days"), days=90),
    "trailing_12_months": Preset(N_("Trailing 12 months"), months=12),
    "this_month": Preset(N_("This month"), "month"),
    "last_month": Preset(N_("Last month"), "month", 1),
    "this_quarter": Preset(N_("This quarter"), "quarter"),
    "last_quarter": Preset(N_("Last quarter"), "quarter", 1),
    "this_year": Preset(N_("This year"), "year"),
    "last_year": Preset(N_("Last year"), "year", 1),
    "this_fiscal_quarter": Preset(N_("This fiscal quarter"), "fiscal_quarter"),
    "last_fiscal_quarter": Preset(N_("Last fiscal quarter"), "fiscal_quarter", 1),
    "this_fiscal_year": Preset(N_("This fiscal year"), "fiscal_year"),
    "last_fiscal_year": Preset(N_("Last fiscal year"), "fiscal_year", 1),
}
CUSTOM = "custom"  # the period of Filters with a start or an end of their own
COMPARISONS = {"previous": N_("Period before"), "last_year": N_("Year before"), "none": N_("No comparison")}


class Window(NamedTuple):
    """First and last day, both included; no start means from the beginning."""

    start: date | None
    end: date

    def __deepcopy__(self, _memo: object) -> Self:
        return self  # it cannot change, and pandas copies what a frame says of itself with every column taken


Dims = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Filters:
    """`dims` may be given as a mapping of names to values; it is kept as sorted pairs without doubles."""

    period: str = "all"
    start: date | None = None
    end: date | None = None
    compare: str = "previous"
    dims: Dims = field(default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "dims", _sorted_dims(self.dims))
        if self.start or self.end:
            if self.period not in ("all", CUSTOM):
                raise BadFilter(_("A period and dates are given."), _("Give either period, or from and to."))
            object.__setattr__(self, "period", CUSTOM)
        elif self.period not in PERIODS:
            message = _("There is no period '{name}'.").format(name=self.period)
            raise BadFilter(message, _("Valid: {names}.").format(names=", ".join(PERIODS)))
        if self.start and self.end and self.start > self.end:
            message = _("The period starts on {start}, after its end on {end}.").format(start=self.start, end=self.end)
            raise BadFilter(message, _("Swap from and to."))
        if self.compare not in COMPARISONS:
            message = _("There is no comparison '{name}'.").format(name=self.compare)
            raise BadFilter(message, _("Valid: {names}.").format(names=", ".join(COMPARISONS)))

    @classmethod
    def from_query(cls, query: Mapping[str, Any], default_period: str = PAGES_PERIOD) -> Self:
        """Filters of a URL's query; values are texts or lists of texts. Keys we do not know are dimensions."""
        texts = {key: _texts(value) for key, value in query.items() if not NOT_OURS.match(key)}
        single = {key: _only(key, texts.pop(key, ())) for key in ("period", "from", "to", "compare")}
        start, end = _day(single["from"]), _day(single["to"])
        period = single["period"] or ("all" if start or end else default_period)
        return cls(period, start, end, single["compare"] or cls.compare, tuple(texts.items()))

    def to_query(self, default_period: str = PAGES_PERIOD) -> dict[str, str | list[str]]:
        """What `from_query` reads; what equals the default is left out."""
        query: dict[str, str | list[str]] = {}
        if self.period not in (CUSTOM, default_period):
            query["period"] = self.period
        query |= {key: day.isoformat() for key, day in (("from", self.start), ("to", self.end)) if day}
        if self.compare != type(self).compare:
            query["compare"] = self.compare
        return query | {name: list(values) for name, values in self.dims}

    @classmethod
    def from_store(cls, stored: Mapping[str, Any] | None) -> Self:
        """Filters from the JSON that `to_store` gave; a page's defaults from nothing."""
        stored = stored or {}
        single = {key: value for key, value in stored.items() if key not in ("dims", "view")}
        return cls.from_query({**stored.get("dims", {}), **single})

    def to_store(self) -> dict[str, Any]:
        """As JSON: period, or from and to; compare; dims by name."""
        query = self.to_query(default_period="")
        dims = {name: query.pop(name) for name, _values in self.dims}
        return {**query, "compare": self.compare, "dims": dims}

    @property
    def dated(self) -> bool:
        """Whether a period is set; if not, rows without a date count too."""
        return self.period != "all"

    def window(self, as_of: date, fiscal_year_start: int = 1) -> Window:
        """The days meant, where the last day with facts is `as_of`. This month, quarter or year runs to its end."""
        if self.period == CUSTOM:
            return Window(self.start, self.end or max(as_of, self.start or as_of))
        preset = PERIODS[self.period]
        if preset.grain:
            start = next_start(period_start(as_of, preset.grain, fiscal_year_start), preset.grain, -preset.back)
            return Window(start, next_start(start, preset.grain) - DAY)
        if preset.days:
            return Window(as_of - timedelta(days=preset.days - 1), as_of)
        return Window(add_months(as_of + DAY, -preset.months) if preset.months else None, as_of)

    def compare_window(self, as_of: date, fiscal_year_start: int = 1, compare: str | None = None) -> Window | None:
        """The days to compare with, None if there are none. A period still running is compared with as much
        of the other one as has passed of it: 1 to 14 June with 1 to 14 May."""
        start, end = self.window(as_of, fiscal_year_start)
        compare = compare or self.compare
        if start is None or compare == "none":
            return None
        passed = min(end, as_of) if start <= as_of else end
        if compare == "last_year":
            return Window(add_months(start, -12), add_months(passed + DAY, -12) - DAY)
        months = whole_months(start, end)
        before = add_months(start, -months) if months else start - (end - start) - DAY
        whole = passed == end
        return Window(before, start - DAY if whole else min(before + (passed - start), start - DAY))


def _sorted_dims(dims: Mapping[str, Iterable[str]] | Iterable[tuple[str, Iterable[str]]]) -> Dims:
    pairs = dims.items() if isinstance(dims, Mapping) else dims
    kept = ((name, tuple(sorted(set(_texts(values))))) for name, values in pairs)
    return tuple(sorted((name, values) for name, values in kept if values))


def _texts(value: Any) -> tuple[str, ...]:
    many = [value] if isinstance(value, str) else value or ()
    return tuple(str(v) for v in many if v not in (None, ""))


def _only(key: str, texts: tuple[str, ...]) -> str:
    if len(texts) > 1:
        raise BadFilter(_("'{key}' is given {n} times.").format(key=key, n=len(texts)), _("Give it once."))
    return texts[0] if texts else ""


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        message = _("'{text}' is not a date.").format(text=text)
        raise BadFilter(message, _("Write a day that exists as YYYY-MM-DD, e.g. 2024-02-29."))
    return day
