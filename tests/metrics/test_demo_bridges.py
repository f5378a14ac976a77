"""The bridges of the published demo: bars, products and lines sum to the change of the metric itself."""

import math
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from auth.scope import Scope
from data import engine
from data.importing import import_path
from filters import Filters, Window
from metrics.bridge_lines import list_bridge_lines
from metrics.bridge_measured import BARS, CHANGE, EXPLAINED, Of
from metrics.bridges import measure_bridge, product_parts
from metrics.run import last_day, measure
from periods import DAY, add_months
from tests.state import state

DATA = Path(__file__).parents[2] / "data"
FILES = ("accounts.csv", "orders.csv.gz", "products.csv", "reps.csv")
SPANS = {  # months back from the last day with facts: where the periods end, and how long they are
    "a year on the year before": (0, 12, 12), "a quarter on a year before": (2, 14, 3),
    "a month on the one before": (1, 2, 1), "the other way round": (24, 0, 6),
}  # fmt: skip
ALL, NONE = Scope.all(), Filters()
TWO_CATEGORIES = Filters(dims={"category": ["Centrifuges", "Microscopes"]})  # type: ignore[arg-type]


@pytest.fixture(scope="module", autouse=True)
def _published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    files = tmp_path_factory.mktemp("files")
    for name in FILES:
        shutil.copy(DATA / name, files / name)
    with state(tmp_path_factory.mktemp("demo")):
        import_path(str(files), "demo", tell=lambda share, message: None)
        yield


def windows(span: str) -> tuple[Window, Window]:
    now, then, months = SPANS[span]
    end: date = last_day(engine.current())
    found = [Window(add_months(end + DAY, -back - months), add_months(end + DAY, -back) - DAY) for back in (then, now)]
    return found[0], found[1]


def revenue(of: Of, window: Window, filters: Filters) -> float:
    name = EXPLAINED[of].name
    asked = Filters(start=window.start, end=window.end, dims=filters.dims)
    return float(measure(EXPLAINED[of], filters=asked)[name].item())


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("of", list(BARS))
@pytest.mark.parametrize("filters", [NONE, TWO_CATEGORIES], ids=["all", "two categories"])
def test_bars_and_products_sum_to_the_change(span: str, of: Of, filters: Filters) -> None:
    before, after = windows(span)
    change = revenue(of, after, filters) - revenue(of, before, filters)
    bars = measure_bridge(of, before, after, filters, ALL).set_index("part")["amount"]
    assert bars["after"] - bars["before"] == change
    assert math.fsum(bars.drop(["before", "after"])) == pytest.approx(change, rel=1e-9)
    assert abs(bars["volume"]) > 1 < abs(bars["price"])
    products = product_parts(of, before, after, filters, ALL)
    for part in BARS[of][1:-1]:
        assert products[part].sum() == pytest.approx(bars[part], rel=1e-9, abs=1e-6)
    assert products[list(BARS[of][1:-1])].sum(axis=1).to_numpy() == pytest.approx(products["change"].to_numpy())


@pytest.mark.parametrize("of", list(BARS))
def test_the_lines_of_each_bar_sum_to_it(of: Of) -> None:
    before, after = windows("a quarter on a year before")
    bars = measure_bridge(of, before, after, NONE, ALL).set_index("part")
    for part in (*BARS[of], CHANGE):
        lines = list_bridge_lines(part, of, before, after, NONE, ALL, limit=None)
        size = lines["effect"].abs().sum()
        assert lines["effect"].sum() == pytest.approx(lines.attrs["total"], rel=1e-9, abs=1e-12 * size)
        assert part == CHANGE or (len(lines), lines.attrs["total"]) == (bars.loc[part, "n"], bars.loc[part, "amount"])
