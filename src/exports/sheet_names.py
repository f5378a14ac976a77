"""Names that sheets of a workbook may have: 31 characters at most, some forbidden, no two alike."""

import re
from collections.abc import Sequence

LONGEST = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
RESERVED = "history"  # Excel keeps it for itself


def sheet_names(titles: Sequence[str]) -> list[str]:
    """A name for each title, as much of it as a sheet can be called by."""
    taken = {RESERVED}
    names = []
    for title in titles:
        name = _free(" ".join(FORBIDDEN.sub(" ", title).split()).strip("' "), taken)
        taken.add(name.casefold())
        names.append(name)
    return names


def _free(wanted: str, taken: set[str]) -> str:
    name, number = wanted[:LONGEST].rstrip("' "), 1
    while not name or name.casefold() in taken:
        number += 1
        ending = f" {number}" if wanted else str(number)
        name = f"{wanted[: LONGEST - len(ending)].rstrip()}{ending}"
    return name
