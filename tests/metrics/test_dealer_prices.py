"""Price index and positions of one make of the car dealer, against the raw files read with nothing but csv."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest

from auth.scope import Scope
from data.engine import Snapshot, current
from data.importing import import_path
from filters import Filters, Window
from metrics.price_index import measure_price_index
from metrics.price_positions import measure_price_positions
from tests.state import state

MAKE, YEAR = "Mazda", Window(date(2022, 1, 1), date(2022, 12, 31))
OF_MAKE = Filters(dims={"category": [MAKE]})  # type: ignore[arg-type]
Price = tuple[str, str, float]  # model, tier, price
Things = dict[tuple[str, str], tuple[list[float], list[float]]]  # by model, and tier where only that matches


@pytest.fixture(scope="module")
def dealer(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with state(tmp_path_factory.mktemp("dealer")):
        import_path(str(test_data / "revops_seed"), "revops", tell=lambda _share, _message: None)
        yield current()


@pytest.fixture(scope="module")
def things(test_data: Path) -> Things:
    """Own and rivals' prices of each model of the make that rivals sold too, else of the model in a tier of theirs."""
    files = test_data / "revops_seed"
    own, rivals = list(_own(files / "purchases.csv")), list(_rivals(files / "competitor_data.csv"))
    quoted = {model for model, _tier, _price in rivals}
    found: Things = {}
    for model, tier, price in own:
        by_model = model in quoted
        theirs = [p for m, t, p in rivals if (m == model if by_model else t == tier)]
        if theirs:
            found.setdefault((model, "" if by_model else tier), ([], theirs))[0].append(price)
    return found


def _own(path: Path) -> Iterator[Price]:
    """What the make was sold for in 2022; a purchase dated before its opportunity is quarantined."""
    for row in _rows(path):
        text = row["date_purchased"]
        day = date.fromisoformat(text) if "-" in text else datetime.strptime(text, "%m/%d/%Y").date()
        if day.year == YEAR.end.year and day >= date.fromisoformat(row["opportunity_created"]):
            yield row["car_model"], row["car_tier"], float(row["purchase_price"])


def _rivals(path: Path) -> Iterator[Price]:
    """What competitors sold it for in the 365 days up to the end of 2022."""
    for row in _rows(path):
        if timedelta(0) <= YEAR.end - date.fromisoformat(row["date_purchased"]) <= timedelta(365):
            yield row["car_model"], row["car_tier"], float(row["purchase_price"])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["car_make"] == MAKE]


def test_each_thing_that_both_sell_has_its_medians_delta_and_what_that_is_worth(
    dealer: Snapshot, things: Things
) -> None:  # fmt: skip
    frame = measure_price_positions(YEAR, OF_MAKE, Scope.all(), dealer)
    both = frame[frame["matched_by"].notna()].to_dict("records")
    found = {(row["product"].removeprefix(f"{MAKE} "), "" if row["matched_by"] == "product" else row["tier"]): row
             for row in both}  # fmt: skip
    assert found.keys() == things.keys()
    assert len({model for model, tier in things if not tier}) > 5
    for thing, row in found.items():
        own, rivals = things[thing]
        ours, theirs = median(own), median(rivals)
        assert (row["own_price"], row["rivals_price"], row["delta"]) == (ours, theirs, ours - theirs)
        assert (row["n"], row["units"], row["quotes"]) == (len(own), len(own), len(rivals))
        assert row["opportunity_cost"] - row["at_risk"] == len(own) * (theirs - ours)
        assert row["price_index"] == pytest.approx(100 * ours / theirs)


def test_the_index_of_the_make_weighs_its_things_by_the_cars_sold(dealer: Snapshot, things: Things) -> None:
    ours = sum(len(own) * median(own) for own, _rivals in things.values())
    theirs = sum(len(own) * median(rivals) for own, rivals in things.values())
    row = measure_price_index(YEAR, OF_MAKE, Scope.all(), dealer).iloc[0]
    assert row["price_index"] == pytest.approx(100 * ours / theirs, rel=1e-12)
    assert (row["things"], row["n"]) == (len(things), sum(len(own) for own, _rivals in things.values()))
