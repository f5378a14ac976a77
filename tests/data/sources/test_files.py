import gzip
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.mapping import KindSpec
from data.sources._base import Page, SourceConfig, get
from errors import BadInput, UnreadableFile

KINDS = {
    "deals": KindSpec(files=("*deals*",), fields=("id", "amount")),
    "accounts": KindSpec(files=("*accounts*",), fields=("account",)),
    "dictionary": KindSpec(files=("*dictionary*",), ignore=True),
}


def read(path: Path, kinds: dict[str, KindSpec] = KINDS) -> list[Page]:
    return list(get("files").pages(SourceConfig("here", {"path": str(path)}, kinds), None))


def test_how_much_has_been_read_is_told_from_nothing_to_all(tmp_path):
    write(tmp_path, deals__csv="id,amount\n" + "1,10\n" * 30_000, accounts__csv="account\nAcme\n")
    told = []
    config = SourceConfig("here", {"path": str(tmp_path)}, KINDS, lambda share, message: told.append((share, message)))
    list(get("files").pages(config, None))
    shares, messages = zip(*told, strict=True)
    assert list(shares) == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert messages[0] == "Checking accounts.csv"
    assert messages[2:] == ("20,000 of 30,001 rows read", "30,000 of 30,001 rows read", "30,001 of 30,001 rows read")


def records(pages: list[Page]) -> list[tuple[str, dict]]:
    return [(record.kind, record.payload) for page in pages for record in page.records]


def write(folder: Path, **files: str | bytes) -> None:
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_a_single_file_is_read(tmp_path):
    write(tmp_path, deals__csv="id,amount\n1,10\n2,20\n")
    (page,) = read(tmp_path / "deals.csv")
    assert [(r.kind, r.external_id, r.payload, r.modified_at) for r in page.records] == [
        ("deals", None, {"id": "1", "amount": "10"}, None),
        ("deals", None, {"id": "2", "amount": "20"}, None),
    ]
    assert (page.complete, page.problems, page.deleted, page.cursor) == (True, (), (), None)


def test_a_folder_gives_its_files_kind_by_kind_in_the_order_of_the_mapping(tmp_path, workbook):
    content = BytesIO()
    pq.write_table(pa.table({"id": [4], "amount": [40.0]}), content)
    write(
        tmp_path,
        accounts__csv="account\nAcme\n",
        deals_1__csv__gz=gzip.compress(b"id;amount\n1;10\n"),
        deals_2__tsv="id\tamount\n2\t20\n",
        deals_3__xlsx=workbook({"S": [["id", "amount"], [3, 30]]}),
        deals_4__parquet=content.getvalue(),
    )
    pages = read(tmp_path)
    assert records(pages) == [
        ("deals", {"id": "1", "amount": "10"}),
        ("deals", {"id": "2", "amount": "20"}),
        ("deals", {"id": "3", "amount": "30"}),
        ("deals", {"id": 4, "amount": 40.0}),
        ("accounts", {"account": "Acme"}),
    ]
    assert [page.complete for page in pages] == [True, True]


def test_sheets_named_after_kinds_are_read_as_those_kinds(tmp_path, workbook):
    sheets = {"Cover": [["x"], ["y"]], "Deals": [["id", "amount"], [1, 10]], "Accounts 2024": [["account"], ["Acme"]]}
    write(tmp_path, export__xlsx=workbook(sheets))
    assert records(read(tmp_path / "export.xlsx")) == [
        ("deals", {"id": "1", "amount": "10"}),
        ("accounts", {"account": "Acme"}),
    ]


def test_what_is_no_data_or_is_left_out_by_the_mapping_is_passed_over_in_silence(tmp_path):
    write(
        tmp_path,
        deals__csv="id,amount\n1,10\n",
        deals__json="{}",
        contacts__vcf="BEGIN:VCARD",
        README__txt="read me",
        README__md="# read me",
        __hidden__csv="x",
        dictionary__csv=b"\x00",
    )
    (tmp_path / "deals_old.csv").mkdir()
    (page,) = read(tmp_path)
    assert len(page.records) == 1
    assert (page.complete, page.problems) == (True, ())


