"""The current month's deals one by one: what was won, lost and opened in the month of the last day with facts."""

import pandas as pd

from filters import Filters
from i18n import N_, _, number, period
from metrics.deals import Which, deals_of_each
from metrics.sales import DEALS_LOST, DEALS_WON, OPPORTUNITIES
from pages.asked import Asked
from pages.components import notes
from pages.exhibit import Exhibit

COUNTED = (DEALS_WON, DEALS_LOST, OPPORTUNITIES)
WHICH: tuple[Which, ...] = ("won", "lost", "opened")
COLUMNS = ("account", "product", "rep", "stage", "status", "value", "opened_on", "decided_on", "opportunity")
STATUSES = {"won": N_("won"), "lost": N_("lost"), "open": N_("open"), "untouched": N_("untouched")}


async def deals_of_the_month(found: Asked) -> Exhibit:
    """The newest of each, under the filters other than the period."""
    month = Filters("this_month", compare="none", dims=found.filters.dims)
    parts = await deals_of_each(month, found.scope, found.snapshot, WHICH, "newest")
    won, lost, opened = (number(part.attrs["count"]) for part in parts)
    frame = _together(parts)
    first = parts[0].attrs["window"][0]
    missing = sum(part.attrs["count"] - len(part) for part in parts)
    more = _("Listed are the newest; {n} are not.", n=number(missing)) if missing else ""
    return Exhibit(
        "kpis-deals", _("Deals of {month}", month=period(first, "month")), frame, (),
        subtitle=_("won {won}, lost {lost}, opened {opened}; whatever the period above", won=won, lost=lost,
                   opened=opened),
        note=notes(frame, also=[more]), labels=_labels(), units={"value": "money"},
    )  # fmt: skip


def _together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Each deal once, though it may have been opened and decided in the same month; the newest on top."""
    known = [part for part in parts if len(part)]
    frame = pd.concat(known, ignore_index=True) if known else parts[0]
    frame = frame[frame["opportunity_id"].isna() | ~frame["opportunity_id"].duplicated()]
    newest = frame[["opened_on", "decided_on"]].max(axis=1).sort_values(ascending=False, kind="stable").index
    named = [c for c in COLUMNS if c != "opportunity" or frame[c].notna().any()]
    result = frame.loc[newest, named].reset_index(drop=True)
    result["status"] = [_(STATUSES.get(status, status)) for status in result["status"]]
    result.attrs = parts[0].attrs
    return result


def _labels() -> dict[str, str]:
    return {"opportunity": _("Deal"), "value": _("Amount"), "opened_on": _("Opened"), "decided_on": _("Closed")}
