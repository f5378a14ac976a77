"""Calls, messages and meetings. From the day of the new telephone system on calls log themselves.

A demo given is a meeting, a demo scheduled a call that reached somebody; the rest is the daily work of the
reps, far more of it on the desk's telephone days.
"""

import numpy as np
import pandas as pd

from demo.duty import AT_WORK, OFF, TELEPHONE_DAY, Duty
from demo.people import INSIDE
from demo.randomness import pick_rows, stream
from demo.stages import GIVEN, SCHEDULED
from demo.timeline import DAYS, TELEPHONY, iso_instants

COUNT = 80_000
TYPES = ("call", "sms", "email", "meeting")
DESK_MIX = np.array([0.86, 0.05, 0.09, 0.0])
FIELD_MIX = np.array([0.42, 0.06, 0.32, 0.20])
# activities a day: on the telephone day, on another day at the desk, in the field
BEFORE, SINCE = (4.5, 1.0, 0.36), (51.0, 7.6, 0.55)
LOGGED_BY_HAND = 0.25  # share of demos and their calls that anybody wrote down before


def activities(
    deals: pd.DataFrame, entries: pd.DataFrame, reps: pd.DataFrame, accounts: pd.DataFrame, duty: Duty
) -> pd.DataFrame:
    """The activities file, by start."""
    rng = stream("activities")
    demos = _of_demos(rng, entries)
    rows = pd.concat([demos, _daily_work(rng, reps, deals, duty, COUNT - len(demos))], ignore_index=True)
    _add_details(rng, rows)
    rows = rows.sort_values(["day", "second", "rep"], kind="stable", ignore_index=True)
    deal_ids, account_of = [*deals.opportunity_id, None], np.array([*deals.account, len(accounts)])
    account_ids = [*accounts.account_id, None]
    return pd.DataFrame(
        {
            "activity_id": [f"T{n:05}" for n in range(1, COUNT + 1)],
            "activity_type": rows.type,
            "rep_id": reps.rep_id.to_numpy()[rows.rep],
            "account_id": [account_ids[a] for a in account_of[rows.deal]],
            "opportunity_id": [deal_ids[d] for d in rows.deal],
            "started_at": iso_instants(rows.day, rows.second),
            "duration_s": rows.duration.astype("Int64"),
            "direction": rows.direction,
            "call_status": rows.status,
        }
    )


def _of_demos(rng: np.random.Generator, entries: pd.DataFrame) -> pd.DataFrame:
    seen = entries[entries.stage.isin([SCHEDULED, GIVEN]) & (entries.day >= 0) & (entries.day < DAYS)]
    seen = seen[(seen.day >= TELEPHONY) | (rng.random(len(seen)) < LOGGED_BY_HAND)]
    kind = np.where(seen.stage == GIVEN, "meeting", "call")
    return pd.DataFrame({"rep": seen.rep, "day": seen.day, "deal": seen.deal, "type": kind, "reached": True})


def _daily_work(
    rng: np.random.Generator, reps: pd.DataFrame, deals: pd.DataFrame, duty: Duty, count: int
) -> pd.DataFrame:
    """Exactly `count` activities, drawn rep by rep and day by day, on deals that were open then where there is one."""
    drawn = []
    for rep in range(len(reps)):
        desk = reps.team[rep] == INSIDE
        days = np.repeat(np.arange(DAYS), _daily_counts(rng, rep, desk, duty))
        kind = rng.choice(TYPES, len(days), p=DESK_MIX if desk else FIELD_MIX)
        drawn.append(pd.DataFrame({"rep": rep, "day": days, "deal": _deals(rng, deals, rep, days), "type": kind}))
    work = pd.concat(drawn, ignore_index=True)
    if len(work) < count:
        raise ValueError(f"drew {len(work)} activities, {count} are wanted: raise SINCE")
    keep = np.sort(rng.permutation(len(work))[:count])
    return work.loc[keep].assign(reached=False)


def _daily_counts(rng: np.random.Generator, rep: int, desk: bool, duty: Duty) -> np.ndarray:
    days = np.arange(DAYS)
    states = duty.of(rep, days)
    rates = np.where(days[:, None] < TELEPHONY, BEFORE, SINCE)
    mean = np.where(states == TELEPHONE_DAY, rates[:, 0], rates[:, 1] if desk else rates[:, 2])
    energy = rng.lognormal(0, 0.12)
    return rng.poisson(mean * energy * rng.gamma(9, 1 / 9, DAYS) * (states >= AT_WORK) * (states != OFF))


def _deals(rng: np.random.Generator, deals: pd.DataFrame, rep: int, days: np.ndarray) -> np.ndarray:
    """For each day a deal of the rep that is open on it, by up to eight tries among the latest; else none."""
    own = np.flatnonzero(deals.rep == rep)
    created, closed = deals.created.to_numpy()[own], deals.closed.to_numpy()[own]
    opened = np.searchsorted(created, days, side="right")
    chosen = np.full(len(days), len(deals))
    for _ in range(8):
        candidate = opened - 1 - rng.integers(0, 60, len(days))
        fits = (chosen == len(deals)) & (candidate >= 0)
        fits[fits] = closed[candidate[fits]] >= days[fits]
        chosen[fits] = own[candidate[fits]]
    return chosen


def _add_details(rng: np.random.Generator, rows: pd.DataFrame) -> None:
    """Time of day, direction, status and duration, in place."""
    n = len(rows)
    rows["second"] = 7 * 3600 + 1800 + (rng.beta(1.6, 1.6, n) * 34_000).astype(int)
    incoming = (rng.random(n) < np.where(rows.type == "email", 0.35, 0.12)) & ~rows.reached & (rows.type != "meeting")
    rows["direction"] = np.where(incoming, "inbound", "outbound")
    outcomes = np.array(["connected", "no answer", "voicemail", "busy", "missed"], dtype=object)
    chances = np.where(incoming.to_numpy()[:, None], [0.82, 0, 0.06, 0, 0.12], [0.42, 0.34, 0.18, 0.06, 0])
    status = outcomes[np.where(rows.reached, 0, pick_rows(rng, chances))]
    call = rows.type == "call"
    rows["status"] = np.where(call, status, None)
    talk = np.clip(rng.lognormal(5.1, 0.8, n), 15, 3600)
    length = np.where(status == "connected", talk, np.where(status == "voicemail", rng.uniform(12, 50, n), 0))
    meeting = rng.uniform(1500, 5400, n)
    rows["duration"] = pd.Series(np.where(call, length, meeting).round()).where(call | (rows.type == "meeting"))
