"""What has gone from a VTiger: told by `sync` where that works, and found everywhere by comparing all ids.

A comparison goes through the ids page by page, so that it can be left and taken up again. An id that is
missing is asked for once more by itself before it counts as deleted; one that is not known is fetched.
Where far fewer are there than are known, none is taken for deleted: a user who has lost rights sees fewer too.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from data.sources._base import SourceConfig
from data.sources._server import number_option
from data.sources._vtiger import Row, Vtiger
from data.sources._vtiger_pages import Sleep, count, number_of, pages_of, records_of
from i18n import _, number

MOST_GONE = 0.5  # share of a module's records that may have been deleted since they were last compared
FEW = 20  # records of which all may have been
STEPS = 1000  # answers of one sync; a server that never ends is left then


class Compared(NamedTuple):
    """One page of a comparison: the ids gone, the records not known before, where it goes on (None: ended)."""

    gone: Sequence[str]
    new: Sequence[Row]
    after: str | None


def told_deleted(server: Vtiger, module: str, unix: int) -> list[str] | None:
    """The ids that `sync` says were deleted since then; None where it does not work."""
    found: list[str] = []
    for _step in range(STEPS):
        answer = server.deleted_since(module, unix)
        if answer is None:
            return None
        found += answer.ids
        if not answer.more or answer.last <= unix:
            return found
        unix = answer.last
    return found


def too_few_are_there(server: Vtiger, module: str, config: SourceConfig) -> bool:
    """Whether so many of the records known are missing that a lost right explains it better; says so."""
    known, most = len(config.known(module)), number_option(config, "most_gone", MOST_GONE)
    there = count(server, module, (), None) if known > FEW else None
    if there is None or there >= known * (1 - most):
        return False
    config.say(
        _("{module}: this user sees {n} records, and {known} are known. None is taken for deleted: check what the user"
          " may see. If they are gone, set the option most_gone of {origin} to 1.",
          module=module, n=number(there), known=number(known), origin=config.origin)
    )  # fmt: skip
    return True


def comparison(
    server: Vtiger, module: str, known: Callable[[str], set[str]], sleep: Sleep, after: str | None
) -> Iterator[Compared]:
    """Compare the ids of the log with those of the server, from after that id on."""
    ours = known(module)
    ordered = sorted(ours, key=number_of)
    numbers = [number_of(i) for i in ordered]
    begin = bisect_right(numbers, number_of(after or ""))
    for rows, following in pages_of(server, module, sleep, "id", after=after):
        here = {row["id"] for row in rows}
        end = len(numbers) if following is None else bisect_right(numbers, number_of(following))
        missing = [i for i in ordered[begin:end] if i not in here]
        still_there = {row["id"] for row in records_of(server, module, missing, "id")}
        new = records_of(server, module, sorted(here - ours, key=number_of))
        yield Compared([i for i in missing if i not in still_there], new, following)
        begin = max(begin, end)
