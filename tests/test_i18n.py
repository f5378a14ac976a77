"""Formats by language, and how the language of a request is found."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel import numbers
from hypothesis import given
from hypothesis import strategies as st

import i18n


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    before = i18n.language()
    yield
    i18n.set_language(before)


FORMATS = [
    # what, English, French
    (lambda: i18n.number(1284), "1,284", "1\u202f284"),
    (lambda: i18n.number(-3.25, 1), "−3.2", "−3,2"),
    (lambda: i18n.money(1234567, "EUR"), "€1,234,567", "1\u202f234\u202f567\u00a0€"),
    (lambda: i18n.money(1234.5, "EUR", 2), "€1,234.50", "1\u202f234,50\u00a0€"),
    (lambda: i18n.short_money(1.234e6, "EUR"), "€1.2\u00a0M", "1,2\u00a0M\u00a0€"),
    (lambda: i18n.short_money(999_950, "EUR"), "€1\u00a0M", "1\u00a0M\u00a0€"),
    (lambda: i18n.short_money(9744, "EUR"), "€9.7\u00a0k", "9,7\u00a0k\u00a0€"),
    (lambda: i18n.short_money(-128_400, "EUR"), "−€128\u00a0k", "−128\u00a0k\u00a0€"),
    (lambda: i18n.short_money(842.4, "EUR"), "€842", "842\u00a0€"),
    (lambda: i18n.percent(0.4163), "41.6%", "41,6\u00a0%"),
    (lambda: i18n.points(-0.012), "−1.2\u00a0pt", "−1,2\u00a0pt"),
    (lambda: i18n.day(date(2026, 11, 20)), "Nov 20, 2026", "20 nov. 2026"),
    (lambda: i18n.period(date(2026, 11, 1), "month"), "Nov 2026", "nov. 2026"),
    (lambda: i18n.period(date(2026, 10, 1), "quarter"), "Q4 2026", "T4 2026"),
    (lambda: i18n.period(date(2026, 4, 1), "fiscal_year"), "FY 2026/27", "Exercice 2026/27"),
    (lambda: i18n.span(date(2026, 5, 1), date(2026, 6, 30)), "May 1, 2026 – Jun 30, 2026", "1 mai 2026 – 30 juin 2026"),
    (lambda: i18n.span(date(2026, 6, 30), date(2026, 6, 30)), "Jun 30, 2026", "30 juin 2026"),
    (lambda: i18n.span(None, date(2026, 6, 30)), "Until Jun 30, 2026", "Jusqu’au 30 juin 2026"),
    (lambda: i18n.month_name(date(2026, 11, 1)), "Nov", "nov."),
    (lambda: i18n.month_initial(date(2026, 11, 1)), "N", "N"),
    (lambda: i18n.short_day(date(2026, 11, 20)), "Nov 20", "20 nov."),
    (lambda: i18n.moment(AFTERNOON, ZoneInfo("Europe/Paris")), "Nov 20, 2026, 3:04\u202fPM", "20 nov. 2026, 15:04"),
    (lambda: i18n.money(-1234.4, "EUR"), "−€1,234", "−1\u202f234\u00a0€"),
    (lambda: i18n.short_money(0, "EUR"), "€0", "0\u00a0€"),
    (lambda: i18n.short_money(0.004, "EUR"), "€0.004", "0,004\u00a0€"),
    (lambda: i18n.short_money(1e12, "EUR"), "€1\u00a0T", "1\u00a0Bn\u00a0€"),
    (lambda: i18n.short_money(-1.25e9, "EUR"), "−€1.2\u00a0B", "−1,2\u00a0Md\u00a0€"),
    (lambda: i18n.money(1e12, "EUR"), "€1,000,000,000,000", "1\u202f000\u202f000\u202f000\u202f000\u00a0€"),
    (lambda: i18n.percent(-0.05), "−5.0%", "−5,0\u00a0%"),
    (lambda: i18n.percent(12.3456), "1,234.6%", "1\u202f234,6\u00a0%"),
    (lambda: i18n.short_money(12_345, "USD"), "$12.3\u00a0k", "12,3\u00a0k\u00a0$US"),
]
AFTERNOON = datetime(2026, 11, 20, 14, 4, tzinfo=UTC)


@pytest.mark.parametrize(("shown", "english", "french"), FORMATS)
def test_numbers_money_and_dates_are_written_as_the_reader_writes_them(shown, english, french):
    i18n.set_language("en-US")
    assert shown() == english
    i18n.set_language("fr")
    assert shown() == french


@pytest.mark.parametrize("shown", [i18n.number, i18n.percent, i18n.points, i18n.days, i18n.months])
def test_what_is_not_known_is_a_dash_and_never_zero(shown):
    assert [shown(None), shown(float("nan")), shown(float("inf"))] == ["—", "—", "—"]
    assert i18n.money(None, "EUR") == i18n.short_money(float("nan"), "EUR") == i18n.day(None) == "—"


@pytest.mark.parametrize("value", [-0.0, -0.0004, -1e-9])
def test_what_is_rounded_to_zero_has_no_sign(value):
    assert (i18n.number(value), i18n.percent(value), i18n.points(value)) == ("0", "0.0%", "0.0\u00a0pt")
    assert (i18n.money(value, "EUR"), i18n.days(value)) == ("€0", "0 days")


def test_one_day_is_singular_and_three_are_plural():
    assert [i18n.days(n) for n in (0, 1, 1.4, 3, -1, 1000)] == [
        "0 days", "1 day", "1 day", "3 days", "−1 day", "1,000 days",
    ]  # fmt: skip
    assert (i18n.days(1, 1), i18n.days(47.5, 1)) == ("1.0 days", "47.5 days")
    assert (i18n.months(8.44), i18n.months(1, 0), i18n.months(24, 0)) == ("8.4 months", "1 month", "24 months")


def test_in_french_the_plural_begins_at_two():
    i18n.set_language("fr")
    assert [i18n.days(n, 1) for n in (0.5, 1.5, 2)] == ["0,5 jour", "1,5 jour", "2,0 jours"]
    assert i18n.ngettext("{n} deal", "{n} deals", 0) == "0 affaire"


@pytest.mark.parametrize(
    ("label", "within"),
    [("Sales cycle", "sales cycle"), ("CRM status", "CRM status"), ("Équipe", "équipe"), ("", "")],
)
def test_a_label_within_a_sentence_begins_small_unless_it_is_an_abbreviation(label, within):
    assert i18n.mid_sentence(label) == within


def test_a_change_carries_its_sign():
    assert (i18n.signed("8.1%", 0.081), i18n.signed("3 days", -3), i18n.signed("0%", 0)) == ("+8.1%", "−3 days", "0%")


def test_a_moment_is_told_by_how_long_ago_it_was():
    now = datetime(2026, 11, 20, 12, 3, tzinfo=UTC)
    assert i18n.ago(datetime(2026, 11, 20, 12, 0, tzinfo=UTC), now) == "3 minutes ago"


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [
        ("en-GB,en;q=0.9", "en-GB"),
        ("de;q=0.4, en-US;q=0.8", "en-US"),
        ("xx-YY", "en"),
        ("fr-CA, en;q=0.5", "fr"),
        ("en-AU;q=0.9", "en"),
        ("en-GB;q=0,en-US;q=0.2", "en-US"),
        ("", "en"),
        (";;,q=,en;q=oops", "en"),
    ],
)
def test_the_best_language_on_offer_is_chosen_from_the_header(accepted, tag):
    assert i18n.negotiate(accepted) == tag


@pytest.mark.parametrize(
    ("headers", "tag"),
    [
        ([(b"accept-language", b"en-US"), (b"cookie", b"theme=dark; language=en-GB")], "en-GB"),
        ([(b"accept-language", b"en-US"), (b"cookie", b"language=../../etc")], "en-US"),
        ([], "en-GB"),
    ],
)
def test_the_cookie_wins_over_the_browser_and_the_browser_over_the_company(headers, tag):
    seen = []

    async def app(scope, receive, send):
        seen.append(i18n.language())

    scope = {"type": "http", "headers": headers}
    asyncio.run(i18n.LanguageMiddleware(app, default="en-GB")(scope, None, None))
    assert seen == [tag]


def test_a_message_is_filled_with_its_values():
    assert i18n._("{n} deals", n="1,284") == "1,284 deals"
    assert i18n.ngettext("{n} deal", "{n} deals", 1284) == "1,284 deals"


@given(st.floats(-1e9, 1e9) | st.integers(-10_000, 10_000), st.integers(0, 3), st.sampled_from(["en", "en-GB", "fr"]))
def test_numbers_are_written_as_babel_writes_them(value: float, decimals: int, tag: str) -> None:
    i18n.set_language(tag)
    locale, pattern = i18n.locale(), "#,##0" + ("." + "0" * decimals if decimals else "")
    money = locale.currency_formats["standard"].pattern.replace("0.00", pattern[4:])
    percent = pattern + locale.percent_formats[None].pattern.removeprefix("#,##0")
    amount = numbers.format_currency(value, "USD", money, locale=locale, currency_digits=False)
    said = [i18n.number(value, decimals), i18n.money(value, "USD", decimals), i18n.percent(value, decimals)]
    babel = [numbers.format_decimal(value, pattern, locale), amount, numbers.format_percent(value, percent, locale)]
    assert said == [text.replace("-", "−" if any(d in text for d in "123456789") else "") for text in babel]
