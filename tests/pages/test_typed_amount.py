"""Amounts as people type them, in their language."""

import pytest

from errors import BadInput
from i18n import set_language
from pages.typed_amount import typed_amount


@pytest.fixture(autouse=True)
def _in_english() -> None:
    set_language("en")


@pytest.mark.parametrize(
    ("language", "text", "amount"),
    [
        ("en", "12500", 12500), ("en", "12,500", 12500), ("en", "12,500.50", 12500.5), ("en", " €12,500 ", 12500),
        ("en", "1,250,000", 1_250_000), ("en", "12500,5", 12500.5), ("en", "EUR 900", 900), ("en", "0", 0),
        ("en", "1'250'000", 1_250_000), ("en", "12 500", 12500),
        ("fr", "12 500,50", 12500.5), ("fr", "12\u202f500,50 €", 12500.5), ("fr", "12\u00a0500", 12500),
        ("fr", "12500.50", 12500.5), ("fr", "1 250 000", 1_250_000), ("fr", "12,5", 12.5),
        ("de", "12.500,50", 12500.5), ("de", "12.500", 12500),
    ],
)  # fmt: skip
def test_an_amount_is_understood_as_its_reader_writes_it(language: str, text: str, amount: float) -> None:
    set_language(language)
    assert typed_amount(text, "EUR") == amount


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "12.500,50"), ("en", "12.345"), ("en", "12 50"), ("en", "about 5"), ("en", "12k"), ("en", "1e5"),
        ("en", "nan"), ("en", "inf"), ("en", "-5"), ("en", "−5"), ("fr", "12,500"), ("fr", "12.500"),
        ("fr", "12,500.50"), ("de", "12,500"), ("en", "1,25,000.123"), ("en", "5 €€ 6"), ("en", "5-6"),
        ("en", "9999999999999"), ("en", "1" + "0" * 400),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_or_not_at_all_is_refused(language: str, text: str) -> None:
    set_language(language)
    with pytest.raises(BadInput):
        typed_amount(text, "EUR")


def test_an_empty_field_is_no_amount() -> None:
    assert (typed_amount("", "EUR"), typed_amount(None, "EUR"), typed_amount("  € ", "EUR")) == (None, None, None)


def test_a_refusal_says_how_to_write_it_here() -> None:
    with pytest.raises(BadInput, match="cannot be read as an amount") as refused:
        typed_amount("12.345", "EUR")
    assert refused.value.hint == "Write it as 12500 or 12,500.50."
