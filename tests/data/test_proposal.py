import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from xlsxwriter import Workbook

from data.proposal import Proposals, missing_text, proposal_lines, propose_mappings
from errors import UnreadableFile
from tests.maven_files import write_company

OWN = """
title = "Our tickets"
[kinds.tickets]
files = ["*tickets*"]
fields = ["ticket", "state", "value"]
optional = ["owner"]
key = ["ticket"]
[[tables.opportunities]]
from = "tickets"
status = "state"
amount = "value"
"""


def propose(folder: Path, **files: str | bytes) -> Proposals:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return propose_mappings(folder)


def names(found: Proposals) -> list[tuple[str, bool]]:
    return [(proposal.mapping, proposal.fits) for proposal in found.proposals]


def test_the_mapping_that_knows_all_files_comes_first(var: Path, tmp_path: Path) -> None:
    found = propose_mappings(write_company(tmp_path / "files"))
    best = found.proposals[0]
    assert (best.mapping, best.fits, best.found, best.expected) == ("maven", True, 20, 21)
    assert best.kinds == {
        "accounts.csv": "accounts", "products.csv": "products", "sales_pipeline.csv": "sales_pipeline",
        "sales_teams.csv": "sales_teams",
    }  # fmt: skip
    assert (best.missing, best.unused, best.absent, best.unfit) == ({}, [], [], [])
    assert all(not proposal.fits for proposal in found.proposals[1:])
    assert found.files == ["accounts.csv", "products.csv", "sales_pipeline.csv", "sales_teams.csv"]


def test_a_single_file_fits_and_what_else_the_mapping_knows_is_named(var: Path, tmp_path: Path) -> None:
    found = propose(tmp_path / "f", reps__csv="sales_agent,manager,regional_office,phone\nAda,Mia,West,1\n")
    best = found.proposals[0]
    assert (best.mapping, best.fits, best.kinds) == ("maven", True, {"reps.csv": "sales_teams"})
    assert best.unused == ["phone"]
    assert best.absent == ["accounts", "products", "sales_pipeline"]


def test_missing_columns_are_named_with_the_nearest_one(var: Path, tmp_path: Path) -> None:
    found = propose(tmp_path / "f", deals__csv="ID,Status,amount,account\n1,Won,5,Acme\n")
    best = next(proposal for proposal in found.proposals if proposal.mapping == "simple")
    assert (best.fits, best.unfit, best.missing) == (False, ["deals.csv"], {"deals.csv": {"status": "Status"}})
    assert (best.found, best.expected, best.unused) == (2, 24, ["ID", "Status"])
    assert missing_text("deals.csv", {"status": "Status"}) == "deals.csv lacks the column status (found: Status)"
    assert missing_text("d.csv", {"a": "", "b": ""}) == "d.csv lacks the columns a, b"


def test_of_two_that_fit_the_one_that_knows_more_of_the_columns_comes_first(var: Path, tmp_path: Path) -> None:
    (var / "mappings").mkdir(parents=True)
    (var / "mappings" / "own.toml").write_text(OWN.replace("state", "status").replace('"value"]', '"value", "status"]'))
    text = "ticket,status,value,owner\n1,won,5,Ann\n"
    assert names(propose(tmp_path / "f", export__csv=text))[:2] == [("own", True), ("simple", True)]


def test_a_mapping_of_the_users_own_is_proposed_and_a_broken_one_is_named(var: Path, tmp_path: Path) -> None:
    (var / "mappings").mkdir(parents=True)
    (var / "mappings" / "own.toml").write_text(OWN)
    (var / "mappings" / "broken.toml").write_text("title = ")
    found = propose(tmp_path / "f", tickets__csv="ticket;state;value\n1;won;5\n")
    assert names(found)[0] == ("own", True)
    assert [problem for problem in found.problems if "broken is not valid TOML" in problem]


def test_a_workbooks_sheets_are_matched_by_their_names_else_its_first_one(var: Path, tmp_path: Path) -> None:
    path = tmp_path / "crm.xlsx"
    with Workbook(path) as book:
        sheets = {
            "Cover": ["hello"], "Products": ["product", "series", "sales_price"],
            "Sales_Teams": ["sales_agent", "manager", "regional_office"], "Empty": [],
        }  # fmt: skip
        for name, header in sheets.items():
            sheet = book.add_worksheet(name)
            for column, text in enumerate(header):
                sheet.write(0, column, text)
                sheet.write(1, column, "x")
    best = propose_mappings(path).proposals[0]
    assert (best.mapping, best.fits) == ("maven", True)
    assert best.kinds == {"crm.xlsx, Products": "products", "crm.xlsx, Sales_Teams": "sales_teams"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_the_header_is_read_whatever_the_encoding_compressed_or_not(var: Path, tmp_path: Path, encoding: str) -> None:
    text = "id;status;naïve\n1;Won;é\n".encode(encoding)
    found = propose(tmp_path / "f", deals__csv__gz=gzip.compress(text))
    best = found.proposals[0]
    assert (best.mapping, best.fits, best.unused) == ("simple", True, ["naïve"])


def test_parquet_is_matched_by_its_schema(var: Path, tmp_path: Path) -> None:
    pq.write_table(pa.table({"status": ["Won"], "amount": [1.0]}), tmp_path / "deals.parquet")
    assert names(propose_mappings(tmp_path / "deals.parquet"))[0] == ("simple", True)


def test_columns_that_are_matched_by_a_pattern_count(var: Path, tmp_path: Path) -> None:
    found = propose(tmp_path / "f", financials__csv=",2018_q1,2018_q2\nRevenue,1,2\n")
    best = found.proposals[0]
    assert (best.mapping, best.fits, best.found, best.unused) == ("revops", True, 3, [])


def test_files_that_cannot_be_read_are_named_and_the_others_matched(var: Path, tmp_path: Path) -> None:
    found = propose(
        tmp_path / "f", deals__csv="status\nWon\n", photo__csv=b"\x89PNG\x00\x01", empty__csv="", notes__pdf="%PDF"
    )
    assert names(found)[0] == ("simple", True)
    assert found.files == ["deals.csv", "empty.csv", "photo.csv"]
    assert len(found.problems) == 2
    assert "photo.csv, line 1: holds a zero byte, so it is not text." in found.problems[1]


def test_where_nothing_is_known_nothing_is_proposed(var: Path, tmp_path: Path) -> None:
    found = propose(tmp_path / "f", x__csv="foo,bar\n1,2\n")
    assert found.proposals == []
    assert list(proposal_lines(found)) == ["No mapping knows these columns."]
    with pytest.raises(UnreadableFile, match="no such file"):
        propose_mappings(tmp_path / "nowhere.csv")


def test_the_proposals_read_as_lines(var: Path, tmp_path: Path) -> None:
    lines = list(proposal_lines(propose(tmp_path / "f", deals__csv="status,account\nWon,Acme\n")))
    assert lines[0].split() == ["simple", "fits:", "2", "of", "24", "columns", "found"]
    assert any(line.startswith("  deals.csv lacks the columns") for line in lines)
