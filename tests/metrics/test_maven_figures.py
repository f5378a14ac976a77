"""The check figures of a real data set, from files to figures (Maven Analytics' CRM, see FAIRLEAD_TEST_DATA)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data.importing import import_path
from filters import Filters
from metrics.registry import METRICS
from metrics.run import measure
from tests.state import state


@pytest.fixture(scope="module", autouse=True)
def _imported(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with state(tmp_path_factory.mktemp("maven")):
        import_path(str(test_data / "maven_crm"), "maven", tell=lambda share, message: None)
        yield


@pytest.mark.parametrize(
    ("name", "figure", "digits"),
    [
        ("opportunities", 8800, 0),
        ("deals_won", 4238, 0),
        ("deals_lost", 2473, 0),
        ("won_revenue", 10_005_534, 0),
        ("win_rate", 0.6315, 4),
        ("mean_cycle_days", 51.78, 2),
        ("mean_lost_cycle_days", 41.48, 2),
        ("sales_cycle_days", 57, 0),
        ("lost_cycle_days", 14, 0),
        ("pipeline", 4_966_215, 0),
        ("value_win_rate", 0.6272, 4),
        ("premium_share", 0.48, 2),
    ],
)
def test_all_time(name: str, figure: float, digits: int) -> None:
    assert round(measure(METRICS[name])[name].item(), digits) == figure


def test_deals_by_stage() -> None:
    result = measure(METRICS["opportunities"], by="stage")
    assert dict(zip(result.stage, result.opportunities, strict=True)) == {
        "Prospecting": 500, "Engaging": 1589, "Won": 4238, "Lost": 2473,
    }  # fmt: skip


def test_deals_won_by_month() -> None:
    result = measure(METRICS["deals_won"], grain="month", filters=Filters(start=date(2017, 3, 1)))
    assert list(result.deals_won) == [531, 285, 438, 531, 308, 446, 503, 279, 406, 511]


def test_the_misspelt_product_counts_as_itself() -> None:
    result = measure(METRICS["opportunities"], METRICS["won_revenue"], by="product").set_index("product")
    assert result.opportunities["GTX Pro"] == 1480
    assert result.won_revenue["GTX Pro"] == 3_510_578


def test_deals_without_a_date_are_said_where_a_period_is_set() -> None:
    result = measure(METRICS["opportunities"], filters=Filters("trailing_12_months"))
    assert result.attrs["undated"] == 500


def test_a_stock_by_month_agrees_with_the_state_on_the_months_last_day() -> None:
    months = measure(METRICS["deals_open"], METRICS["pipeline"], grain="month", filters=Filters("this_year"))
    for row in months.itertuples():
        day = (row.month + pd.offsets.MonthEnd()).date()
        single = measure(METRICS["deals_open"], METRICS["pipeline"], filters=Filters(start=date(2017, 1, 1), end=day))
        assert (row.deals_open, round(row.pipeline)) == (single.deals_open.item(), round(single.pipeline.item()))
