"""Entries into stages, counted by what became of the deals."""

from datetime import date
from typing import Any

import pandas as pd
import polars as pl
import pytest

from auth.scope import Scope
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.stage_entries import stage_entries
from tests.metrics.frames import opportunities
from tests.metrics.stage_entries import tables

WAYS = (
    ("won", "Lead 01-01, Talk 01-05, Demo 01-15, Won 01-30"),
    ("lost", "Talk 02-01, Demo 02-05, Talk 02-10, Demo 02-15, Lost 03-01"),
    ("open", "Talk 05-01"),
)
CRM = {"Lead": 0.1, "Talk": 0.2, "Demo": 0.6}


def snapshot(*ways: tuple[str, str], **columns: list[Any]) -> FrameSnapshot:
    found = tables(*(ways or WAYS), **columns)
    names = found["stages"]["stage"].cast(pl.String).to_list()
    said = pl.Series("probability", [CRM.get(name) for name in names], dtype=pl.Float64)
    return FrameSnapshot({**found, "stages": found["stages"].with_columns(said)}, date(2024, 12, 31))


def counted(filters: Filters | None = None, **columns: list[Any]) -> pd.DataFrame:
    return stage_entries(filters or Filters(), Scope.all(), snapshot(**columns)).set_index("stage")


def test_a_deal_counts_once_in_a_stage_however_often_it_came_back() -> None:
    found = counted()
    assert found.loc["Talk", ["won", "n", "deals"]].tolist() == [1, 2, 3]
    assert found.loc["Demo", ["won", "n", "deals"]].tolist() == [1, 2, 2]
    assert found.loc["Lead", ["won", "n", "deals"]].tolist() == [1, 1, 1]
    assert "Won" not in found.index


def test_the_crms_percentage_is_the_stages() -> None:
    found = counted()
    assert found["crm"].to_dict() == pytest.approx(CRM)


def test_only_entries_of_a_period_that_was_chosen_count() -> None:
    found = counted(Filters(start=date(2024, 2, 1), end=date(2024, 2, 28)))
    assert found["deals"].to_dict() == {"Talk": 1, "Demo": 1}


def test_dimensions_apply_and_the_stage_itself_does_not() -> None:
    found = counted(
        Filters(dims={"rep": ["Ann"], "stage": ["Demo"]}), rep=["Ann", "Bob", "Bob"], stage=["Won", "Lost", "Demo"]
    )
    assert found["deals"].to_dict() == {"Lead": 1, "Talk": 1, "Demo": 1}
    assert found.attrs["ignored_filters"] == ["stage"]


def test_a_snapshot_without_a_history_of_stages_has_no_rows() -> None:
    bare = FrameSnapshot({"opportunities": opportunities(["won"])}, date(2024, 12, 31))
    found = stage_entries(Filters(), Scope.all(), bare)
    assert found.empty
    assert list(found.columns) == ["pipeline", "stage", "position", "crm", "won", "n", "deals"]
