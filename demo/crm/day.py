"""What happens in the company's CRM in the minutes after it was filled: events, each at its time, the same every run.

    for event in events(company, minutes=15):
        ... wait until event.after seconds have passed ...
        happen(event, company)

The star passes the goal, one deal changes hands, a doubled one is deleted, an old one is edited, a call is corrected.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from demo.crm.past import GOODS, PATH, Company, drawn
from demo.crm.written import COMPLETED, call, entry
from demo.randomness import stream

CALLS, NEW_DEALS, STAGES = 48, 4, 10  # of a day
STAR = (0.1, 0.25, 0.4, 0.6)  # when the star moves each of four deals on: parts of the day
KINDS = ("call", "deal", "stage", "owner", "deletion", "edit", "correction")


@dataclass(frozen=True)
class Event:
    """One change: `fields` of a record, or of a new one, with the times of the moment in which it happens."""

    after: float  # seconds since the day began
    kind: str  # one of KINDS
    module: str
    says: str
    record: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    seconds: int = 0  # a call's length
    stage: str = ""  # that the deal enters


def events(company: Company, minutes: float = 15) -> list[Event]:
    """The day's events in order, spread over so many minutes."""
    rng = stream("crm day")
    found = [*_calls(company, rng), *_new_deals(company, rng), *_stages(company, rng), *_changes(company)]
    return sorted((_stretched(event, minutes * 60) for event in found), key=lambda event: event.after)


def happen(event: Event, company: Company) -> None:
    """Let an event happen now, by the instance's clock."""
    now = company.now.replace(microsecond=0)
    if event.kind == "deletion":
        company.store.remove(event.record or "")
        return
    fields = dict(event.fields)
    if event.kind in ("call", "correction"):
        fields |= call(now - timedelta(seconds=event.seconds), event.seconds)
    if event.kind == "correction":  # it was when it was: only how it went is said anew
        fields = {name: text for name, text in fields.items() if name not in ("starttime", "endtime", "CreatedTime")}
    if event.stage:
        fields |= entry(event.stage, now)
    made = company.store.put(event.module, event.record, **fields)
    if event.kind == "call" and event.seconds:
        company.store.put("PhoneCalls", made, recordingurl=f"{company.address}/recordings/{made}")


def _stretched(event: Event, seconds: float) -> Event:
    return Event(**{**vars(event), "after": round(event.after * seconds, 1)})


def _calls(company: Company, rng: np.random.Generator) -> Iterator[Event]:
    """Calls all day long, more by those who call more; `after` is a part of the day here and below."""
    reps, accounts = list(company.reps), list(company.accounts)
    weights = np.linspace(2, 1, len(reps)) / np.linspace(2, 1, len(reps)).sum()
    for n in range(CALLS):
        rep, account = str(rng.choice(reps, p=weights)), accounts[int(rng.integers(len(accounts)))]
        status, seconds = drawn(rng)
        fields = {
            "callstatus": status, "direction": "outbound", "customer": account, "customertype": "Accounts",
            "user": rep, "assigned_user_id": rep,
        }  # fmt: skip
        how = f", {seconds // 60} min {seconds % 60} s" if status == COMPLETED else f": {status}"
        says = f"{company.reps[rep]} called {company.accounts[account]}{how}"
        yield Event((n + float(rng.random())) / CALLS, "call", "PhoneCalls", says, None, fields, seconds)


def _new_deals(company: Company, rng: np.random.Generator) -> Iterator[Event]:
    reps, accounts = list(company.reps), list(company.accounts)
    for n in range(NEW_DEALS):
        rep, account = reps[int(rng.integers(len(reps)))], accounts[-n - 1]
        name, amount = f"{GOODS[n]} for {company.accounts[account]}", f"{9000 + 2500 * n}.00000000"
        fields = {
            "potentialname": name, "related_to": account, "assigned_user_id": rep, "amount": amount,
            "pipeline": "Standard", "closingdate": (company.now + timedelta(days=30)).date().isoformat(),
        }  # fmt: skip
        at = (n + float(rng.random())) / NEW_DEALS
        yield Event(at, "deal", "Potentials", f"{company.reps[rep]} created {name}", None, fields, stage=PATH[0])


def _stages(company: Company, rng: np.random.Generator) -> Iterator[Event]:
    """The star's four deals, and open deals of others, each a stage on."""
    for part, stage in zip(STAR, ("Qualifying", "Demo Scheduled", "Demo Given", "Negotiation"), strict=True):
        yield _moved_on(company, company.planted[f"star {stage}"], part)
    open_ones = [
        row["id"]
        for row in company.store.rows("Potentials")
        if row["sales_stage"] in PATH[1:-1] and row["assigned_user_id"] != company.star
    ]
    left = [deal for deal in open_ones if deal not in company.planted.values()]
    for n, deal in enumerate(rng.choice(left, STAGES, replace=False)):
        yield _moved_on(company, str(deal), (n + float(rng.random())) / STAGES)


def _moved_on(company: Company, deal: str, part: float) -> Event:
    row = company.store.get(deal)
    stage = PATH[PATH.index(row["sales_stage"]) + 1]
    says = f"{company.reps[row['assigned_user_id']]} moved {row['potentialname']} to {stage}"
    return Event(part, "stage", "Potentials", says, deal, stage=stage)


def _changes(company: Company) -> Iterator[Event]:
    """What happens to records after they scored; none of it takes points from whoever made them."""
    planted, reps = company.planted, list(company.reps)
    deals = {what: company.store.get(planted[what])["potentialname"] for what in ("handed over", "doubled", "old")}
    heir = reps[-1]
    yield Event(0.3, "owner", "Potentials", f"{deals['handed over']} was handed over to {company.reps[heir]}",
                planted["handed over"], {"assigned_user_id": heir})  # fmt: skip
    yield Event(
        0.5, "deletion", "Potentials", f"{deals['doubled']} was deleted: it was there twice", planted["doubled"]
    )
    yield Event(0.7, "edit", "Potentials", f"The amount of {deals['old']}, of the last working day, was raised",
                planted["old"], {"amount": "31500.00000000", "nextstep": "Send the new offer"})  # fmt: skip
    caller = company.store.get(planted["miscounted"])["user"]
    yield Event(0.2, "correction", "PhoneCalls", f"A call of {company.reps[caller]} was no miss after all: 4 min",
                planted["miscounted"], {"callstatus": COMPLETED}, 240)  # fmt: skip
