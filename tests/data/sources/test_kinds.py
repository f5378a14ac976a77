from dataclasses import dataclass

import pytest

from data.sources._kinds import is_ignored, kind_of
from data.sources._table import DataTable
from errors import UnreadableFile


@dataclass(frozen=True)
class Pattern:
    columns: str


@dataclass(frozen=True)
class Kind:
    files: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    ignore: bool = False
    unpivot: Pattern | None = None


KINDS = {
    "deals": Kind(("*deals*",), ("id", "account", "amount")),
    "accounts": Kind(("*accounts*",), ("account", "sector"), ("city",)),
    "statement": Kind(("*financials*",), ("line",), unpivot=Pattern(r"\d{4}_q[1-4]")),
    "notes": Kind(("*notes*",), ignore=True),
}


def table(title: str, *columns: str) -> DataTable:
    return DataTable(f"{title}.csv", title, columns, lambda: iter(()), 0)


def fault(title: str, *columns: str) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        kind_of(table(title, *columns), KINDS)
    return caught.value


def test_the_name_tells_the_kind_and_more_columns_are_welcome():
    assert kind_of(table("q1_deals_final", "id", "account", "amount", "colour"), KINDS) == "deals"


def test_a_renamed_file_is_known_by_its_columns():
    assert kind_of(table("export", "amount", "id", "account"), KINDS) == "deals"
    assert kind_of(table("export", "line", "2024_q1"), KINDS) == "statement"


def test_columns_that_are_all_known_win_over_those_that_are_only_contained():
    everything = {"wide": Kind(fields=("account",)), "accounts": KINDS["accounts"]}
    assert kind_of(table("export", "account", "sector", "city"), everything) == "accounts"


def test_a_name_that_fits_two_kinds_is_settled_by_the_columns():
    assert kind_of(table("accounts and deals", "account", "sector"), KINDS) == "accounts"


def test_two_kinds_that_fit_equally_are_not_guessed_between():
    found = fault("export", "id", "account", "amount", "sector")
    assert "it may be any of deals, accounts" in found.reason
    assert "Rename the file" in found.hint


def test_missing_columns_are_named_with_the_nearest_and_those_found():
    found = fault("deals", "id", "Acount", "value")
    assert "these columns are missing: account, amount" in found.reason
    assert "Found: id, Acount, value." in found.reason
    assert "Nearest: Acount." in found.reason
    assert "right mapping" in found.hint


def test_a_wide_statement_needs_a_column_of_its_pattern():
    assert r"\d{4}_q[1-4]" in fault("financials", "line", "2024").reason


def test_a_file_of_another_kind_is_told_what_the_mapping_expects():
    found = fault("export", "x", "y")
    assert "neither its name nor its columns" in found.reason
    assert "*deals* (deals), *accounts* (accounts), *financials* (statement)" in found.hint


def test_an_ignored_kind_gives_way_to_one_that_is_read():
    assert is_ignored("release notes", KINDS)
    assert not is_ignored("notes on deals", KINDS)
    assert not is_ignored("export", KINDS)
