"""Where the value of a column comes from, as a mapping says it."""

import re
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from i18n import _

FROZEN = ConfigDict(frozen=True, extra="forbid")
NAMED_FORMATS = ("iso", "quarter", "quarter_end")


class ValueSpec(BaseModel):
    """Where the value of one column comes from and how its text is read."""

    model_config = FROZEN

    fields: tuple[str, ...] = ()
    join: str = " "
    const: str | float | int | bool | None = None
    default: str | float | int | bool | None = None
    values: dict[str, str] = {}
    empty: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    zone: str = "UTC"
    scale: float = 1.0
    decimal: Literal[".", ","] = "."
    kind: str | None = Field(None, description="For an id: the kind that namespaces it, where it is not the usual one.")

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, given: Any) -> Any:
        if isinstance(given, str):
            return {"fields": (given,)}
        if isinstance(given, dict) and "field" in given:
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

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(_("'{zone}' is no time zone: write one like Europe/Paris").format(zone=zone)) from None
        return zone


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
