"""What a reader must know of a result besides its figures, in the language of who asks."""

from collections.abc import Mapping
from typing import Any

from i18n import _, mid_sentence, ngettext
from metrics.dimensions import DIMENSIONS

DECIDED_ON = "decided_on"


def notes(attrs: Mapping[str, Any]) -> list[str]:
    """Sentences on a result's frame from its `attrs`: undated rows, filters that do not apply, other date bases."""
    found = []
    if attrs["undated"]:
        n = attrs["undated"]
        found.append(ngettext("{n} undated deal is not shown.", "{n} undated deals are not shown.", n))
    for name, dimensions in attrs["ignored_by"].items():
        found.append(_("{metric} is not filtered by {dimensions}.", metric=_(name), dimensions=_labels(dimensions)))
    todays_by: Mapping[str, str] = attrs.get("todays_by", {})
    for dimensions in dict.fromkeys(todays_by.values()):
        sentence = _(
            "{metric}: past days go by what is known of the deals today, as their history is not kept by {dimensions}.",
            metric=", ".join(_(name) for name, those in todays_by.items() if those == dimensions),
            dimensions=_labels(dimensions),
        )
        found.append(sentence)
    return found + [_(sentence) for sentence in attrs["date_notes"]]


def _labels(dimensions: str) -> str:
    return ", ".join(_label(dimension) for dimension in dimensions.split(", "))


def _label(dimension: str) -> str:
    return mid_sentence(_(DIMENSIONS[dimension].label)) if dimension in DIMENSIONS else dimension
