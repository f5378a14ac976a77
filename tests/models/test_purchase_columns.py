"""Order lines from columns of text."""

from datetime import date

import polars as pl
import pytest

from errors import BadInput
from models.purchase_columns import ReadPurchases, read_purchases

TODAY = date(2024, 6, 30)


def read(*rows: tuple[str | None, str | None, str | None], until: date | None = None) -> ReadPurchases:
    names = ("customer", "date", "amount")
    return read_purchases(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"), TODAY, until)


def test_lines_that_cannot_be_used_are_counted_by_reason() -> None:
    found = read(
        ("a", "2024-01-02", "10"), (" a ", "2024-01-03", "-10"), ("", "2024-01-02", "20"), (None, "2024-01-02", "20"),
        ("nan", "2024-01-02", "1"), ("a", "", "1"), ("a", "soon", "1"), ("a", "2030-01-01", "1"),
        ("a", "2024-01-02", ""), ("a", "2024-01-02", "much"), ("a", "2024-01-02", "0.00"),
    )  # fmt: skip
    assert found.left_out == {
        "no_customer": 3, "no_date": 1, "unreadable_date": 1, "in_future": 1, "no_amount": 1, "unreadable_amount": 1,
        "zero_amount": 1,
    }  # fmt: skip
    assert found.lines.rows() == [("a", date(2024, 1, 2), 10.0), ("a", date(2024, 1, 3), -10.0)]
    assert (found.received, found.until) == (11, date(2024, 1, 3))
    assert found.unnamed == pytest.approx(41 / 64)


def test_what_came_after_the_day_asked_for_is_left_out_and_the_observation_ends_then() -> None:
    found = read(("a", "2024-01-02", "10"), ("a", "2024-03-02", "10"), until=date(2024, 2, 1))
    assert (found.left_out, found.until, found.lines.height) == ({"after_until": 1}, date(2024, 2, 1), 1)


def test_the_comma_may_mark_decimals() -> None:
    assert read(("a", "2024-01-02", "1.234,50"), ("a", "2024-01-02", "7,5")).lines["amount"].to_list() == [1234.5, 7.5]


def test_without_an_amount_it_is_quantity_times_unit_price() -> None:
    columns = {"customer": ["a", "a", "a"], "date": ["2024-01-02"] * 3, "quantity": ["2", "-2", ""],
               "unit_price": ["1.50", "1.50", "3"]}  # fmt: skip
    found = read_purchases(pl.DataFrame(columns), TODAY)
    assert found.lines["amount"].to_list() == [3.0, -3.0]
    assert found.left_out == {"no_amount": 1}


def test_an_amount_beyond_all_money_is_no_amount() -> None:
    assert read(("a", "2024-01-02", "1e300"), ("a", "2024-01-02", "1")).left_out == {"unreadable_amount": 1}


def test_a_file_without_any_date_is_refused() -> None:
    with pytest.raises(BadInput, match="No date can be read"):
        read(("a", "soon", "10"))
