"""The table that `make bench` prints: each figure with its budget (DESIGN, section "Budgets") and the verdict."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench.commands import Cost
from bench.load import PACE, READERS, WORKERS

FLOOR_FACTOR, PER_FIGURE_MS = 2.5, 4
FIRST_SCREEN_MS = {10_000: 60, 1_000_000: 120}
DEFAULT_VIEW_MS = 40
IMPORT_S, PUBLISH_S, DERIVE_S, LOAD_MB, DEMO_MB = 60, 15, 60, 2000, 512
FIRST_LOAD_MB, FIRST_CHART_MS = 2.5, 2000
READERS_P95_MS = 500


@dataclass(frozen=True)
class Line:
    """A measured figure; without a budget it is for information."""

    what: str
    value: float
    unit: str
    budget: float | None = None

    def __str__(self) -> str:
        verdict = "" if self.budget is None else "pass" if self.value <= self.budget else "MISS"
        limit = "" if self.budget is None else _figure(self.budget)
        return f"  {self.what:<52} {_figure(self.value):>9} {self.unit:<3} {limit:>7}  {verdict}".rstrip()


def _figure(value: float) -> str:
    """Counts and whole budgets without decimals, all else with one."""
    return f"{value:,.{0 if value == int(value) or value >= 1000 else 1}f}"


def table(title: str, lines: Iterable[Line]) -> str:
    """One part of the table under its heading."""
    head = f"{title:<54} {'median':>9} {'':<3} {'budget':>7}"
    return "\n".join([head, *map(str, lines)])


def of_size(size: int, loaded: Mapping[str, Cost], measured: Mapping[str, Any]) -> Iterator[Line]:
    """Loading, and every page, at one number of opportunities."""
    imported, published, derived = loaded["import"], loaded["publish"], loaded["derive"]
    large = size >= 1_000_000
    yield Line("import, publish included", imported.seconds, "s", IMPORT_S + PUBLISH_S if large else None)
    yield Line("publish alone", published.seconds, "s", PUBLISH_S if large else None)
    yield Line("derive: forecasts and deal models", derived.seconds, "s", DERIVE_S if large else None)
    yield Line("peak memory of import", imported.megabytes, "MB", LOAD_MB if large else None)
    yield Line("peak memory of publish", published.megabytes, "MB", LOAD_MB if large else None)
    yield Line("peak memory of derive", derived.megabytes, "MB", LOAD_MB if large else None)
    for page, found in measured["pages"].items():
        yield from of_page(page.removeprefix("pages."), found, FIRST_SCREEN_MS[size])
    yield Line("peak memory of a process that serves all of it", measured["megabytes"], "MB")


def of_page(name: str, found: Mapping[str, float], first_screen: float) -> Iterator[Line]:
    """A page: its first screen, all of it against its floor, and its default view."""
    update = found["first"] + found.get("below", 0)
    yield Line(f"{name}: first screen after a filter change", found["first"], "ms", first_screen)
    if "below" in found:
        yield Line("  below the fold, loaded after it", found["below"], "ms")
    if "floor" in found:
        allowed = FLOOR_FACTOR * found["floor"] + PER_FIGURE_MS * found["figures"]
        yield Line(f"  all of it, against 2.5 x floor + 4 ms x {found['figures']:.0f} figures", update, "ms", allowed)
        yield Line("  floor, the same in raw Polars", found["floor"], "ms")
        yield Line("  ratio to the floor", update / found["floor"], "x")
    yield Line("  default view, warmed", found["default"], "ms", DEFAULT_VIEW_MS)


def of_browser(seconds: float, found: Mapping[str, Any], memory: float) -> Iterator[Line]:
    """The demo company in Chromium, from an empty folder to every page, with one worker."""
    yield Line("serve: demo loaded and first answer", seconds, "s")
    yield Line("first load: requests", found["requests"], "")
    yield Line("first load: transferred", found["bytes"] / 1e6, "MB", FIRST_LOAD_MB)
    yield Line("first load: first chart", found["chart"], "ms", FIRST_CHART_MS)
    yield Line("  the very first reader of a new server", found["first"], "ms")
    for path, load in found["pages"].items():
        yield Line(f"to {path}: requests", load["requests"], "")
        yield Line("  transferred", load["bytes"] / 1e3, "kB")
        if load["chart"] is not None:
            yield Line("  first chart", load["chart"], "ms")
    yield Line("peak memory of all processes, loading included", memory, "MB", DEMO_MB)


def of_load(found: Mapping[str, float]) -> Iterator[Line]:
    """Many readers at once."""
    yield Line("failed answers", found["errors"], "", 0)
    yield Line("requests a second", found["requests"], "/s")
    yield Line("median", found["median"], "ms")
    yield Line("95 % within", found["p95"], "ms", READERS_P95_MS)
    for name in ("first", "below"):
        if f"p95 {name}" in found:
            words = {"first": "first screens", "below": "below the fold"}
            yield Line(f"  {words[name]}, 95 % within", found[f"p95 {name}"], "ms")


LOAD_TITLE = f"{READERS} readers, a change every {PACE} s, {WORKERS} workers"
