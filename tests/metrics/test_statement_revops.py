"""The revops seed's 21 quarters: its identities hold, its money flows balance."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from auth.scope import Scope
from data.engine import current
from data.importing import import_path
from filters import Filters
from metrics.statement import list_statement, statement_grains, statement_periods
from metrics.statement_flows import flows
from tests.state import state

FIRST, LAST = date(2018, 1, 1), date(2023, 1, 1)
IDENTITIES = {  # subtotal: parts and their signs
    "total_revenue": {"car_sales_revenues": 1, "rental_revenues": 1, "financing_revenues": 1},
    "gross_margin": {"total_revenue": 1, "cost_goods_sold": -1},
    "operating_expenses": {"marketing": 1, "other_opex": 1},
    "operating_income": {"gross_margin": 1, "operating_expenses": -1},
    "net_income": {"operating_income": 1, "tax_expense": -1},
}


@pytest.fixture(scope="module")
def quarters(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[pd.DataFrame]:
    with state(tmp_path_factory.mktemp("revops") / "var"):
        import_path(str(test_data / "revops_seed"), "revops", tell=lambda _share, _message: None)
        assert statement_grains(current(), "revops") == ("quarter", "year")
        assert len(statement_periods(current(), "quarter", "revops")) == 21
        yield list_statement("quarter", FIRST, LAST, Filters(), Scope.all(), current(), "revops")


@pytest.fixture(scope="module")
def file(test_data: Path) -> dict[tuple[str, str], float]:
    """(line, column) -> amount, as the file has it."""
    rows = pl.read_csv(test_data / "revops_seed" / "financials.csv").rows(named=True)
    return {(row[""], column): float(row[column]) for row in rows for column in row if column}


def test_every_amount_is_that_of_the_file(quarters: pd.DataFrame, file: dict[tuple[str, str], float]) -> None:
    found = {
        (line, f"{period.year}_q{(period.month + 2) // 3}"): amount
        for line, period, amount in zip(quarters["line"], quarters["period"], quarters["amount"], strict=True)
    }
    assert found == pytest.approx(file)
    assert len(found) == 12 * 21


@pytest.mark.parametrize("whole", IDENTITIES)
def test_the_identities_hold_in_all_quarters(quarters: pd.DataFrame, whole: str) -> None:
    by_line = quarters.pivot(index="period", columns="line", values="amount")
    gaps = by_line[whole] - sum(sign * by_line[part] for part, sign in IDENTITIES[whole].items())
    assert len(gaps) == 21
    assert gaps.abs().max() < 0.021
    assert not quarters.loc[quarters["line"] == whole, "broken"].any()


def test_the_money_flows_balance_in_all_quarters(quarters: pd.DataFrame) -> None:
    for _period, frame in quarters.groupby("period"):
        frame.attrs = quarters.attrs
        found = flows(frame)
        enters, leaves = defaultdict[str, float](float), defaultdict[str, float](float)
        for link in found.links:
            leaves[link.source] += link.value
            enters[link.target] += link.value
        for name in IDENTITIES.keys() - {"net_income"}:
            assert enters[name] == pytest.approx(leaves[name], abs=0.01)
        amounts = dict(zip(frame["line"], frame["amount"], strict=True))
        assert enters["net_income"] - leaves["net_income"] == pytest.approx(amounts["net_income"], abs=0.05)
        assert enters["total_revenue"] == pytest.approx(amounts["total_revenue"], abs=0.02)
        assert {node.kind for node in found.nodes} == {"revenue", "subtotal", "cost", "result"}


def test_the_last_quarter_by_hand(quarters: pd.DataFrame, file: dict[tuple[str, str], float]) -> None:
    last = quarters[quarters["period"] == LAST].set_index("line")
    sales = {
        column: file["car_sales_revenues", column] for column in ("2022_q1", "2022_q2", "2022_q3", "2022_q4", "2023_q1")
    }
    assert last.at["car_sales_revenues", "qoq"] == pytest.approx(sales["2023_q1"] / sales["2022_q4"] - 1)
    assert last.at["car_sales_revenues", "yoy"] == pytest.approx(sales["2023_q1"] / sales["2022_q1"] - 1)
    assert last.at["car_sales_revenues", "ttm"] == pytest.approx(sum(list(sales.values())[1:]))
    assert last.at["gross_margin", "common_size"] == pytest.approx(
        file["gross_margin", "2023_q1"] / file["total_revenue", "2023_q1"]
    )
