"""Columns of a CSV file by their names."""

from pathlib import Path

import pytest

from data.csv_columns import csv_columns
from errors import UnreadableFile

WANTED = {"customer": ("customer_id", "client"), "amount": (), "note": ()}


def read(folder: Path, text: str) -> dict[str, list[str]]:
    file = folder / "lines.csv"
    file.write_text(text, "utf-8")
    return csv_columns(file, WANTED, ("customer", "amount")).to_dict(as_series=False)


@pytest.mark.parametrize("name", ["customer", "Customer ", "CUSTOMER_ID", "Customer ID", "customer-id", "Client"])
def test_a_column_may_have_other_names(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, f"{name};AMOUNT;other\na;1,5;x\n") == {"customer": ["a"], "amount": ["1,5"]}


def test_the_name_itself_goes_before_the_others(tmp_path: Path) -> None:
    assert read(tmp_path, "client,customer,amount\nb,a,1\n")["customer"] == ["a"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,amount\na,1\n", "no column customer"),
        ("customer,amount,Amount\na,1,2\n", "two columns are called 'amount'"),
        ("customer_id,Customer ID,amount\na,b,2\n", "two columns are called 'customerid'"),
        ("customer,amount\n", "no row"),
    ],
)
def test_what_is_missing_or_there_twice_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read(tmp_path, text)
