"""Names of sheets: valid for Excel, and no two alike."""

from exports.sheet_names import sheet_names


def test_a_title_that_fits_is_the_name() -> None:
    assert sheet_names(["About", "Win rate"]) == ["About", "Win rate"]


def test_characters_that_excel_forbids_are_left_out() -> None:
    assert sheet_names(["Won [2017]: a/b\\c * what?"]) == ["Won 2017 a b c what"]


def test_long_titles_that_begin_alike_are_told_apart() -> None:
    names = sheet_names(["Won revenue by month and by category"] * 12)
    assert names[:2] == ["Won revenue by month and by cat", "Won revenue by month and by c 2"]
    assert names[11] == "Won revenue by month and by 12"
    assert len({name.casefold() for name in names}) == 12
    assert max(map(len, names)) == 31


def test_names_that_differ_in_case_only_are_alike_to_excel() -> None:
    assert sheet_names(["Deals", "DEALS"]) == ["Deals", "DEALS 2"]


def test_no_name_begins_or_ends_with_an_apostrophe_is_empty_or_reserved() -> None:
    assert sheet_names(["'quoted'", "***", "", "History"]) == ["quoted", "2", "3", "History 2"]
