"""The forecast behind what has come: a dashed line in its bands, joined to the last that is known for sure."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from charts.bands import NARROW, WIDE, band
from charts.clicks import mark
from charts.lines import Amounts, Line, amounts, trace
from charts.part_periods import starts_of
from charts.theme import FORECAST, tint
from i18n import _, money, period

BANDS = (("low95", "high95", WIDE), ("low80", "high80", NARROW))  # the paler one first: it lies below
Point = tuple[date, float]


class Ahead(NamedTuple):
    """A forecast to draw: its days with the joint to what has come in front, and each column's amounts there."""

    days: list[date]
    columns: Mapping[str, Amounts]
    joined: bool

    @property
    def line(self) -> Line:
        return Line(self.columns["forecast"], _("forecast"), FORECAST, FORECAST, 2.5, "6px,4px")

    @property
    def reach(self) -> list[float]:
        """All amounts, for the axis to hold."""
        return [amount for column in self.columns.values() for amount in column if amount is not None]

    @property
    def own(self) -> slice:
        """The forecast's own places, without the joint."""
        return slice(int(self.joined), None)


def ahead_of(forecast: pd.DataFrame | None, last: Point | None, day: str = "period") -> Ahead | None:
    """`forecast` as models.forecast gives it (low80 to high95 may be missing), joined to `last`; None without any."""
    known = None if forecast is None else forecast[forecast["forecast"].notna()]
    if known is None or known.empty:
        return None
    joint = [] if last is None else [last]
    names = ["forecast", *(name for low, high, _paleness in BANDS for name in (low, high) if name in known)]
    columns = {name: [*(amount for _day, amount in joint), *amounts(known[name])] for name in names}
    return Ahead([*(there for there, _amount in joint), *starts_of(known, day)], columns, bool(joint))


def fan(ahead: Ahead) -> list[dict[str, Any]]:
    """The traces: both bands, where there are any, and the line on them."""
    shapes = [
        band(ahead.days, ahead.columns[low], ahead.columns[high], tint(FORECAST, opacity))
        for low, high, opacity in BANDS
        if low in ahead.columns and high in ahead.columns and any(a is not None for a in ahead.columns[low][ahead.own])
    ]
    return [*shapes, trace(ahead.days, ahead.line)]


def forecast_words(ahead: Ahead, currency: str) -> dict[date, list[str]]:
    """What hovering says of the forecast, by day: the amount, and between which two it lies, as far as is known."""
    own = range(len(ahead.days))[ahead.own]
    return {ahead.days[i]: _said({name: column[i] for name, column in ahead.columns.items()}, currency) for i in own}


def _said(row: Mapping[str, float | None], currency: str) -> list[str]:
    words = [_("forecast {amount}", amount=money(row["forecast"], currency))]
    for low, high, text in (("low80", "high80", _("80 % interval {low} – {high}")),
                            ("low95", "high95", _("95 % interval {low} – {high}"))):  # fmt: skip
        if row.get(low) is not None and row.get(high) is not None:
            words.append(text.format(low=money(row[low], currency), high=money(row[high], currency)))
    return words


def month_points(ahead: Ahead, words: Mapping[date, list[str]]) -> list[tuple[date, float | None, list[Any]]]:
    """Day, height and mark of the months in `words`. They filter nothing: there are no facts in them yet."""
    heights = dict(zip(ahead.days, ahead.columns["forecast"], strict=True))
    return [(start, heights[start], mark("<br>".join([f"<b>{period(start, 'month')}</b>", *lines]), None))
            for start, lines in words.items()]  # fmt: skip
