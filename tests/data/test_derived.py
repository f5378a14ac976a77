"""Derived tables: those of a snapshot, else of the newest before it."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data.derived import derived, derived_folder, is_derived, write_derived
from data.snapshot import prune, write_snapshot
from errors import NotReady, StorageError


def publish() -> str:
    return write_snapshot({"opportunities": pl.DataFrame({"amount": [1.0]})}, {}, "f", [])


def derive(snapshot_id: str, forecast: float) -> None:
    write_derived(snapshot_id, {"forecast": pl.DataFrame({"forecast": [forecast]})}, {"as_of": "2026-05-31"})


def test_the_ones_before_are_given_until_those_of_the_snapshot_are_made(fairlead: Path) -> None:
    first = publish()
    assert derived(first) is None
    derive(first, 1.0)
    second = publish()
    before = derived(second)
    assert before is not None
    assert (before.snapshot_id, before.as_of) == (first, date(2026, 5, 31))
    derive(second, 2.0)
    now = derived(second)
    assert now is not None
    assert (now.snapshot_id, now.frame("forecast")["forecast"].to_list()) == (second, [2.0])
    old = derived(first)
    assert old is not None
    assert old.snapshot_id == first


def test_those_of_snapshots_that_are_gone_are_swept_away(fairlead: Path) -> None:
    first = publish()
    derive(first, 1.0)
    held = derived(first)
    second = publish()
    prune(keep=1)
    derive(second, 2.0)
    assert not is_derived(first)
    assert held is not None
    with pytest.raises(NotReady):
        held.frame("forecast")


def test_the_last_ones_are_given_even_if_their_snapshot_is_gone(fairlead: Path) -> None:
    first = publish()
    derive(first, 1.0)
    newest = [publish() for _number in range(3)][-1]
    prune(keep=2)
    before = derived(newest)
    assert before is not None
    assert before.snapshot_id == first


def test_what_cannot_be_written_leaves_nothing(fairlead: Path) -> None:
    first = publish()
    derived_folder(first).parent.parent.joinpath("derived").write_text("in the way")
    with pytest.raises(StorageError):
        derive(first, 1.0)
    assert derived(first) is None


def test_what_a_process_that_was_ended_left_aside_is_not_in_the_way(fairlead: Path) -> None:
    first = publish()
    folder = derived_folder(first)
    aside = folder.with_name(f".{folder.name}")
    aside.mkdir(parents=True)
    (aside / "forecast.arrow").write_text("half of it")
    derive(first, 1.0)
    assert is_derived(first)
    assert not aside.exists()
