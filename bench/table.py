"""The table that `make bench` prints: each figure with its budget (DESIGN, section "Budgets") and the verdict."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.commands import Cost

FLOOR_FACTOR, PER_FIGURE_MS = 2.5, 4
FIRST_SCREEN_MS = {10_000: 60, 1_000_000: 120}
DEFAULT_VIEW_MS = 40
IMPORT_S, PUBLISH_S, LOAD_MB, DEMO_MB = 60, 15, 2000, 512


@dataclass(frozen=True)
class Line:
    """A measured figure; without a budget it is for information."""

    what: str
    value: float
    unit: str
    budget: float | None = None

    def __str__(self) -> str:
        verdict = "" if self.budget is None else "pass" if self.value <= self.budget else "MISS"
        limit = "" if self.budget is None else f"{self.budget:,.0f}"
        digits = 0 if self.unit == "MB" else 1
        return f"  {self.what:<44} {self.value:>9,.{digits}f} {self.unit:<3} {limit:>7}  {verdict}".rstrip()


def table(size: int, loaded: dict[str, Cost], measured: dict[str, Any]) -> str:
    """The part of the table for one number of opportunities."""
    title = f"{size:,} opportunities"
    head = f"{title:<46} {'median':>9} {'':<3} {'budget':>7}"
    return "\n".join([head, *map(str, (*_loading(size, loaded), *_pages(size, measured)))])


def _loading(size: int, loaded: dict[str, Cost]) -> Iterator[Line]:
    imported, published = loaded["import"], loaded["publish"]
    large = size >= 1_000_000
    yield Line("import, publish included", imported.seconds, "s", IMPORT_S + PUBLISH_S if large else None)
    yield Line("publish alone", published.seconds, "s", PUBLISH_S if large else None)
    yield Line("peak memory of import", imported.megabytes, "MB", LOAD_MB if large else None)
    yield Line("peak memory of publish", published.megabytes, "MB", LOAD_MB if large else None)


def _pages(size: int, measured: dict[str, Any]) -> Iterator[Line]:
    for page, found in measured["pages"].items():
        name = page.removeprefix("pages.")
        allowed = FLOOR_FACTOR * found["floor"] + PER_FIGURE_MS * found["figures"]
        yield Line(f"{name}: after a filter change", found["filtered"], "ms", FIRST_SCREEN_MS[size])
        yield Line("  against 2.5 x floor + 4 ms a figure", found["filtered"], "ms", allowed)
        yield Line(f"{name}: floor, the same in raw Polars", found["floor"], "ms")
        yield Line(f"{name}: ratio to the floor", found["filtered"] / found["floor"], "x")
        yield Line(f"{name}: default view, warmed", found["default"], "ms", DEFAULT_VIEW_MS)
    yield Line("peak memory of the server", measured["megabytes"], "MB", DEMO_MB if size <= 10_000 else None)
