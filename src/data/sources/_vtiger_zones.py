"""Whether telephones and workflows write their times in the zones that the origin says.

They write local times without a mark. The server records a call as it begins, and a deal's entry into a stage as
a workflow notes it: if nearly all of these pairs are apart by whole quarters of an hour, the zone is another one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from data.sources._base import Page, SourceConfig
from data.sources._vtiger_place import TIME
from i18n import N_, _, number

ENOUGH, MOST = 5, 0.8  # pairs to judge by, and the share of them that has to agree
LOOKED_AT = 2000  # records of a run, at most
QUARTER, SLACK = 15 * 60, 120  # seconds
WRITTEN = "%m-%d-%Y %I:%M %p"
CALLS, DEALS = ("PhoneCalls", "PBXManager"), "Potentials"
SAYS = {
    "calls": N_("The start of most calls is {hours} hours apart from when they were recorded"),
    "workflow": N_("The times at which deals entered a stage are mostly {hours} hours apart from the server's own"),
}


def zones_checked(config: SourceConfig, server: ZoneInfo, pages: Iterable[Page]) -> Iterator[Page]:
    """The pages as they are; at their end a sentence for each zone that cannot be right. `server`: its own zone."""
    apart: dict[str, list[float]] = {name: [] for name in SAYS}
    zones = {name: ZoneInfo((config.options.get("zones") or {}).get(name, "UTC")) for name in SAYS}
    left = dict.fromkeys((*CALLS, DEALS), LOOKED_AT)
    for page in pages:
        for record in page.records:
            if left.get(record.kind, 0) <= 0:
                break  # all of a page are of one kind
            left[record.kind] -= 1
            name = "calls" if record.kind in CALLS else "workflow"
            pair = _call(record.payload) if record.kind in CALLS else _stage(record.payload)
            if pair:
                local, recorded = pair[0].replace(tzinfo=zones[name]), pair[1].replace(tzinfo=server)
                apart[name].append((local - recorded).total_seconds())
        yield page
    for name, seconds in apart.items():
        if hours := _hours(seconds):
            advice = _("Set the option zones.{name} of {origin}; it is {zone} now.",
                       name=name, origin=config.origin, zone=zones[name].key)  # fmt: skip
            config.say(_(SAYS[name]).format(hours=number(hours)) + ". " + advice)


def _call(row: dict[str, Any]) -> tuple[datetime, datetime] | None:
    """When a call began by its telephone, and when the server recorded it."""
    return _both(_read(row.get("starttime"), TIME), _read(row.get("createdtime"), TIME))


def _stage(row: dict[str, Any]) -> tuple[datetime, datetime] | None:
    """When a deal entered its stage by the last note of a workflow, and when by the server."""
    noted = [at for name, text in row.items() if name.endswith("changedat") and (at := _read(text, WRITTEN))]
    return _both(max(noted, default=None), _read(row.get("current_stage_entry_time"), TIME))


def _both(local: datetime | None, recorded: datetime | None) -> tuple[datetime, datetime] | None:
    return (local, recorded) if local and recorded else None


def _read(text: Any, form: str) -> datetime | None:
    try:
        return datetime.strptime(str(text or ""), form)
    except ValueError:
        return None


def _hours(seconds: list[float]) -> float | None:
    """By how many hours the pairs are apart, if most of them are so by whole quarters; None if they are not."""
    quarters = [round(s / QUARTER) for s in seconds if abs(s - QUARTER * round(s / QUARTER)) <= SLACK]
    off = Counter(q for q in quarters if q)
    if len(seconds) < ENOUGH or off.total() < MOST * len(seconds):
        return None
    return abs(off.most_common(1)[0][0]) / 4
