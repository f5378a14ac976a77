"""What a reader must know of a result besides its figures, in the language of who asks."""

from collections.abc import Mapping
from typing import Any

from i18n import _, ngettext

DECIDED_ON = "decided_on"


def notes(attrs: Mapping[str, Any]) -> list[str]:
    """Sentences on a result's frame from its `attrs`: undated rows, filters that do not apply, other date bases."""
    found = []
    if attrs["undated"]:
        n = attrs["undated"]
        found.append(ngettext("{n} undated deal is not shown.", "{n} undated deals are not shown.", n))
    for name, dimensions in attrs["ignored_by"].items():
        found.append(_("{metric} is not filtered by {dimensions}.").format(metric=_(name), dimensions=dimensions))
    return found + [_(sentence) for sentence in attrs["date_notes"]]
