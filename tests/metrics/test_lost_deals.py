"""Lost deals by reason and group, and where the price is the reason more often than elsewhere."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from auth.scope import Scope
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.lost_deals import MOST_GROUPS, MOST_REASONS, by_reason, list_lost_deals, reasons_query
from metrics.price_losses import price_losses, price_reasons, prohibitive, prohibitive_query, standing_out
from metrics.run import measure_queries
from tests.metrics.frames import opportunities
from tests.state import state

ALL = Scope.all()
DEALS = opportunities(
    ["lost", "lost", "lost", "lost", "won", "lost"],
    lost_reason=["price", "Too expensive", "Timing", None, None, "Timing"],
    category=["Meters", "Meters", "Meters", "Meters", "Meters", "Probes"],
    value=[10, 20, 30, 40, 99, 5],
    amount=[9, 18, None, 0, 80, 4],
    list_amount=[10, 20, 30, 40, 100, 5],
    discount=[None, None, None, None, 0.2, None],
    decided_on=["2024-01-10", "2024-02-10", "2024-02-20", "2024-02-25", "2024-01-01", "2024-03-01"],
)


def snapshot() -> FrameSnapshot:
    return FrameSnapshot({"opportunities": DEALS}, date(2024, 3, 31))


def cells(by: str = "category") -> pd.DataFrame:
    return by_reason(measure_queries([reasons_query(by)], Filters(), ALL, snapshot())[0], by)


def groups(too_few: int = 1) -> pd.DataFrame:
    tables = snapshot()
    return prohibitive(measure_queries([prohibitive_query(tables, "category")], Filters(), ALL, tables)[0], too_few)


def test_reasons_that_mean_the_price_are_found_in_any_case() -> None:
    assert price_reasons(snapshot()) == ("price", "Too expensive")


def test_which_reasons_mean_the_price_is_a_setting(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[pricing]\nprice_reasons = ["TIMING"]\n')
    with state(tmp_path / "var", FAIRLEAD_SETTINGS=str(file)):
        assert price_reasons(snapshot()) == ("Timing",)


def test_the_same_reasons_give_the_same_metrics_so_that_results_are_kept() -> None:
    assert price_losses(("price",)) is price_losses(("price",))
    assert price_losses(("price",)).share is not price_losses(()).share


def test_cells_are_shares_of_the_groups_lost_deals_those_without_a_reason_included() -> None:
    found = [tuple(row[:5]) for row in cells().values.tolist()]
    assert found == [
        ("Meters", "Timing", 1, 30, 0.25), ("Meters", "price", 1, 10, 0.25), ("Meters", "Too expensive", 1, 20, 0.25),
        ("Meters", None, 1, 40, 0.25), ("Probes", "Timing", 1, 5, 1.0),
    ]  # fmt: skip
    assert cells()[["group_deals", "group_revenue"]].values.tolist()[0] == [4, 100]


def test_small_groups_and_rare_reasons_are_one_each() -> None:
    n = max(MOST_GROUPS, MOST_REASONS) + 5
    deals = opportunities(
        ["lost"] * n, lost_reason=[f"reason {i}" for i in range(n)], product=[f"product {i}" for i in range(n)],
        value=[1] * n,
    )  # fmt: skip
    measured = measure_queries([reasons_query("product")], Filters(), ALL, FrameSnapshot({"opportunities": deals}))[0]
    found = by_reason(measured, "product")
    assert found["product"].nunique() == MOST_GROUPS + 1
    assert found["lost_reason"].nunique() == MOST_REASONS + 1
    assert found["deals_lost"].sum() == n
    assert found["product"].iloc[-1] == "other"


def test_the_share_lost_on_price_is_of_losses_whose_reason_is_known() -> None:
    meters, probes = groups().to_dict("records")
    assert (meters["category"], meters["price_losses"], meters["price_loss_amount"]) == ("Meters", 2, 30)
    assert (meters["price_loss_share"], meters["price_loss_share_n"]) == (pytest.approx(2 / 3), 3)
    assert meters["price_loss_share_low"] == pytest.approx(0.2077, abs=1e-4)
    assert (probes["price_loss_share"], probes["price_loss_share_n"]) == (0, 1)


def test_offers_of_lost_deals_are_held_against_those_of_won_ones() -> None:
    meters = groups().iloc[0]
    assert (meters["median_lost_discount"], meters["median_lost_discount_n"]) == (pytest.approx(0.1), 2)
    assert meters["offered_less"] == pytest.approx(0.1)
    assert groups(too_few=2)["offered_less"].isna().all()


def test_groups_of_too_few_stand_last_and_never_out() -> None:
    frame = pd.DataFrame({
        "price_loss_share": [1.0, 0.4, 0.6], "price_loss_share_n": [3, 100, 100],
        "price_loss_share_low": [0.9, 0.3, 0.5], "price_loss_share_high": [1.0, 0.5, 0.7],
        "median_discount": 0.1, "median_discount_n": 20, "median_lost_discount": 0.1, "median_lost_discount_n": 20,
    })  # fmt: skip
    ranked = prohibitive(frame, 10)
    assert ranked["price_loss_share"].tolist() == [0.6, 0.4, 1.0]
    assert standing_out(ranked, 0.45, 10) == [0]


def test_the_deals_lost_on_price_are_listed_largest_first_with_what_they_were_offered_at() -> None:
    found = list_lost_deals(Filters(), ALL, snapshot())
    assert found[["lost_reason", "value", "amount"]].values.tolist() == [["Too expensive", 20, 18], ["price", 10, 9]]
    assert found["discount"].tolist() == pytest.approx([0.1, 0.1])
    assert found.attrs["count"] == 2


def test_all_lost_deals_of_the_period_can_be_listed() -> None:
    february = Filters(start=date(2024, 2, 1), end=date(2024, 2, 29))
    found = list_lost_deals(february, ALL, snapshot(), on_price=False, limit=2)
    assert found["value"].tolist() == [40, 30]
    assert found["amount"].isna().all()
    assert found.attrs["count"] == 3