def test_an_unreadable_file_is_reported_and_the_others_load(tmp_path):
    write(
        tmp_path, accounts__csv="account\nAcme\n", deals_1__csv="id,amount\n1,10\n2\n", deals_2__csv="id,amount\n3,30\n"
    )
    pages = read(tmp_path)
    (problem,) = pages[0].problems
    assert (problem.file, problem.line) == ("deals_1.csv", 3)
    assert records(pages) == [("deals", {"id": "3", "amount": "30"}), ("accounts", {"account": "Acme"})]


def test_a_delivery_with_an_unreadable_file_is_never_called_complete(tmp_path):
    write(tmp_path, accounts__csv="account\nAcme\n", deals__csv="")
    assert not any(page.complete for page in read(tmp_path))


def test_long_files_come_in_pages_of_which_the_last_completes(tmp_path):
    write(tmp_path, deals__csv="id,amount\n" + "".join(f"{i},1\n" for i in range(40_000)))
    pages = read(tmp_path)
    assert [(len(page.records), page.complete) for page in pages] == [(20_000, False), (20_000, True)]
    assert pages[1].records[-1].payload == {"id": "39999", "amount": "1"}


def test_extra_columns_are_kept(tmp_path):
    write(tmp_path, deals__csv="id,amount,colour\n1,10,red\n")
    assert records(read(tmp_path)) == [("deals", {"id": "1", "amount": "10", "colour": "red"})]


def test_a_renamed_file_is_known_by_its_columns(tmp_path):
    write(tmp_path, export__csv="id,amount\n1,10\n")
    assert records(read(tmp_path / "export.csv")) == [("deals", {"id": "1", "amount": "10"})]


def test_an_origin_without_a_path_says_so():
    with pytest.raises(BadInput, match="here has no path to read from"):
        list(get("files").pages(SourceConfig("here", {}, KINDS), None))


@pytest.mark.parametrize("name", ["none.csv", "none"])
def test_a_path_that_does_not_exist_says_so(tmp_path, name):
    with pytest.raises(UnreadableFile, match="there is no such file or folder"):
        read(tmp_path / name)


def test_a_file_of_another_form_says_which_forms_are_read(tmp_path):
    write(tmp_path, deals__pdf=b"%PDF-1.7")
    with pytest.raises(UnreadableFile, match=r"'\.pdf' files are not read") as caught:
        read(tmp_path / "deals.pdf")
    assert ".csv, .tsv, .txt, .xlsx, .parquet" in caught.value.hint


def test_a_single_file_that_cannot_be_read_is_the_error_itself(tmp_path):
    write(tmp_path, deals__csv="id,amount\n1\n")
    with pytest.raises(UnreadableFile, match=r"deals\.csv, line 2"):
        read(tmp_path)


def test_a_folder_without_data_files_lists_what_it_holds_and_what_is_expected(tmp_path):
    write(tmp_path, photo__jpg=b"", notes__md="")
    with pytest.raises(BadInput) as caught:
        read(tmp_path)
    assert "Found: notes.md, photo.jpg." in caught.value.message
    assert "*deals* (deals), *accounts* (accounts)" in caught.value.hint


def test_a_folder_of_something_else_lists_why_each_file_does_not_fit(tmp_path):
    write(tmp_path, songs__csv="artist,title\na,b\n", films__csv="director,year\nc,1999\n")
    with pytest.raises(BadInput) as caught:
        read(tmp_path)
    assert "films.csv: neither its name nor its columns" in caught.value.message
    assert "songs.csv: neither its name nor its columns" in caught.value.message
    assert "*deals* (deals)" in caught.value.hint


def test_a_folder_of_which_all_is_left_out_says_so(tmp_path):
    write(tmp_path, dictionary__csv="a\n1\n")
    with pytest.raises(BadInput, match="only files that the mapping leaves out"):
        read(tmp_path)
