"""Numbers, however people write them."""

import polars as pl
import pytest

from models.text_numbers import number_of


@pytest.mark.parametrize(
    ("text", "decimal", "meant"),
    [("1234.5", ".", 1234.5), ("1,234.50", ".", 1234.5), ("1.234,50 €", ",", 1234.5), ("-12", ".", -12),
     ("(12.50)", ".", -12.5), ("12.50-", ".", -12.5), ("\u221212", ".", -12), ("$ 12", ".", 12),
     ("($1,200)", ".", -1200), ("1e3", ".", 1000), ("x", ".", None), ("-", ".", None), ("inf", ".", None)],
)  # fmt: skip
def test_a_number_may_be_written_in_many_ways(text: str, decimal: str, meant: float | None) -> None:
    assert pl.DataFrame({"n": [text]}).select(number_of("n", decimal)).item() == meant
