import gzip
from datetime import date, datetime

import pytest

from data.sources._spreadsheets import workbook_tables
from errors import UnreadableFile


def nothing(_sheet: str) -> bool:
    return False


def test_cells_become_the_text_that_a_csv_export_would_have(tmp_path, workbook):
    path = tmp_path / "Deals.xlsx"
    path.write_bytes(
        workbook({"S": [
            ["id", "amount", "won", "note", "zip"],
            [1001, 12.5, True, "é & <b>", "01234"],
            [1002, None, False, 7, None],
            [None, None, None, None, None],
            [1003, 0.1, None, None, None],
        ]})
    )  # fmt: skip
    (table,) = workbook_tables(path, nothing)
    assert (table.file, table.title) == ("Deals.xlsx", "deals")
    assert list(table.rows()) == [
        {"id": "1001", "amount": "12.5", "won": "true", "note": "é & <b>", "zip": "01234"},
        {"id": "1002", "amount": None, "won": "false", "note": "7", "zip": None},
        {"id": "1003", "amount": "0.1", "won": None, "note": None, "zip": None},
    ]


def test_dates_are_iso_days_and_times_of_day_are_kept_where_a_column_has_them(tmp_path, workbook):
    path = tmp_path / "deals.xlsx"
    rows = [
        ["day", "at"],
        [date(2024, 1, 5), datetime(2024, 1, 5, 10, 30)],
        [date(2024, 2, 29), datetime(2024, 1, 6)],
        ["soon", None],
    ]
    path.write_bytes(workbook({"S": rows}))
    assert list(workbook_tables(path, nothing)[0].rows()) == [
        {"day": "2024-01-05", "at": "2024-01-05T10:30:00"},
        {"day": "2024-02-29", "at": "2024-01-06T00:00:00"},
        {"day": "soon", "at": None},
    ]


def test_the_wanted_sheets_are_read_else_the_first(tmp_path, workbook):
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook({"Cover": [["a"], [1]], "Accounts": [["b"], [2]], "Products": [["c"], [3]]}))
    wanted = workbook_tables(path, lambda sheet: sheet in ("accounts", "products"))
    assert [(t.file, t.title, t.columns) for t in wanted] == [
        ("book.xlsx, sheet Accounts", "accounts", ("b",)),
        ("book.xlsx, sheet Products", "products", ("c",)),
    ]
    assert [(t.title, t.columns) for t in workbook_tables(path, nothing)] == [("book", ("a",))]


def test_nameless_columns_follow_the_same_rule_as_in_csv(tmp_path, workbook):
    path = tmp_path / "deals.xlsx"
    path.write_bytes(workbook({"S": [["", " id ", ""], [0, 7, ""], [1, 8, None]]}))
    assert workbook_tables(path, nothing)[0].columns == ("column_1", "id")


def test_a_zipped_workbook_is_read(tmp_path, workbook):
    path = tmp_path / "deals.xlsx.gz"
    path.write_bytes(gzip.compress(workbook({"S": [["id"], [1]]})))
    assert list(workbook_tables(path, nothing)[0].rows()) == [{"id": "1"}]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"id,name\n1,Ada\n", "not an XLSX workbook"),
        (b"PK\x03\x04 cut short", "not an XLSX workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "protected by a password"),
    ],
)
def test_what_is_no_workbook_says_why(tmp_path, content, reason):
    path = tmp_path / "deals.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        workbook_tables(path, nothing)
    assert caught.value.file == "deals.xlsx"
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "the sheet is empty"),
        ([["id", "name"]], "a header but no row"),
        ([["id", "id"], [1, 2]], "two columns are called 'id'"),
    ],
)
def test_a_sheet_without_a_table_says_so(tmp_path, workbook, rows, reason):
    path = tmp_path / "deals.xlsx"
    path.write_bytes(workbook({"S": rows}))
    with pytest.raises(UnreadableFile) as caught:
        workbook_tables(path, nothing)
    assert reason in caught.value.reason


def test_a_workbook_that_unpacks_to_more_than_memory_holds_is_refused_unread(tmp_path, monkeypatch, workbook):
    path = tmp_path / "deals.xlsx"
    path.write_bytes(workbook({"Deals": [["id"], [1]]}))
    monkeypatch.setattr("data.sources._spreadsheets.MOST_UNPACKED", 100)
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        workbook_tables(path, nothing)
