"""Words and formats in the reader's language.

English is the language of the source. Any other has a catalog, src/locales/<language>/LC_MESSAGES/messages.mo;
a language is offered when its catalog is there. The middleware sets the language of each request, and
everything called by it, threads and async callbacks included, reads it here.
"""

import gettext
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from http.cookies import CookieError, SimpleCookie
from math import isfinite
from pathlib import Path
from typing import Any, TypeGuard

from babel import Locale, dates, negotiate_locale, numbers

LOCALES = Path(__file__).with_name("locales")
ENGLISH = ("en", "en-GB", "en-US")
COOKIE = "language"
NOTHING = "—"  # how null is shown
_NO_BREAK = "\u00a0"
_MINUS = "\u2212"

_language: ContextVar[str] = ContextVar("language", default="en")


def N_(message: str) -> str:
    """Mark a message for translation where it is written; `_` translates it where it is shown."""
    return message


def _(message: str, /, **values: object) -> str:
    """The message in the reader's language, with {name} replaced by the values."""
    text = _catalog(language()).gettext(message) if message else ""
    return text.format(**values) if values else text


def ngettext(singular: str, plural: str, n: int, **values: object) -> str:
    """One or many; {n} is the count as the reader writes numbers."""
    return _catalog(language()).ngettext(singular, plural, n).format(n=number(n), **values)


def mid_sentence(label: str) -> str:
    """A label as it stands within a sentence: "sales cycle", but "CRM status"."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


# --- Language ---------------------------------------------------------------------------------


def language() -> str:
    """The reader's language tag, e.g. en-GB or fr."""
    return _language.get()


def set_language(tag: str) -> None:
    """Read on in this language (in this task, and what it calls)."""
    _language.set(tag)


@cache
def languages() -> tuple[str, ...]:
    """The tags on offer: English, and each language with a catalog."""
    return ENGLISH + tuple(sorted(path.parents[1].name for path in LOCALES.glob("*/LC_MESSAGES/messages.mo")))


def negotiate(accepted: str, default: str = "en") -> str:
    """The best language on offer for an Accept-Language header, e.g. "fr-CA,fr;q=0.9,en;q=0.8"."""
    wanted: list[tuple[float, str]] = []
    for part in accepted.split(","):
        tag, _sep, parameter = part.strip().partition(";")
        quality = parameter.strip().removeprefix("q=") or "1"
        weight = float(quality) if quality.replace(".", "", 1).isdigit() else 0.0
        if tag and weight > 0:
            wanted.append((-weight, tag.strip()))
    tags = [tag for _weight, tag in sorted(wanted, key=lambda w: w[0])]
    return negotiate_locale(tags, languages(), sep="-") or default


Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class LanguageMiddleware:
    """ASGI middleware: the language of a request is its cookie's, else its browser's, else the company's."""

    def __init__(self, app: App, default: str) -> None:
        self.app, self.default = app, default

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
            chosen = _cookie(headers.get("cookie", ""))
            accepted = headers.get("accept-language", "")
            set_language(chosen if chosen in languages() else negotiate(accepted, self.default))
        await self.app(scope, receive, send)


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


@cache
def _catalog(tag: str) -> gettext.NullTranslations:
    return gettext.translation("messages", LOCALES, [tag.replace("-", "_")], fallback=True)


