"""Where the value of a column comes from, as a mapping says it."""

import re
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from data.templates import fields_of, parts
from i18n import _

FROZEN = ConfigDict(frozen=True, extra="forbid")
NAMED_FORMATS = ("iso", "month", "month_end", "quarter", "quarter_end", "year", "year_end")


class ValueSpec(BaseModel):
    """Where the value of one column comes from and how its text is read."""

    model_config = FROZEN

    fields: tuple[str, ...] = ()
    join: str = " "
    const: str | float | int | bool | None = None
    default: str | float | int | bool | None = None
    values: dict[str, str] = {}
    others: str | None = Field(None, description="What any text means that `values` does not name.")
    empty: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    zone: str = Field("UTC", description="A time zone, or the name of one of the mapping's [zones].")
    scale: float = 1.0
    decimal: Literal[".", ","] = "."
    kind: str | None = Field(None, description="For an id: the kind that namespaces it, where it is not the usual one.")
    template: str | None = Field(None, description="A text with places to fill (see templates.py).")
    lookup: str | None = Field(None, description="Kind.field: the value is such a record's id, and its field is meant.")
    where: dict[str, tuple[str, ...]] = Field({}, description="Empty but in records with one of these in these fields.")
    earliest: bool = Field(False, description="For a day: each field is one, and the earliest of them is meant.")
    fallback: "ValueSpec | None" = Field(None, description="What stands in where this gives no text.")

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, given: Any) -> Any:
        if isinstance(given, str):
            return {"fields": (given,)}
        if not isinstance(given, dict):
            return given
        if isinstance(given.get("template"), str):
            if set(given) & {"field", "fields", "const"}:
                raise ValueError(_("a template says itself of what it is made: leave field, fields and const out"))
            return {**given, "fields": fields_of(given["template"])}
        if "field" in given:
            return {**{k: v for k, v in given.items() if k != "field"}, "fields": (given["field"],)}
        return given

    @field_validator("formats")
    @classmethod
    def _readable_formats(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        for form in formats:
            if form not in NAMED_FORMATS and "%" not in form:
                names = ", ".join(NAMED_FORMATS)
                message = _("'{form}' is no date format: write {names} or one like %d/%m/%Y")
                raise ValueError(message.format(form=form, names=names))
        return formats

    @field_validator("lookup")
    @classmethod
    def _kind_and_field(cls, lookup: str | None) -> str | None:
        if lookup is not None and not all(lookup.partition(".")):
            raise ValueError(_("'{lookup}' is no lookup: write Kind.field", lookup=lookup))
        parts(f"{{{lookup}}}")
        return lookup

    @field_validator("fallback")
    @classmethod
    def _made_of_fields(cls, fallback: "ValueSpec | None") -> "ValueSpec | None":
        if fallback and (fallback.lookup or fallback.template or fallback.kind):
            raise ValueError(_("a fallback is read from fields: it has no lookup, template or kind"))
        return fallback

    @property
    def reads(self) -> tuple[str, ...]:
        """Every field that the value depends on."""
        more = self.fallback.reads if self.fallback else ()
        return tuple(dict.fromkeys([*self.fields, *self.where, *more]))

    @property
    def looks_up(self) -> tuple[str, str]:
        """The kind and the field of its lookup; empty without one."""
        kind, _dot, field = (self.lookup or "").partition("|")[0].partition(".")
        return kind, field

    def compared(self, column: str) -> str:
        """A template for an id in this column as its lookup compares it: whole, or cut."""
        _what, bar, cut = (self.lookup or "").partition("|")
        return f"{{{column}{bar}{cut}}}"


def zone_fault(zone: Any) -> str | None:
    """What is wrong with the name of a time zone, None if there is one of that name."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        return _("'{zone}' is no time zone: write one like Europe/Paris").format(zone=zone)
    return None


class Unpivot(BaseModel):
    model_config = FROZEN

    columns: str
    value: str

    @field_validator("columns")
    @classmethod
    def _a_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            message = _("'{pattern}' is no regular expression: {error}")
            raise ValueError(message.format(pattern=pattern, error=error)) from None
        return pattern

    @property
    def makes(self) -> tuple[str, ...]:
        """The fields of the long rows: the pattern's groups and the value."""
        return (*re.compile(self.columns).groupindex, self.value)
