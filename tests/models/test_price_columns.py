"""Deals from columns of text, however people write them."""

import polars as pl
import pytest

from models.price_columns import ReadDeals, decimal_mark, read_deals


def read(**columns: list[str | None]) -> ReadDeals:
    return read_deals(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)))


def relative(found: ReadDeals) -> list[float]:
    return [round(value, 6) for value in found.deals.relative.tolist()]


@pytest.mark.parametrize("won", ["1", "1.0", "true", "TRUE", "Yes", "won", " Won ", "w", "Closed Won", "closed-won"])
def test_a_win_may_be_written_in_many_ways(won: str) -> None:
    assert read(won=[won, "lost"], price=["9", "11"], reference=["10", "10"]).deals.won.tolist() == [1, 0]


@pytest.mark.parametrize("lost", ["0", "0.0", "false", "No", "LOST", "l", "closed_lost"])
def test_a_loss_may_be_written_in_many_ways(lost: str) -> None:
    assert read(won=[lost, "won"], price=["9", "11"], reference=["10", "10"]).deals.won.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("price", "reference", "meant"),
    [
        (["900", "1100"], ["1000", "1000"], [0.9, 1.1]),
        (["900,50", "1100,00"], ["1000,00", "1000,00"], [0.9005, 1.1]),
        (["1.900,50", "2.100"], ["2.000,00", "2.000,00"], [0.95025, 1.05]),
        (["1,900.50", "2,100"], ["2,000.00", "2,000"], [0.95025, 1.05]),
        (["1,900", "2,100"], ["2,000", "2,000"], [0.95, 1.05]),
        (["€ 1 900,50", "2\u202f100 €"], ["2 000", "2'000"], [0.95025, 1.05]),
        (["0,950", "1,050"], ["1", "1"], [0.95, 1.05]),
        (["9e-3", "1.1E-2"], ["1e-2", "0.01"], [0.9, 1.1]),
        (["9e11", "11e11"], ["1e12", "1e12"], [0.9, 1.1]),
    ],
)
def test_numbers_are_read_as_they_are_written(price: list[str], reference: list[str], meant: list[float]) -> None:
    assert relative(read(won=["1", "0"], price=[*price], reference=[*reference])) == meant


def test_rows_that_cannot_be_used_are_counted_by_reason() -> None:
    rows = [
        ("1", "9", "10"), ("0", "11", "10"), ("", "9", "10"), ("open", "9", "10"), ("1", "", "10"),
        ("1", "cheap", "10"), ("1", "-9", "10"), ("1", "0", "10"), ("0", "9", None), ("0", "9", "?"), ("0", "9", "0"),
        ("1", "900", "10"), ("1", "0.1", "10"),
    ]  # fmt: skip
    won, price, reference = (list(column) for column in zip(*rows, strict=True))
    found = read(won=won, price=price, reference=reference)
    assert found.left_out == {
        "not_decided": 1, "unreadable_outcome": 1, "no_price": 1, "unreadable_price": 1, "price_not_positive": 2,
        "no_reference": 1, "unreadable_reference": 1, "reference_not_positive": 1, "implausible_price": 2,
    }  # fmt: skip
    assert (found.received, found.deals.count) == (13, 2)


def test_without_a_reference_the_median_price_of_the_segment_stands_for_it() -> None:
    found = read(won=["1", "0", "1"] * 2, price=["1", "2", "3", "10", "20", "30"], segment=list("aaabbb"))
    assert (found.basis, relative(found)) == ("segment_median", [0.5, 1, 1.5, 0.5, 1, 1.5])
    assert found.deals.names == ("a", "b")


def test_without_reference_and_segment_the_median_price_stands_for_it() -> None:
    found = read(won=["1", "0", "1"], price=["1", "2", "3"], reference=["", None, ""])
    assert (found.basis, found.reference, relative(found)) == ("median", 2, [0.5, 1, 1.5])


def test_the_only_segment_is_none() -> None:
    assert read(won=["1", "0"], price=["9", "11"], segment=["a", "a"]).deals.names == ("",)


def test_nothing_usable_leaves_no_deals() -> None:
    found = read(won=["open", None], price=["9", "11"])
    assert (found.deals.count, found.left_out) == (0, {"not_decided": 1, "unreadable_outcome": 1})


def test_the_decimal_mark_is_that_of_the_column() -> None:
    assert decimal_mark(pl.Series(["1,5", "2"])) == ","
    assert decimal_mark(pl.Series(["1.5", "2"])) == "."
    assert decimal_mark(pl.Series(["1,234", "12,345"])) == "."
    assert decimal_mark(pl.Series(["1.234,5"])) == ","
    assert decimal_mark(pl.Series(["1.234", "960"])) == ","
    assert decimal_mark(pl.Series(["1.234.000", "1.250"])) == ","
    assert decimal_mark(pl.Series(["1.234", "1.250"])) == "."  # the price of a litre, for all one knows
    assert decimal_mark(pl.Series(["1.234", "0.960", "100"])) == "."
    assert decimal_mark(pl.Series([], dtype=pl.String)) == "."
