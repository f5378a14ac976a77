"""How a record is named in the log: by its source, else by its key fields, else by its content."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from data.decode import reach
from data.mapping import KindSpec
from data.record_log import Version, version

BY_CONTENT = re.compile(r"[0-9a-f]{32}(#\d+)?")
LONGEST = 500  # characters of a name; an index of PostgreSQL takes no entry of more than 2,700 bytes


class Identifier:
    """Names the records of one kind within one delivery.

    A name made of key or content that occurs again gets its occurrence number (A1, A1#2), so that nothing is
    lost and the same delivery always gives the same names. An id of the source's own is the record's, however
    often a source that pages through a living system gives it.
    """

    def __init__(self, spec: KindSpec) -> None:
        self._spec = spec
        self._seen: Counter[str] = Counter()

    def identify(
        self, external_id: str | None, payload: dict[str, Any], modified_at: datetime | None = None
    ) -> Version:
        """The record as it enters the log, without the fields that are never stored."""
        if self._spec.never_store:
            payload = without(payload, self._spec.never_store)
        made = version("", payload, modified_at)
        name = external_id or self._numbered(self._key(payload) or made.digest.hex())
        return Version(name, made.payload, made.digest, made.modified_at)

    def _key(self, payload: dict[str, Any]) -> str:
        """The key fields' values, joined; empty if all of them are."""
        values = [reach(payload, name) for name in self._spec.key]
        parts = ["" if value is None else str(value).replace("\0", "").strip() for value in values]
        name = "|".join(parts) if any(parts) else ""
        return name if len(name) <= LONGEST else hashlib.blake2b(name.encode(), digest_size=16).hexdigest()

    def _numbered(self, name: str) -> str:
        self._seen[name] += 1
        occurrence = self._seen[name]
        if occurrence == 1:
            return name
        while (numbered := f"{name}#{occurrence}") in self._seen:  # a record is really called so
            occurrence += 1
        self._seen[name] = occurrence
        self._seen[numbered] = 1
        return numbered


def is_by_content(external_id: str) -> bool:
    """Whether this names a record by its content, since it has no id that a person would know it by."""
    return bool(BY_CONTENT.fullmatch(external_id))


def without(payload: dict[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """The payload without these fields; a dotted name reaches into nested ones."""
    kept = {name: value for name, value in payload.items() if name not in fields}
    for field in fields:
        outer, _dot, inner = field.partition(".")
        if inner and isinstance(kept.get(outer), dict):
            kept[outer] = without(kept[outer], [inner])
    return kept
