"""What reps did, in points: each event counts once, on the local day of the rep's team, by the rules of that day."""

import narwhals as nw

from data.rep_events import STAGE
from i18n import N_
from metrics.definition import Metric, among

TABLE, DAY, CALL = "rep_events", "day", "call"
COUNTED, EVENT = nw.col("counted"), nw.col("event")
CALLED, ENTERED = COUNTED & (EVENT == CALL), COUNTED & (EVENT == STAGE)

POINTS = Metric(
    "points", N_("Points"), kind="sum", unit="count", table=TABLE, date=DAY, better="up", of=COUNTED,
    value=nw.col("points").sum(), n=COUNTED.sum(),
    about=N_("Points of what reps did, on their team's local day, by the rules in force that day; n is what counted."),
)  # fmt: skip
CALLS = Metric(
    "calls", N_("Calls"), kind="count", unit="count", table=TABLE, date=DAY, better="up", of=CALLED,
    value=CALLED.sum(), about=N_("Calls that count by the point rules of their day: kind, direction, status, length."),
)  # fmt: skip
CALL_MINUTES = Metric(
    "call_minutes", N_("Call minutes"), kind="sum", unit="count", table=TABLE, date=DAY, better="up", of=CALLED,
    value=among(CALLED, "duration_s").sum() / 60, n=among(CALLED, "duration_s").count(),
    about=N_("Minutes of the calls that count by the point rules; n is the calls whose length is known."),
)  # fmt: skip
STAGE_ENTRIES_SCORED = Metric(
    "scored_entries", N_("Stage entries scored"), kind="count", unit="count", table=TABLE, date=DAY, better="up",
    of=ENTERED, value=ENTERED.sum(),
    about=N_("Deals that entered a stage the point rules name; once per deal, stage and day, of the owner then."),
)  # fmt: skip
