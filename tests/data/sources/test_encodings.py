import gzip
from pathlib import Path

import pytest

from data.sources._encodings import encoding_of, likely_encoding
from errors import UnreadableFile


def written(folder: Path, content: bytes, name: str = "deals.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"id,city\n1,Paris\n", "utf-8"),
        ("id,city\n1,Orléans\n".encode(), "utf-8"),
        (b"\xef\xbb\xbfid,city\n1,Paris\n", "utf-8-sig"),
        ("id,city\n1,Orléans\n".encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + "id,city\n1,Orléans\n".encode("utf-16-be"), "utf-16"),
        ("id,city\n1,Orléans\n".encode("utf-16-le"), "utf-16-le"),
        ("id,city\n1,Orléans\n".encode("utf-16-be"), "utf-16-be"),
        (b"id;ville;prix\n1;Orl\xe9ans;5 \x80\n", "cp1252"),
        (b"id;name\n1;CAF\xc9\xa0\xbb\n2;\xe9t\xe9\n", "cp1252"),
    ],
)
def test_the_encoding_is_found_out_from_the_bytes(tmp_path, content, encoding):
    assert encoding_of(written(tmp_path, content)) == encoding


def test_the_encoding_of_a_zipped_file_is_that_of_its_content(tmp_path):
    assert encoding_of(written(tmp_path, gzip.compress(b"id\n\xe9\n"), "deals.csv.gz")) == "cp1252"


@pytest.mark.parametrize(
    ("content", "line", "byte"),
    [
        (b"id,name\n1,a\n2,\x81\n", 3, "0x81"),  # undefined in Windows-1252, no UTF-8 either
        ("id,name\n1,Renée\n2,José\n3,Zoé".encode() + b"\n4,Ren\xe9\n", 5, "0xe9"),  # one broken byte in UTF-8
        (b"\xef\xbb\xbfid,name\n1,Ren\xe9e\n", 2, "0xe9"),  # says that it is UTF-8
        (b"id,name\n1,\xff\xfe\x41\n", 2, "0xff"),  # the mark of another file in the middle
        (b"id,name\r1,a\r2,\x8d\r", 3, "0x8d"),  # old Mac line ends
    ],
)
def test_an_undecodable_byte_is_named_with_its_line(tmp_path, content, line, byte):
    with pytest.raises(UnreadableFile) as caught:
        encoding_of(written(tmp_path, content))
    assert caught.value.line == line
    assert byte in caught.value.reason
    assert caught.value.hint


def test_the_line_of_a_byte_far_into_the_file_is_counted_across_blocks(tmp_path):
    many = b"1,abcdefg\n" * 200_000
    with pytest.raises(UnreadableFile) as caught:
        encoding_of(written(tmp_path, b"id,name\n" + many + b"2,\x90\n"))
    assert caught.value.line == 200_002


def test_binary_content_is_not_taken_for_text(tmp_path):
    with pytest.raises(UnreadableFile, match="line 2: holds a zero byte"):
        encoding_of(written(tmp_path, b"id,name\n1,abcdefghijklmnop\x00qrstuvwxyz\n"))


def test_an_empty_file_is_said_to_be_empty(tmp_path):
    with pytest.raises(UnreadableFile, match=r"deals\.csv: the file is empty"):
        encoding_of(written(tmp_path, b" \n"))


def test_zeros_alone_are_no_text(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"\0" * 4096)
    with pytest.raises(UnreadableFile, match="line 1: holds a zero byte"):
        encoding_of(tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [("é".encode("cp1252"), "cp1252"), ("é".encode(), "utf-8"), ("id,é".encode("utf-16-le"), "utf-16-le")],
)
def test_the_start_of_a_file_tells_its_likely_encoding(tmp_path, content, encoding):
    (tmp_path / "x.csv").write_bytes(content)
    assert likely_encoding(tmp_path / "x.csv") == encoding
