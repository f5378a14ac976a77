"""CSV of an exhibit, byte for byte and read back."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pandas as pd
import pytest

from exports.comma_separated import comma_separated
from i18n import set_language
from metrics.sales import WON_REVENUE
from pages.exhibit import Exhibit
from tests.exports.conftest import Exporting


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_headings_carry_units_and_figures_are_unformatted(exporting: Exporting, sectors: Exhibit) -> None:
    assert read(comma_separated(exporting(sectors))) == [
        ["Sector", "Won revenue (EUR)", "Won revenue: n", "Win rate (fraction)", "Win rate: n",
         "Win rate, at least (95 %) (fraction)", "Win rate, at most (95 %) (fraction)"],
        ["retail", "1235.6", "3", "0.75", "4", "0.3", "0.95"],
        ["'=1+1", "0", "0", "", "0", "", ""],
        ["not known", "", "0", "", "0", "", ""],
    ]  # fmt: skip


def test_days_are_iso_and_a_columns_own_unit_is_in_its_heading(exporting: Exporting, months: Exhibit) -> None:
    content = comma_separated(exporting(months))
    assert content == (
        b"\xef\xbb\xbfMonth,Won revenue (EUR),Year before (EUR)\r\n2017-01-01,1000,\r\n2017-02-01,0.3,2000\r\n"
    )


def of(values: list[object], dtype: object = object) -> Exhibit:
    frame = pd.DataFrame({"what": pd.Series(values, dtype=dtype)})
    return Exhibit("x", "X", frame, (WON_REVENUE,), labels={"what": "What"})


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://a")'])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(exporting: Exporting, text: str) -> None:
    assert read(comma_separated(exporting(of([text]))))[1] == [f"'{text}"]


def test_numbers_below_zero_stay_numbers(exporting: Exporting) -> None:
    assert read(comma_separated(exporting(of([-1.5, -2]))))[1:] == [["-1.5"], ["-2"]]


@pytest.mark.parametrize("text", ['say "no"', "a,b", "two\nlines", "café", "x = y"])
def test_any_text_comes_back_as_it_was(exporting: Exporting, text: str) -> None:
    assert read(comma_separated(exporting(of([text]))))[1] == [text]


def test_moments_days_and_answers_are_told_apart(exporting: Exporting) -> None:
    assert read(comma_separated(exporting(of([datetime(2017, 3, 1, 14, 5), None]))))[1] == ["2017-03-01 14:05:00"]
    assert read(comma_separated(exporting(of([datetime(2017, 3, 1, 14, 5, tzinfo=UTC)]))))[1] == [
        "2017-03-01 14:05:00+00:00"
    ]
    assert read(comma_separated(exporting(of([date(2017, 3, 1)]))))[1] == ["2017-03-01"]
    assert read(comma_separated(exporting(of([True, False]))))[1:] == [["yes"], ["no"]]


def test_an_exhibit_without_rows_has_its_headings(exporting: Exporting, sectors: Exhibit) -> None:
    empty = Exhibit("x", "X", sectors.frame.iloc[:0], sectors.metrics)
    assert len(read(comma_separated(exporting(empty)))) == 1


def test_a_dimension_that_a_mapping_brought_has_its_label(exporting: Exporting) -> None:
    exhibit = Exhibit("x", "X", pd.DataFrame({"channel": ["web"], "won_revenue": [1.0]}), (WON_REVENUE,))
    assert read(comma_separated(exporting(exhibit)))[0] == ["Channel", "Won revenue (EUR)"]


def test_figures_do_not_depend_on_the_readers_language(exporting: Exporting, months: Exhibit) -> None:
    english = read(comma_separated(exporting(months)))
    set_language("en-GB")
    try:
        assert read(comma_separated(exporting(months)))[1:] == english[1:]
    finally:
        set_language("en")
