import gzip
from pathlib import Path

import pytest

from data.sources._text_files import text_columns, text_table
from errors import UnreadableFile


def table(folder: Path, content: bytes | str, name: str = "deals.csv"):
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return text_table(path)


def rows(folder: Path, content: bytes | str, name: str = "deals.csv") -> list[dict]:
    return list(table(folder, content, name).rows())


def fault(folder: Path, content: bytes | str, name: str = "deals.csv") -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        table(folder, content, name)
    return caught.value


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(tmp_path, delimiter):
    content = delimiter.join(["id", "name", "amount"]) + "\n" + delimiter.join(["7", "Ada", "12"]) + "\n"
    assert rows(tmp_path, content) == [{"id": "7", "name": "Ada", "amount": "12"}]


def test_decimal_commas_do_not_make_the_comma_the_delimiter(tmp_path):
    assert rows(tmp_path, "id;net, EUR;tax, EUR\n1;10,50;2,10\n2;20,00;4,00\n")[1] == {
        "id": "2", "net, EUR": "20,00", "tax, EUR": "4,00",
    }  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_are_read(tmp_path, end):
    assert rows(tmp_path, end.join(["id,name", "1,Ada", "2,Bob", ""])) == [
        {"id": "1", "name": "Ada"},
        {"id": "2", "name": "Bob"},
    ]


def test_values_stay_text_as_received(tmp_path):
    assert rows(tmp_path, "id,zip,note,amount\n007,01234,  spaced ,1e309\n") == [
        {"id": "007", "zip": "01234", "note": "  spaced ", "amount": "1e309"}
    ]


def test_a_quoted_value_may_hold_delimiters_quotes_and_line_ends(tmp_path):
    assert rows(tmp_path, 'id,note\n1,"a, ""b""\r\nc"\n2,d\n') == [
        {"id": "1", "note": 'a, "b"\r\nc'},
        {"id": "2", "note": "d"},
    ]


@pytest.mark.parametrize(
    ("content", "city"),
    [
        (b"\xef\xbb\xbfid;city\r\n1;Orl\xc3\xa9ans\r\n", "Orléans"),
        (b"id;city\n1;Orl\xe9ans\n", "Orléans"),
        ("id;city\n1;Orléans\n".encode("utf-16"), "Orléans"),
    ],
)
def test_accents_survive_every_encoding(tmp_path, content, city):
    assert rows(tmp_path, content) == [{"id": "1", "city": city}]


def test_a_zipped_file_is_read_like_the_plain_one(tmp_path):
    read = table(tmp_path, gzip.compress(b"id,name\n1,Ada\n"), "Deals.CSV.gz")
    assert (read.file, read.title, read.columns) == ("Deals.CSV.gz", "deals", ("id", "name"))
    assert list(read.rows()) == [{"id": "1", "name": "Ada"}]


def test_header_cells_lose_their_spaces_and_byte_order_mark(tmp_path):
    assert table(tmp_path, b'\xef\xbb\xbf\xef\xbb\xbfid; name \xc2\xa0;"x"\n1;2;3\n').columns == ("id", "name", "x")


def test_empty_trailing_columns_are_left_out(tmp_path):
    assert rows(tmp_path, "id;name;;;\r\n1;Ada;;;\r\n2;Bob;;;\r\n") == [
        {"id": "1", "name": "Ada"},
        {"id": "2", "name": "Bob"},
    ]


def test_a_nameless_column_with_values_is_named_after_its_place(tmp_path):
    assert rows(tmp_path, ",id,,name,\n0,7,,Ada,\n1,8,,Bob,x\n") == [
        {"column_1": "0", "id": "7", "name": "Ada", "column_5": ""},
        {"column_1": "1", "id": "8", "name": "Bob", "column_5": "x"},
    ]


def test_blank_lines_are_no_rows(tmp_path):
    assert rows(tmp_path, "\nid,name\n\n1,Ada\n,\n\n") == [{"id": "1", "name": "Ada"}]


def test_trailing_empty_fields_may_be_missing_or_too_many(tmp_path):
    assert rows(tmp_path, "id,name,\n1,Ada\n2,Bob,,,\n") == [{"id": "1", "name": "Ada"}, {"id": "2", "name": "Bob"}]


def test_a_table_of_one_column_is_read(tmp_path):
    assert rows(tmp_path, "id\n1\n2\n", "ids.txt") == [{"id": "1"}, {"id": "2"}]


def test_rows_can_be_read_again(tmp_path):
    read = table(tmp_path, "id,name\n1,Ada\n")
    assert list(read.rows()) == list(read.rows())


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("id,name\n1,Ada\n2,Bob,3\n", 3, "3 fields where the header has 2"),
        ("id,name,city\n1,Ada,Rome\n2,Bob\n", 3, "2 fields where the header has 3"),
        ('id,name\n1,"a\nb"\n\n2\n', 5, "1 fields where the header has 2"),
        ('id,name\n1,Ada\n2,"Bob\n3,Cy\n', 3, "never closed"),
        ('id,name\n1,"Ada" x\n', 2, "closing quote is followed by more text"),
        ("id,name,id\n1,2,3\n", 1, "two columns are called 'id'"),
    ],
)
def test_a_fault_names_the_line_and_the_reason(tmp_path, content, line, reason):
    found = fault(tmp_path, content)
    assert (found.file, found.line) == ("deals.csv", line)
    assert reason in found.reason
    assert found.hint


def test_a_quote_never_closed_in_a_long_file_is_named_where_it_opens(tmp_path):
    found = fault(tmp_path, 'id,name\n1,Ada\n2,"Bob\n' + "3,Cy\n" * 50_000)
    assert found.line == 3
    assert "not closed" in found.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"\n\r\n", "the file is empty"),
        (b"id,name\n", "a header but no row"),
        (b"id,name\n,\n", "a header but no row"),
    ],
)
def test_a_file_without_rows_says_so(tmp_path, content, reason):
    assert reason in fault(tmp_path, content).reason


CUT_SHORT = gzip.compress(b"id,name\n1,Ada\n", mtime=0)[:-9]  # of no time: processes must agree on the tests' names


@pytest.mark.parametrize("content", [b"id,name\n1,Ada\n", CUT_SHORT])
def test_a_damaged_gzip_says_so(tmp_path, content):
    found = fault(tmp_path, content, "deals.csv.gz")
    assert "gzip is damaged or cut short" in found.reason


def test_a_line_without_an_end_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("data.sources._text_files.LONGEST", 1000)
    with pytest.raises(UnreadableFile, match="line 3: the line goes on"):
        table(tmp_path, "a,b\n" + "1," + "x" * 997 + "\n" + "2,y," * 300)


def test_the_columns_are_known_from_the_first_lines(tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text("id;;note\n" + "1;x;y\n" * 300 + '2;"never closed', "utf-8")
    assert text_columns(path) == ("id", "column_2", "note")