@cache
def _parsed(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


def locale() -> Locale:
    """Babel's locale of the reader."""
    return _parsed(language())


# --- Numbers ----------------------------------------------------------------------------------


def number(value: float | None, decimals: int = 0) -> str:
    """A number in full: 12,345 in English."""
    if not _known(value):
        return NOTHING
    return _signed(_digits(Decimal(str(value)), decimals))


def money(value: float | None, currency: str, decimals: int = 0) -> str:
    """An amount in full: €1,234,567."""
    if not _known(value):
        return NOTHING
    return _between(_around_money(language(), currency, value < 0), _digits(Decimal(str(abs(value))), decimals))


def short_money(value: float | None, currency: str) -> str:
    """An amount in three digits at most: €1.2 M."""
    if not _known(value):
        return NOTHING
    text = numbers.format_compact_currency(_three_digits(value), currency, locale=locale(), fraction_digits=1)
    return _spaced(text)


def percent(value: float | None, decimals: int = 1) -> str:
    """A fraction as a percentage: 0.416 is 41.6%."""
    if not _known(value):
        return NOTHING
    return _between(_around_percent(language(), value < 0), _digits(Decimal(str(abs(value))).scaleb(2), decimals))


def points(value: float | None, decimals: int = 1) -> str:
    """A difference of two fractions in percentage points: 0.012 is 1.2 pt."""
    return NOTHING if not _known(value) else _("{value}\u00a0pt", value=number(value * 100, decimals))


def days(value: float | None, decimals: int = 0) -> str:
    """A duration in days: 47 days."""
    if not _known(value):
        return NOTHING
    shown = Decimal(float(abs(value))).quantize(Decimal(1).scaleb(-decimals))
    one = locale().plural_form(shown) == "one"  # in English 1, in French whatever is less than 2
    return ngettext("{value} day", "{value} days", 1 if one else 2, value=number(value, decimals))


def months(value: float | None, decimals: int = 1) -> str:
    """A duration in months: 8.4 months."""
    if not _known(value):
        return NOTHING
    shown = Decimal(float(abs(value))).quantize(Decimal(1).scaleb(-decimals))
    one = locale().plural_form(shown) == "one"
    return ngettext("{value} month", "{value} months", 1 if one else 2, value=number(value, decimals))


def signed(text: str, value: float) -> str:
    """The formatted size of a change with its sign in front: +8.1%, −3 days."""
    return f"{'+' if value > 0 else _MINUS if value < 0 else ''}{text}"


def _known(value: float | None) -> TypeGuard[float]:
    return value is not None and isfinite(value)


def _digits(value: Decimal, decimals: int) -> str:
    """The digits with the reader's marks; Babel writes the same, ten times as slowly."""
    return format(value, f",.{decimals}f").translate(_marks(language()))


@cache
def _marks(tag: str) -> dict[int, str]:
    return str.maketrans({",": numbers.get_group_symbol(_parsed(tag)), ".": numbers.get_decimal_symbol(_parsed(tag))})


@cache
def _around_money(tag: str, currency: str, negative: bool) -> tuple[str, str]:
    """What stands before and behind the digits of an amount: €1, 1 €, -€1."""
    pattern = _parsed(tag).currency_formats["standard"].pattern.replace("0.00", "0")
    one = numbers.format_currency(-1 if negative else 1, currency, pattern, _parsed(tag), currency_digits=False)
    before, _one, behind = one.partition("1")
    return before, behind


@cache
def _around_percent(tag: str, negative: bool) -> tuple[str, str]:
    before, _one, behind = numbers.format_percent(-0.01 if negative else 0.01, "#,##0" + _parsed(tag).percent_formats[
        None].pattern.removeprefix("#,##0"), _parsed(tag)).partition("1")  # fmt: skip
    return before, behind


def _between(around: tuple[str, str], digits: str) -> str:
    return _signed(f"{around[0]}{digits}{around[1]}")


def _three_digits(value: float) -> float:
    """Rounded before it is scaled, so that 999,950 is 1 M and not 1000 k."""
    return float(f"{value:.3g}")


def _spaced(text: str) -> str:
    """A no-break space between number and scale, and k for thousands, in every language."""
    spaced = "".join(
        f"{_NO_BREAK}{c}" if c.isalpha() and i and text[i - 1].isdigit() else c for i, c in enumerate(text)
    )
    return _signed(spaced.replace(f"{_NO_BREAK}K", f"{_NO_BREAK}k"))


def _signed(text: str) -> str:
    """With a minus sign, where a hyphen stands for one; what is rounded to zero has none."""
    return text.replace("-", _MINUS if any(digit in text for digit in "123456789") else "")


# --- Dates ------------------------------------------------------------------------------------


def day(value: date | None) -> str:
    """A day with its year: Nov 20, 2026."""
    return NOTHING if value is None else str(dates.format_date(value, "medium", locale=locale()))


def span(start: date | None, end: date) -> str:
    """The days of a window: Jan 1, 2017 – Dec 31, 2017; a single day; until a day, where it has no start."""
    if start is None:
        return _("Until {day}", day=day(end))
    return day(end) if start == end else f"{day(start)} – {day(end)}"


def period(value: date | None, grain: str) -> str:
    """A period by its first day: Nov 2026, Q4 2026, FY 2026; days and weeks by that day."""
    if value is None:
        return NOTHING
    if grain in ("month", "quarter", "year"):
        skeleton = {"month": "yMMM", "quarter": "yQQQ", "year": "y"}[grain]
        return str(dates.format_skeleton(skeleton, value, locale=locale()))
    if grain == "fiscal_year":
        return _("FY {year}", year=_fiscal_year(value))
    if grain == "fiscal_quarter":
        return _("FQ from {month}", month=period(value, "month"))
    return day(value)


def month_name(value: date) -> str:
    """The month alone: Nov."""
    return str(dates.format_date(value, "LLL", locale=locale()))


def quarter_name(value: date) -> str:
    """The quarter alone: Q4."""
    return str(dates.format_date(value, "QQQ", locale=locale()))


def month_initial(value: date) -> str:
    """The month in one letter, where its place says which: N."""
    return str(dates.format_date(value, "LLLLL", locale=locale()))


def short_day(value: date) -> str:
    """A day of a year that is plain from its place: Nov 20."""
    return str(dates.format_skeleton("MMMd", value, locale=locale()))


def moment(value: datetime | None, zone: tzinfo) -> str:
    """An instant in that zone: Nov 20, 2026, 3:04 PM."""
    if value is None:
        return NOTHING
    local = value.astimezone(zone)
    time = dates.format_time(local, "short", locale=locale())
    return str(dates.get_datetime_format("medium", locale())).format(time, day(local.date()))


def ago(moment: datetime, now: datetime) -> str:
    """How long since: 3 minutes ago."""
    since: timedelta = min(moment - now, timedelta(0))
    return str(dates.format_timedelta(since, add_direction=True, locale=locale()))


def ahead(moment: datetime, now: datetime) -> str:
    """How long until: in 3 minutes."""
    until: timedelta = max(moment - now, timedelta(0))
    return str(dates.format_timedelta(until, add_direction=True, locale=locale()))


def _fiscal_year(start: date) -> str:
    """A fiscal year is named by the calendar years it touches: 2026, or 2026/27."""
    return f"{start.year}" if start.month == 1 else f"{start.year}/{(start.year + 1) % 100:02d}"
