"""A base laid out like the maven set gives the tables and the figures that its files give."""

from pathlib import Path

import polars as pl
import pytest

from data.engine import current
from data.importing import import_path, sync_origin
from data.origins import add_origin
from data.receipt import Receipt
from demo.crm.airtable import Server, running
from metrics.registry import METRICS
from metrics.run import measure
from tests.airtable_maven import filled_base
from tests.data.shop import adds_up
from tests.maven_files import write_company
from tests.state import state

TABLES = ("accounts", "products", "reps", "stages", "opportunities", "stage_changes", "deal_states")
NOT_ALIKE = ("origin", "url", "account_key", "age_days")  # a base is known until today, a file until its last date
FIGURES = {
    "opportunities": 8800, "deals_won": 4238, "deals_lost": 2473, "won_revenue": 10_005_534, "win_rate": 0.6315,
    "mean_cycle_days": 51.78, "mean_lost_cycle_days": 41.48, "sales_cycle_days": 57, "lost_cycle_days": 14,
    "pipeline": 4_966_215, "value_win_rate": 0.6272,
}  # fmt: skip


def synced(folder: Path, var: Path) -> tuple[Receipt, dict[str, pl.DataFrame], dict[str, float]]:
    """The folder's files read through a base: the receipt, what is published, and the check figures."""
    server = Server(filled_base(folder))
    with state(var, FAIRLEAD_CREDENTIALS__AIRTABLE__API_TOKEN=server.token), running(server) as address:
        options = {"host": address, "base_id": server.base.id, "requests_per_second": 1e6}
        add_origin("airtable", "airtable_maven", "airtable", options=options)
        receipt = adds_up(sync_origin("airtable", tell=lambda share, message: None))
        return receipt, published(), figures()


def imported(folder: Path, var: Path) -> tuple[Receipt, dict[str, pl.DataFrame], dict[str, float]]:
    """The same by the files themselves."""
    with state(var):
        receipt = adds_up(import_path(str(folder), "maven", tell=lambda share, message: None))
        return receipt, published(), figures()


def published() -> dict[str, pl.DataFrame]:
    """The tables but for ids and what has to differ, in an order of their own."""
    found = {}
    for name in TABLES:
        frame = current().frame(name)
        kept = [c for c in frame.columns if not c.endswith(("_id", "_row")) and c not in NOT_ALIKE]
        plain = frame.select(kept).with_columns(pl.col(pl.Categorical).cast(pl.String))
        found[name] = plain.sort(pl.all(), nulls_last=True)
    return found


def figures() -> dict[str, float]:
    return {name: measure(METRICS[name])[name].item() for name in FIGURES}


def test_a_small_company_is_the_same_from_a_base_and_from_files(tmp_path: Path) -> None:
    folder = write_company(tmp_path / "files")
    receipt, tables, numbers = synced(folder, tmp_path / "airtable")
    _receipt, expected, expected_numbers = imported(folder, tmp_path / "files-var")
    assert (receipt.received, receipt.new, receipt.problems, receipt.notes, receipt.checks) == (10, 10, [], [], [])
    for name, frame in expected.items():
        assert frame.height, name
        assert tables[name].equals(frame), name
    assert numbers == pytest.approx(expected_numbers, nan_ok=True)


def test_a_deal_leads_to_its_record(tmp_path: Path) -> None:
    server = Server(filled_base(write_company(tmp_path / "files")))
    with state(tmp_path / "var", FAIRLEAD_CREDENTIALS__AIRTABLE__API_TOKEN=server.token), running(server) as address:
        options = {"host": address, "base_id": server.base.id, "requests_per_second": 1e6}
        add_origin("airtable", "airtable_maven", "airtable", options=options)
        sync_origin("airtable", tell=lambda share, message: None)
        urls = current().frame("opportunities_detail")["url"].to_list()
    base, table, rows = (
        server.base.id,
        server.base.tables["sales_pipeline"].id,
        server.base.tables["sales_pipeline"].rows,
    )
    assert sorted(urls) == [f"https://airtable.com/{base}/{table}/rec{row.number:014d}" for row in rows]


def test_the_real_set_gives_its_check_figures(test_data: Path, tmp_path: Path) -> None:
    receipt, tables, numbers = synced(test_data / "maven_crm", tmp_path / "airtable")
    _receipt, expected, expected_numbers = imported(test_data / "maven_crm", tmp_path / "files")
    assert (receipt.received, receipt.new, receipt.quarantined) == (8927, 8927, 0)
    assert (receipt.problems, receipt.notes, receipt.checks) == ([], [], [])
    assert {name: round(numbers[name], 4 if value < 1 else 2) for name, value in FIGURES.items()} == FIGURES
    assert numbers == pytest.approx(expected_numbers)
    for name, frame in expected.items():
        assert tables[name].equals(frame), name
