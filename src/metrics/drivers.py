"""What a change comes from: the one group, of several ways to group, whose part in it is largest."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from metrics.definition import Metric

MOST = 0.5  # of a change: a group with that much of it is where most of it comes from


@dataclass(frozen=True)
class Driver:
    """A group's part in a change, and what all other groups changed together."""

    dimension: str
    member: str
    change: float
    others: float

    @property
    def outweighs(self) -> bool:
        """Whether all others together went the other way."""
        return self.others * self.change < 0

    @property
    def most(self) -> bool:
        return abs(self.change) >= MOST * abs(self.change + self.others)


def driver(metric: Metric, change: float, parts: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]]) -> Driver | None:
    """Of all groups that went the way of the change, the one that went farthest; None if no group can be told.

    `parts` are the metric now and before by dimension. A dimension with one group says nothing, and a group that is
    not known explains nothing.
    """
    found: list[Driver] = []
    for dimension, (now, before) in parts.items():
        changes = _changes(metric, dimension, now, before)
        if len(changes) > 1:
            found += [Driver(dimension, member, part, change - part)
                      for member, part in changes.items() if isinstance(member, str) and part * change > 0]  # fmt: skip
    return max(found, key=lambda one: abs(one.change), default=None)


def _changes(metric: Metric, dimension: str, now: pd.DataFrame, before: pd.DataFrame) -> dict[str | None, float]:
    """By group: its figure now less that before; one that is in one of the two only counts from or to 0."""
    figures = []
    for frame in (now, before):
        members = [None if pd.isna(member) else str(member) for member in frame[dimension].tolist()]
        values = [0.0 if pd.isna(value) else float(value) for value in frame[metric.name].tolist()]
        figures.append({m: v for m, v in zip(members, values, strict=True) if v})
    later, earlier = figures
    return {member: later.get(member, 0.0) - earlier.get(member, 0.0) for member in {**later, **earlier}}
