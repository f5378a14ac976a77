"""The revops seed: acquisition cost is the statement's marketing over buyers counted by hand from the files."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from auth.scope import Scope
from data.engine import current
from data.importing import import_path
from filters import Filters
from metrics.acquisition import CAC
from metrics.acquisition_course import list_acquisition
from metrics.run import measure
from tests.state import state

QUARTER = (date(2022, 7, 1), date(2022, 9, 30))


@pytest.fixture(scope="module", autouse=True)
def _imported(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with state(tmp_path_factory.mktemp("revops") / "var"):
        import_path(str(test_data / "revops_seed"), "revops", tell=lambda _share, _message: None)
        yield


def day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y" if "/" in text else "%Y-%m-%d").date()


def first_purchases(test_data: Path) -> dict[tuple[str, str, str], date]:
    """Each buyer's first purchase, of those that were not made before their opportunity."""
    found: dict[tuple[str, str, str], date] = {}
    with (test_data / "revops_seed" / "purchases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            bought = day(row["date_purchased"])
            if bought >= day(row["opportunity_created"]):
                buyer = (row["first_name"], row["last_name"], row["email"])
                found[buyer] = min(bought, found.get(buyer, bought))
    return found


def marketing(test_data: Path, column: str) -> float:
    with (test_data / "revops_seed" / "financials.csv").open(encoding="utf-8", newline="") as file:
        return next(float(row[column]) for row in csv.DictReader(file) if row[""] == "marketing")


def test_cac_of_a_quarter_is_marketing_over_new_buyers(test_data: Path) -> None:
    buyers = sum(QUARTER[0] <= first <= QUARTER[1] for first in first_purchases(test_data).values())
    assert buyers == 330
    cac = measure(CAC, filters=Filters(start=QUARTER[0], end=QUARTER[1]))["cac"].item()
    assert cac == pytest.approx(marketing(test_data, "2022_q3") / buyers, rel=1e-12)


def test_every_quarter_with_sales_is_spend_over_buyers(test_data: Path) -> None:
    firsts = first_purchases(test_data).values()
    frame = measure(CAC, grain="quarter").dropna()
    assert [start.date().isoformat() for start in frame["quarter"]][::4] == [
        "2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01",
    ]  # fmt: skip
    for start, cac in zip(frame["quarter"], frame["cac"], strict=True):
        name = f"{start.year}_q{start.quarter}"
        buyers = sum((first.year, (first.month + 2) // 3) == (start.year, start.quarter) for first in firsts)
        assert cac == pytest.approx(marketing(test_data, name) / buyers, rel=1e-12), name


def test_quarters_without_sales_cost_nothing_known() -> None:
    frame = measure(CAC, grain="quarter", filters=Filters(start=date(2018, 1, 1), end=date(2019, 12, 31)))
    assert frame["cac"].isna().all()
    running = measure(CAC, filters=Filters(start=date(2023, 4, 1), end=date(2023, 6, 30)))
    assert running["cac"].isna().all()


def test_it_says_that_it_is_marketing_only(test_data: Path) -> None:
    frame = list_acquisition("quarter", date(2022, 7, 1), date(2023, 3, 31), Filters(), Scope.all(), current())
    assert frame.attrs["marketing_only"]
    earlier = marketing(test_data, "2022_q3") / 330
    assert frame["cac_qoq"].iloc[1] == pytest.approx(frame["cac"].iloc[1] / earlier - 1)
    assert frame["from_statement"].all()  # the seed has no unit costs
