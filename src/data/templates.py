"""Texts with places to fill, such as the address of a record: {options.host}/view?id={id|after:x}.

A place is a field of the record, or after "options." an option of the origin (never a secret one). `after:x` keeps
what follows the first x, `before:x` what comes before it; where there is no x, the value stays whole.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from i18n import _

OPTION = "options."
BRACED = re.compile(r"\{([^{}]*)\}")
CUTS = ("after", "before")


@dataclass(frozen=True)
class Place:
    """A place in a template: a field or an option, and what is cut off its value."""

    name: str
    cuts: tuple[tuple[str, str], ...] = ()

    @property
    def option(self) -> str | None:
        return self.name.removeprefix(OPTION) if self.name.startswith(OPTION) else None


def parts(template: str) -> list[str | Place]:
    """The template's pieces in order. Raises ValueError that says what is wrong with it."""
    pieces: list[str | Place] = [
        _place(piece) if number % 2 else piece for number, piece in enumerate(BRACED.split(template))
    ]
    if any(isinstance(piece, str) and set("{}") & set(piece) for piece in pieces):
        raise ValueError(_("'{template}' has a brace without its other", template=template))
    return pieces


def fields_of(template: str) -> tuple[str, ...]:
    """The fields of the record that the template reads."""
    places = (piece for piece in parts(template) if isinstance(piece, Place))
    return tuple(dict.fromkeys(place.name for place in places if place.option is None))


def options_of(template: str) -> tuple[str, ...]:
    """The origin's options that the template reads."""
    return tuple(place.option for place in parts(template) if isinstance(place, Place) and place.option)


def with_options(template: str, options: Mapping[str, Any]) -> str | None:
    """The template with its options filled in; None where the origin has one of them not."""
    text = ""
    for piece in parts(template):
        if isinstance(piece, Place) and piece.option:
            value = options.get(piece.option)
            if value is None or not str(value).strip():
                return None
            text += _cut(str(value).strip(), piece).rstrip("/").replace("{", "%7B").replace("}", "%7D")
        else:
            text += piece if isinstance(piece, str) else _written(piece)
    return text


def filled(template: str) -> pl.Expr:
    """The text of each row; null where one of the template's fields is."""
    return pl.concat_str([pl.lit(piece) if isinstance(piece, str) else _value(piece) for piece in parts(template)])


def _place(text: str) -> Place:
    name, *cuts = (word.strip() for word in text.split("|"))
    pairs = tuple((how, mark) for how, _colon, mark in (cut.partition(":") for cut in cuts))
    if not name or name == OPTION or not all(how in CUTS and mark for how, mark in pairs):
        message = _("'{{{place}}}' is no place to fill: write {{field}}, {{field|after:x}} or {{options.host}}")
        raise ValueError(message.format(place=text))
    return Place(name, pairs)


def _written(place: Place) -> str:
    return "{" + "|".join([place.name, *(f"{how}:{mark}" for how, mark in place.cuts)]) + "}"


def _cut(value: str, place: Place) -> str:
    for how, mark in place.cuts:
        before, _mark, after = value.partition(mark)
        value = after if how == "after" and _mark else before if how == "before" else value
    return value


def _value(place: Place) -> pl.Expr:
    value = pl.col(place.name)
    for how, mark in place.cuts:
        halves = value.str.splitn(mark, 2).struct
        value = pl.coalesce(halves.field("field_1"), value) if how == "after" else halves.field("field_0")
    return value
