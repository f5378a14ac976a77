"""How the text of source fields becomes the typed value of a canonical column.

`read` gives the expression of the value and the faults that quarantine a row: each a check's name and
the mask of the rows that fail it.
"""

from dataclasses import dataclass

import polars as pl

from data.decode import ROW
from data.schema import POLARS_TYPES, Column
from data.templates import filled
from data.value_spec import ValueSpec

NUMBERS = ("int", "number", "money", "fraction", "probability")
LARGEST = 1e15  # beyond this no amount of money or count of things is real
TRUE, FALSE = ("true", "yes", "y", "1", "t"), ("false", "no", "n", "0", "f")
ISO_MINUTE = r"^(\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2})$"
ISO_DAY = r"^(\d{4}-\d{1,2}-\d{1,2})([T ]\d{1,2}:\d{2}.*)?$"
GROUPED = {".": r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$", ",": r"^[+-]?\d{1,3}(\.\d{3})+(,\d*)?$"}  # 1,234.5 and 1.234,5
SPACED = r"^[+-]?\d{1,3}([\s'’]\d{3})+([.,]\d*)?%?$"  # 1 234 567,89 and 1'234.5
SHARES = ("number", "fraction", "probability")  # types of which a value may be written as 12 %
YEARS = (1900, 2200)
PERIODS = {  # how a period is written, as year and number, and how many months it has
    "month": (r"^(\d{4})[-/. ]?(1[0-2]|0?[1-9])$", 1),  # 2026-01
    "quarter": (r"^(\d{4})\D*([1-4])$", 3),  # 2026-Q1
    "year": (r"^(\d{4})()$", 12),
}


@dataclass(frozen=True)
class Reading:
    value: pl.Expr
    text: pl.Expr
    faults: tuple[tuple[str, pl.Expr], ...] = ()


def read(spec: ValueSpec, column: Column, namespace: str = "") -> Reading:
    """Read one column. `namespace` ("origin:kind") is put before ids."""
    reading = _read(spec, column, namespace)
    return _or_else(reading, read(spec.fallback, column, namespace)) if spec.fallback else reading


def _or_else(first: Reading, second: Reading) -> Reading:
    """The first one, in rows where it has no text the second."""
    unsaid = first.text.is_null()
    faults = dict(first.faults)
    for check, failed in second.faults:
        faults[check] = faults.get(check, pl.lit(False)) | (unsaid & failed)
    value = pl.when(unsaid).then(second.value).otherwise(first.value)
    return Reading(value, pl.coalesce(first.text, second.text), tuple(faults.items()))


def _read(spec: ValueSpec, column: Column, namespace: str) -> Reading:
    if column.type == "id":
        identity = _identity(spec)
        return Reading(pl.lit(f"{namespace}:") + identity, identity)
    text = _text(spec)
    if column.type in NUMBERS:
        return _number(text, spec, column)
    if column.type in ("date", "instant"):
        return _day(text, spec) if column.type == "date" else _instant(text, spec)
    if column.type == "bool":
        low = text.str.to_lowercase()
        value = pl.when(low.is_in(TRUE)).then(True).when(low.is_in(FALSE)).then(False)
        return Reading(value, text, (("unknown_choice", text.is_not_null() & value.is_null()),))
    if column.one_of:
        return _choice(text, column)
    return Reading(text, text)


def own_id(namespace: str, key: tuple[str, ...]) -> Reading:
    """The record's own id: its key, so that a repetition of it is seen as such, else its name in the log."""
    text = pl.col(ROW)
    if key:
        said = pl.concat_str([pl.col(name).fill_null("") for name in key], separator="|")
        text = pl.when(pl.any_horizontal(pl.col(key).is_not_null())).then(said).otherwise(text)
    return Reading(pl.lit(f"{namespace}:") + text, text)


def _text(spec: ValueSpec) -> pl.Expr:
    if spec.const is not None:
        return pl.lit(_written(spec.const, spec))
    text: pl.Expr = pl.lit(None, pl.String)
    if spec.earliest:
        text = pl.coalesce(pl.col(spec.fields))
    elif spec.template is not None:
        text = filled(spec.template)
    elif len(spec.fields) == 1:
        text = pl.col(spec.fields[0])
    elif spec.fields:
        text = pl.concat_str(spec.fields, separator=spec.join, ignore_nulls=True).replace("", None)
    if spec.empty:
        text = pl.when(~text.is_in(spec.empty)).then(text)
    text = _where(text, spec)
    if spec.others is not None:
        said = text.replace_strict(spec.values, default=spec.others, return_dtype=pl.String)
        text = pl.when(text.is_not_null()).then(said)
    elif spec.values:
        text = text.replace(spec.values)
    return text if spec.default is None else text.fill_null(_written(spec.default, spec))


def _written(value: str | float, spec: ValueSpec) -> str:
    """A constant of the mapping as a source of this column would write it."""
    return str(value).replace(".", spec.decimal) if isinstance(value, float) else str(value)


def _identity(spec: ValueSpec) -> pl.Expr:
    if len(spec.fields) < 2:
        return _text(spec)
    parts = [pl.col(f).fill_null("") for f in spec.fields]
    return _where(pl.when(pl.col(spec.fields[0]).is_not_null()).then(pl.concat_str(parts, separator="|")), spec)


def _where(text: pl.Expr, spec: ValueSpec) -> pl.Expr:
    """The text, in the records that are meant."""
    meant = [pl.col(name).is_in(wanted) for name, wanted in spec.where.items()]
    return pl.when(pl.all_horizontal(meant)).then(text) if meant else text


def _choice(text: pl.Expr, column: Column) -> Reading:
    known = text.is_in(column.one_of)
    wrong = text.is_not_null() & ~known
    name = "unknown_choice" if column.required else "unknown_category"
    return Reading(pl.when(known).then(text), text, ((name, wrong),))


def _number(text: pl.Expr, spec: ValueSpec, column: Column) -> Reading:
    written = text.str.replace(r"^\((.*)\)$", "-$1").str.replace(r"^([+-]?)\s*[€$£¥]\s*", "$1")
    written = written.str.replace(r"\s*[€$£¥]$", "").str.replace(r"\s+%$", "%")
    spaced = written.str.contains(SPACED)
    written = pl.when(spaced).then(written.str.replace_all(r"[\s'’]", "")).otherwise(written)
    percent = written.str.ends_with("%") if column.type in SHARES else pl.lit(False)
    bare = _pointed(pl.when(percent).then(written.str.strip_suffix("%")).otherwise(written), spec.decimal)
    number = bare.cast(pl.Float64, strict=False)
    number = pl.when(percent).then(number / 100).otherwise(number * spec.scale)
    unread = text.is_not_null() & number.is_null()
    ambiguous = _reads_both_ways(written) if spec.decimal == "." else pl.lit(False)
    impossible = number.is_nan() | (number.abs() > LARGEST)
    if column.type == "fraction":
        impossible |= number > 1
    if column.type == "probability":
        impossible |= ~number.is_between(0, 1)
    if column.type == "int":
        impossible |= number != number.round()
    ok = ~(impossible | ambiguous | number.is_null())
    value = pl.when(ok).then(number).cast(POLARS_TYPES[column.type], strict=False)
    faults = (("not_a_number", unread), ("ambiguous_number", ambiguous), ("impossible_number", impossible))
    return Reading(value, text, tuple((check, failed.fill_null(False)) for check, failed in faults))


def _reads_both_ways(written: pl.Expr) -> pl.Expr:
    """Texts such as 1.000 or 1,000 in a column whose other values show that it writes decimals with a comma."""
    with_comma = written.str.contains(r"\d,\d{1,2}$").any()
    return with_comma & written.str.contains(r"^[+-]?\d{1,3}[.,]\d{3}$")


def _pointed(text: pl.Expr, decimal: str) -> pl.Expr:
    """Digits with a decimal point and no thousands separators; a separator out of place stays and is not read."""
    other = "," if decimal == "." else "."
    grouped = text.str.contains(GROUPED[decimal])
    bare = pl.when(grouped).then(text.str.replace_all(other, "", literal=True)).otherwise(text)
    if decimal == ".":
        return bare
    return pl.when(~bare.str.contains(".", literal=True)).then(bare.str.replace(",", ".", literal=True))


def _day(text: pl.Expr, spec: ValueSpec) -> Reading:
    if spec.earliest:
        alone = spec.model_copy(update={"earliest": False, "fallback": None})
        days = [read(alone.model_copy(update={"fields": (name,)}), Column("", "date")) for name in spec.fields]
        names = dict.fromkeys(check for day in days for check, _failed in day.faults)
        faults = tuple((name, pl.any_horizontal([dict(day.faults)[name] for day in days])) for name in names)
        return Reading(pl.min_horizontal([day.value for day in days]), text, faults)
    return _first_of([_read_day(text, form) for form in spec.formats or ("iso",)], text)


def _first_of(readings: list[pl.Expr], text: pl.Expr) -> Reading:
    """The date or instant that the formats agree on; a text that two of them read differently is ambiguous."""
    value = pl.coalesce(readings)
    several = pl.any_horizontal([(r.is_not_null() & (r != value)).fill_null(False) for r in readings])
    sane = value.dt.year().is_between(*YEARS).fill_null(False)
    unread = text.is_not_null() & ~several & ~sane
    return Reading(
        pl.when(sane & ~several).then(value), text, (("unparsable_date", unread), ("ambiguous_date", several))
    )


def _read_day(text: pl.Expr, form: str) -> pl.Expr:
    if form == "iso":
        return text.str.extract(ISO_DAY).str.to_date("%Y-%m-%d", strict=False)
    name, _underscore, end = form.partition("_")
    if name in PERIODS:
        pattern, months = PERIODS[name]
        year, number = (text.str.extract(pattern, group).cast(pl.Int32, strict=False) for group in (1, 2))
        first = pl.date(year, (number.fill_null(1) - 1) * months + 1, 1)
        return first.dt.offset_by(f"{months - 1}mo").dt.month_end() if end else first
    return text.str.to_date(form, strict=False)


def _instant(text: pl.Expr, spec: ValueSpec) -> Reading:
    """An instant that names its zone is read as such, whatever the formats; another one is in the declared zone."""
    zoned = text.str.to_datetime("%+", time_unit="us", time_zone="UTC", strict=False)
    local = _first_of([_read_instant(text, form, spec.zone) for form in spec.formats or ("iso",)], text)
    sane = zoned.dt.year().is_between(*YEARS).fill_null(False)
    value = pl.when(sane).then(zoned).otherwise(local.value)
    return Reading(value, text, tuple((check, failed & ~sane) for check, failed in local.faults))


def _read_instant(text: pl.Expr, form: str, zone: str) -> pl.Expr:
    if form == "iso":
        spaced = text.str.replace("T", " ", literal=True).str.replace(ISO_MINUTE, "$1:00")
        naive = spaced.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
    else:
        naive = text.str.to_datetime(form, time_unit="us", strict=False)
    return naive.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC")
