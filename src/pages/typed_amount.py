"""An amount as a person types it: 12500, 12,500.50 in English, 12 500,50 in French, with or without the currency."""

import re
import unicodedata

from babel.numbers import NumberFormatError, parse_decimal

from errors import BadInput
from i18n import _, locale, number

PLAIN = re.compile(r"[+-]?\d+([.,]\d{1,2})?")  # means the same in every language
SPACES = re.compile(r"[\s\u00a0\u2009\u202f'\u2019](?=\d{3}(\D|$))")  # between thousands, whoever writes them so
CENTS = 2
TOO_MUCH = 1e12  # of one deal, in any currency: a slip of the finger that would drown all others


def typed_amount(text: str | None, currency: str) -> float | None:
    """The amount, None of an empty field. Raises BadInput for what can be read in two ways or not at
    all, or is below zero, or beyond what a deal can be worth."""
    given = _without_currency(text or "", currency)
    if not given:
        return None
    joined = SPACES.sub("", given)
    if PLAIN.fullmatch(joined):
        return _plausible(float(joined.replace(",", ".")))
    if any(c.isalpha() for c in joined):  # 1e5 and infinity are numbers to Babel
        raise _unclear(text)
    try:
        amount = parse_decimal(joined, locale=locale(), strict=True)
    except NumberFormatError:
        raise _unclear(text) from None
    if not amount.is_finite() or -amount.as_tuple().exponent > CENTS:  # type: ignore[operator]
        raise _unclear(text)
    return _plausible(float(amount))


def _plausible(amount: float) -> float:
    if amount < 0:
        raise BadInput(_("An amount must be a number, 0 or more."), _("Write it in digits, e.g. 12500."))
    if amount > TOO_MUCH:
        raise BadInput(_("No deal is worth that much."), _("Check the number of digits."))
    return amount


def _without_currency(text: str, currency: str) -> str:
    plain = "".join(c for c in text if unicodedata.category(c) != "Sc").replace("\u2212", "-").strip()
    return re.sub(rf"^{currency}|{currency}$", "", plain, flags=re.IGNORECASE).strip()


def _unclear(text: str | None) -> BadInput:
    message = _("'{text}' cannot be read as an amount.", text=(text or "")[:40])
    return BadInput(message, _("Write it as {plain} or {grouped}.", plain="12500", grouped=number(12500.5, 2)))
