"""An axis of whole periods, each at its place in the row: months, quarters, years, with the year where it changes."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from i18n import language, month_name, period, quarter_name
from periods import period_start

MOST = 13  # ticks with a name; a phone has room for fewer
NARROW = 6


def period_axis(starts: Sequence[date], grain: str, most: int = MOST) -> dict[str, Any]:
    """Places 0, 1, 2 ... stand for the periods that begin on `starts`; the last one always has its name."""
    step = -(-len(starts) // most)
    shown = [i for i in range(len(starts)) if (len(starts) - 1 - i) % step == 0]
    years = [named_year(starts[i], grain) for i in shown]
    texts = [
        f"{short_name(starts[i], grain)}<br>{year if place == 0 or years[place - 1] != year else ' '}"
        for place, (i, year) in enumerate(zip(shown, years, strict=True))
    ]
    names = [text.removesuffix(" ").removesuffix("<br>") for text in texts]
    return {"tickvals": shown, "ticktext": names, "tickangle": 0, "range": [-0.5, len(starts) - 0.5], "showgrid": False}


def short_name(start: date, grain: str) -> str:
    """Nov; Q4; 2026. A quarter of a fiscal year is called by its first month."""
    if grain == "year":
        return period_name(start, grain)
    return quarter_name(start) if grain == "quarter" and _of_calendar(start, grain) else month_name(start)


def named_year(start: date, grain: str) -> str:
    """The year that stands below a period's name: none below a year."""
    return "" if grain == "year" else str(start.year)


def period_name(start: date, grain: str) -> str:
    """Nov 2026, Q4 2026; a period of a fiscal year that is no calendar one is called so."""
    return _named(language(), start, grain)


@lru_cache(2048)
def _named(_language: str, start: date, grain: str) -> str:
    return period(start, grain if _of_calendar(start, grain) else f"fiscal_{grain}")


def _of_calendar(start: date, grain: str) -> bool:
    return period_start(start, grain) == start
