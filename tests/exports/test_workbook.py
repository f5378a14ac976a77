"""The workbook of a page, read back as a spreadsheet would."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import fastexcel
import pandas as pd
import polars as pl

from exports.workbook import workbook
from metrics.sales import WIN_RATE, WON_REVENUE
from pages.exhibit import Exhibit
from tests.exports.conftest import Exporting

Cells = list[list[object]]


def cells(content: bytes, sheet: str) -> Cells:
    """All cells of a sheet from its first row on; empty ones are None."""
    table = fastexcel.read_excel(content).load_sheet(sheet, header_row=None, skip_rows=0).to_polars()
    return [list(row) for row in table.rows()]


def table(content: bytes, sheet: str, headings_at: int) -> pl.DataFrame:
    return fastexcel.read_excel(content).load_sheet(sheet, header_row=headings_at).to_polars()


def part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(BytesIO(content)).read(name).decode()


def test_there_is_a_sheet_for_each_exhibit_after_the_cover(
    exporting: Exporting, sectors: Exhibit, months: Exhibit
) -> None:
    content = workbook(exporting(sectors, months))
    assert fastexcel.read_excel(content).sheet_names == ["About", "Win rate by sector", "Won revenue by month"]


def test_a_sheet_has_its_words_and_then_the_figures_as_numbers(exporting: Exporting, sectors: Exhibit) -> None:
    content = workbook(exporting(sectors))
    words = cells(content, "Win rate by sector")
    assert [row[0] for row in words[:4]] == ["Win rate by sector", "2017", "A note.", None]
    figures = table(content, "Win rate by sector", headings_at=4)
    assert figures.columns == [
        "Sector", "Won revenue", "Won revenue: n", "Win rate", "Win rate: n", "Win rate, at least (95 %)",
        "Win rate, at most (95 %)",
    ]  # fmt: skip
    assert figures.rows() == [
        ("retail", 1235.6, 3, 0.75, 4, 0.3, 0.95),
        ("=1+1", 0.0, 0, None, 0, None, None),
        ("not known", None, 0, None, 0, None, None),
    ]


def test_months_are_dates_and_formats_follow_the_units(exporting: Exporting, months: Exhibit, sectors: Exhibit) -> None:
    content = workbook(exporting(months, sectors))
    figures = table(content, "Won revenue by month", headings_at=2)
    assert [str(moment)[:10] for moment in figures["Month"]] == ["2017-01-01", "2017-02-01"]
    codes = re.findall(r'formatCode="([^"]+)"', part(content, "xl/styles.xml"))
    assert {"mmm yyyy", "[$€]#,##0", "0.0%"} <= set(codes)


def test_nothing_is_a_formula_or_a_link_whatever_it_says(exporting: Exporting) -> None:
    texts = ["=1+1", "+1", "-1", "@x", "=cmd|' /C calc'!A0", "http://elsewhere.example", "'", "", "1e5", "a\x00b"]
    frame = pd.DataFrame({"what": pd.Series(texts, dtype=object)})
    content = workbook(exporting(Exhibit("x", "=Title", frame, (), labels={"what": "=What"}, note="=note")))
    sheet = part(content, "xl/worksheets/sheet2.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    shown = cells(content, "=Title")
    assert [row[0] for row in shown[:9]] == ["=Title", "=note", None, "=What", *texts[:5]]


def test_the_headings_stay_in_sight_and_filter_the_table(exporting: Exporting, months: Exhibit) -> None:
    sheet = part(workbook(exporting(months)), "xl/worksheets/sheet2.xml")
    assert '<pane ySplit="3" topLeftCell="A4"' in sheet
    assert '<autoFilter ref="A3:C5"/>' in sheet


def test_the_cover_says_of_what_and_when_the_figures_are(exporting: Exporting, sectors: Exhibit) -> None:
    content = workbook(exporting(sectors, query={"sector": ["retail"], "period": "last_year"}))
    cover = cells(content, "About")
    said = {row[0]: row[1] for row in cover if row[0] and row[1]}
    assert cover[0][0] == "Fairlead: Sales"
    assert said["Snapshot"] == "20180102T063000-abc123"
    assert said["Data of crm up to"] == "Dec 31, 2017"
    assert said["Data of shop up to"] == "Oct 31, 2017"
    assert str(said["Data published"]).startswith("Jan 2, 2018, 6:30:00")
    assert said["Page"] == "http://localhost/sales?sector=retail"
    assert said["Sector"] == "retail"
    assert said["Period"] == "Last year (Jan 1, 2016 – Dec 31, 2016)"
    assert "A note." in [row[0] for row in cover]
    definitions = {row[0]: (row[1], row[2]) for row in cover if row[2]}
    assert definitions["Won revenue"][0] == "EUR"
    assert definitions["Win rate"] == ("per cent", WIN_RATE.about)
    assert "n" in definitions


def test_what_has_more_rows_than_a_sheet_is_cut_and_says_so(exporting: Exporting) -> None:
    frame = pd.DataFrame({"sector": [f"s{i}" for i in range(20)], "won_revenue": [float(i) for i in range(20)]})
    content = workbook(exporting(Exhibit("x", "Many", frame, (WON_REVENUE,))), most_rows=10)
    shown = cells(content, "Many")
    assert len(shown) == 10
    assert shown[1][0] == "Only the first 6 of 20 rows: a sheet has no room for more."
    assert shown[-1][:2] == ["s5", "5"]


def test_an_exhibit_without_rows_says_so(exporting: Exporting, sectors: Exhibit) -> None:
    content = workbook(exporting(Exhibit("x", "None", sectors.frame.iloc[:0], sectors.metrics)))
    shown = cells(content, "None")
    assert shown[1][0] == "There is nothing here with these filters."
    assert shown[3][0] == "Sector"


def test_instants_are_written_in_the_companys_zone(exporting: Exporting) -> None:
    moments = pd.to_datetime(["2018-01-02T06:30:00Z", None]).tz_convert("America/New_York")
    exhibit = Exhibit("x", "When", pd.DataFrame({"at": moments}), (), labels={"at": "At"})
    assert str(table(workbook(exporting(exhibit)), "When", headings_at=2)["At"][0]) == "2018-01-02 06:30:00"


def test_a_long_list_of_values_is_cut_to_what_a_cell_holds(exporting: Exporting, sectors: Exhibit) -> None:
    names = [f"a sector with a long name {i:05}" for i in range(2000)]
    export = replace(exporting(sectors, query={"sector": names}), address="http://localhost/" + "x" * 3000)
    said = {row[0]: row[1] for row in cells(workbook(export), "About")}
    assert len(str(said["Sector"])) == 32_767
    assert said["Page"] == export.address
