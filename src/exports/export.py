"""What an export holds: a page's exhibits, and under which circumstances they were measured."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from errors import UnknownName
from filters import Window
from i18n import _
from metrics.definition import Metric
from metrics.run import last_day
from pages.asked import Asked
from pages.exhibit import Exhibit
from settings import settings


@dataclass(frozen=True)
class Export:
    """All or some exhibits of a page."""

    page: str  # as addresses call it
    title: str
    address: str  # at which the page shows the same
    made_at: datetime
    found: Asked
    exhibits: tuple[Exhibit, ...]

    def only(self, name: str) -> Self:
        """With nothing but the exhibit of that name. Raises UnknownName with those there are."""
        kept = tuple(exhibit for exhibit in self.exhibits if exhibit.name == name)
        if not kept:
            raise UnknownName(_("exhibit"), name, [exhibit.name for exhibit in self.exhibits])
        return replace(self, exhibits=kept)

    @property
    def currency(self) -> str:
        return self.found.currency

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """All metrics shown, each once."""
        return tuple(dict.fromkeys(metric for exhibit in self.exhibits for metric in exhibit.metrics))

    @property
    def window(self) -> Window:
        """The days that the filters mean."""
        return self.found.filters.window(last_day(self.found.snapshot), settings().company.fiscal_year_start)

    def file_name(self, name: str, ending: str) -> str:
        """What is shown and of which days, in letters that any system takes."""
        days = "_".join(day.isoformat() for day in self.window if day)
        return re.sub(r"[^A-Za-z0-9_.-]+", "-", f"{name}_{days if self.window.start else f'to_{days}'}.{ending}")
