"""Days from a column of text, however people write them: year first, day first or month first, with or without a time.

Which of day and month comes first is told by the whole column: 13/01/2024 can only be one of them. A column that reads
both ways is refused, for a guess would move most of its dates.
"""

import re

import polars as pl

from data.schema import Column
from data.value_spec import ValueSpec
from data.values import read
from errors import BadInput
from i18n import _

CLOCK = r"[T ]+\d{1,2}[:h.]\d{2}.*$"
YEAR_FIRST = ("iso", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")
NAMED = ("%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y", "%d-%b-%y")
DOTTED = ("%d.%m.%Y", "%d.%m.%y")  # nobody puts the month first with dots
SLASHED = r"^\d{1,2}([/-])\d{1,2}[/-](\d{2}|\d{4})$"
DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y", "%d-%m-%y")
MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m-%d-%y")
SLIPS = 0.01  # share of the dates that may be impossible in the order that reads the others


def days_of(texts: pl.Series, form: str | None = None) -> pl.DataFrame:
    """Each different text and its day, null where it is none: columns `text`, `day`.

    `form`: how dates are written, e.g. %d/%m/%Y; then ISO dates are read besides it, and no others. Raises BadInput
    for a form that is none, and for dates that read as day/month as well as month/day.
    """
    different = texts.drop_nulls().unique().alias("text")
    bare = different.str.replace(CLOCK, "").str.strip_chars()
    if form is not None:
        form = re.sub(r"[T ]+%[HI].*$", "", form)  # the clock is cut off the texts, too
        return pl.DataFrame({"text": different, "day": _read(bare, (*_checked(form), "iso"))})
    slashed = bare.filter(bare.str.contains(SLASHED))
    forms = (*YEAR_FIRST, *DOTTED, *NAMED, *(_order(slashed) if slashed.len() else ()))
    day = pl.coalesce(pl.lit(_read(bare, (one,))) for one in forms)
    return pl.DataFrame({"text": different}).with_columns(day.alias("day"))


def _checked(form: str) -> tuple[str, ...]:
    try:
        return ValueSpec(formats=(form,)).formats
    except ValueError:
        message = _("'{form}' is no way to write a date.", form=form)
        raise BadInput(message, _("Write it like %d/%m/%Y or %m/%d/%Y.")) from None


def _order(slashed: pl.Series) -> tuple[str, ...]:
    """Whether these dates have the day or the month first."""
    wrong = {forms: slashed.len() - _readable(slashed, forms) for forms in (DAY_FIRST, MONTH_FIRST)}
    better, worse = sorted(wrong, key=lambda forms: wrong[forms])
    if wrong[worse] == 0:
        raise BadInput(
            _("The dates read as day/month as well as month/day, e.g. {example}.", example=slashed[0]),
            _("Say how they are written: --date-format %d/%m/%Y or %m/%d/%Y."),
        )
    if wrong[better] > SLIPS * slashed.len():
        raise BadInput(
            _("Some dates have the day first, others the month."),
            _("Write them all in one way, best 2024-01-31, or say which one: --date-format %d/%m/%Y."),
        )
    return better


def _readable(slashed: pl.Series, forms: tuple[str, ...]) -> int:
    found: pl.Series = pl.select(pl.coalesce(pl.lit(_read(slashed, (one,))) for one in forms)).to_series()
    return int(found.is_not_null().sum())


def _read(texts: pl.Series, forms: tuple[str, ...]) -> pl.Series:
    """Their days as the files of a mapping with these formats are read."""
    reading = read(ValueSpec(fields=("text",), formats=forms), Column("", "date"))
    return pl.DataFrame({"text": texts}).select(reading.value).to_series()
