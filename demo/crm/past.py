"""A small company in a VTiger Cloud: a dozen reps in three groups, and what they did up to this moment.

    company = fill(Store(), "http://127.0.0.1:8051", ZoneInfo("Europe/Paris"))

The same at each run for the same moment. A few deals and a call are there for what `day` does to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from demo.crm.vtiger_store import TIME, Store
from demo.crm.written import COMPLETED, call, entry
from demo.names import CITIES, ENDS, FIRST_NAMES, LAST_NAMES, STARTS, SUFFIXES
from demo.people import NAMES
from demo.randomness import stream

TEAMS = {"Inside Sales": 5, "Field Sales": 4, "Partner Sales": 3}
QUEUE = "Inbound queue"  # a group that owns deals nobody has taken yet
PATH = ("New", "Qualifying", "Demo Scheduled", "Demo Given", "Quote Sent", "Negotiation", "Closed Won")
GOODS = ("Spectrometers", "Balances", "Pumps", "Sample changers", "Column ovens", "Detectors")
WORKED = 30  # working days of the past that it knows of
CALLED = 20  # those of them with calls
ACCOUNTS, DEALS = 24, 60
LOST = 0.06  # of the deals, at each step
OPENS, CLOSES = 8.5, 17.5  # hours of a working day
CALLS_A_DAY = (9, 16)  # of a rep, from the quietest to the busiest


@dataclass(frozen=True)
class Company:
    """What has been filled in: names by id; `planted` are ids by what is going to happen to them."""

    store: Store
    address: str
    zone: ZoneInfo
    reps: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    planted: dict[str, str] = field(default_factory=dict)
    rng: np.random.Generator = field(default_factory=lambda: stream("crm past"))

    @property
    def now(self) -> datetime:
        """This moment, by the instance's clock."""
        return self.store.clock.now()

    @property
    def star(self) -> str:
        """The rep who passes the goal in the course of the day."""
        return next(iter(self.reps))

    def days(self) -> list[date]:
        """Working days before today, oldest first."""
        today = self.now.astimezone(self.zone).date()
        past = (today - timedelta(days=back) for back in range(1, 3 * WORKED))
        return [day for day in past if day.weekday() < 5][:WORKED][::-1]

    def moment(self, day: date) -> datetime:
        """A moment of that day's working hours; of today's one that has been."""
        midnight = datetime.combine(day, datetime.min.time(), self.zone)
        first, last = midnight + timedelta(hours=OPENS), midnight + timedelta(hours=CLOSES)
        if day == (now := self.now.astimezone(self.zone)).date():
            first, last = first if now > first + timedelta(hours=1) else midnight, now
        at = first.timestamp() + float(self.rng.random()) * (last.timestamp() - first.timestamp())
        return datetime.fromtimestamp(int(at), self.now.tzinfo)


def fill(store: Store, address: str, zone: ZoneInfo) -> Company:
    """Put the company's past into an instance that is served at that address."""
    made = Company(store, address, zone)
    _people(made)
    _accounts(made)
    _deals(made)
    _plant(made)
    _calls(made)
    return made


def put_deal(company: Company, rep: str, account: str, entries: Sequence[tuple[str, datetime]]) -> str:
    """A deal that has been through these stages; gives its id."""
    goods = GOODS[int(company.rng.integers(len(GOODS)))]
    fields: dict[str, str] = {}
    for stage, at in entries:
        fields |= {"prev_sales_stage": fields.get("sales_stage", "")} | entry(stage, at)
    last = entries[-1][1]
    return company.store.put(
        "Potentials", potentialname=f"{goods} for {company.accounts[account]}", related_to=account,
        assigned_user_id=rep, amount=f"{int(company.rng.lognormal(9.2, 0.7)) // 50 * 50}.00000000", pipeline="Standard",
        closingdate=(last + timedelta(days=int(company.rng.integers(5, 60)))).date().isoformat(),
        createdtime=entries[0][1].strftime(TIME), modifiedtime=last.strftime(TIME), **fields,
    )  # fmt: skip


def _people(company: Company) -> None:
    names = iter(NAMES)
    for team, size in TEAMS.items():
        group = company.store.put("Groups", groupname=team)
        for _n in range(size):
            first, _space, last = (name := next(names)).partition(" ")
            login = f"{first}.{last}@tarvenholt.example".lower()
            rep = company.store.put(
                "Users", user_name=login, email1=login, first_name=first, last_name=last, status="Active",
                user_primary_group=group,
            )  # fmt: skip
            company.reps[rep] = name


def _accounts(company: Company) -> None:
    cities = [(country, city) for region in CITIES.values() for country, towns in region.items() for city in towns]
    for n in range(ACCOUNTS):
        sector = tuple(SUFFIXES)[n % len(SUFFIXES)]
        name = f"{STARTS[n]}{ENDS[n * 7 % len(ENDS)]} {SUFFIXES[sector][n % 3]}"
        country, city = cities[n % len(cities)]
        account = company.store.put(
            "Accounts", accountname=name, industry=sector, bill_city=city, bill_country=country,
            employees=str(int(company.rng.lognormal(5, 1.2)) + 3),
        )  # fmt: skip
        company.accounts[account] = name
        company.store.put("Contacts", firstname=FIRST_NAMES[n], lastname=LAST_NAMES[-n - 1], account_id=account)


def _deals(company: Company) -> None:
    """Deals on their way through the stages, a few days for each; every sixth of the open ones moved on today."""
    days, today = company.days(), company.now.astimezone(company.zone).date()
    reps, accounts = list(company.reps), list(company.accounts)
    for n in range(DEALS):
        on = int(company.rng.integers(0, WORKED - 3))
        entries: list[tuple[str, datetime]] = []
        rep = reps[1 + n % (len(reps) - 1)] if n % 6 == 0 else reps[n % len(reps)]  # the star makes no move today
        for stage in PATH:
            lost = len(entries) > 1 and company.rng.random() < LOST
            entries.append(("Closed Lost" if lost else stage, company.moment(days[on])))
            on += int(company.rng.integers(1, 8))
            if lost or on >= len(days):
                break
        reached = entries[-1][0]
        if n % 6 == 0 and reached in PATH[:-1]:
            entries.append((PATH[PATH.index(reached) + 1], company.moment(today)))
        put_deal(company, rep, accounts[n % ACCOUNTS], entries)
    queue = company.store.put("Groups", groupname=QUEUE)
    for account in accounts[-2:]:
        put_deal(company, queue, account, [(PATH[0], company.moment(days[-1]))])


def _plant(company: Company) -> None:
    """What is going to be won by the star, handed over, deleted, edited and corrected in the course of the day."""
    days, today = company.days(), company.now.astimezone(company.zone).date()
    accounts = list(company.accounts)
    _star, giver, doubler, editor, caller = list(company.reps)[:5]

    def deal(rep: str, account: int, *stages: str, on: date) -> str:
        return put_deal(company, rep, accounts[account], [
            *((stage, company.moment(day)) for stage, day in zip(stages[:-1], days[-9:], strict=False)),
            (stages[-1], company.moment(on)),
        ])  # fmt: skip

    for n, stage in enumerate(("Qualifying", "Demo Scheduled", "Demo Given", "Negotiation")):
        company.planted[f"star {stage}"] = deal(company.star, n, *PATH[: PATH.index(stage) + 1], on=days[-1])
    company.planted["handed over"] = deal(giver, 5, *PATH[:4], on=today)
    company.planted["doubled"] = deal(doubler, 6, *PATH[:3], on=today)
    company.planted["old"] = deal(editor, 7, *PATH[:3], on=days[-1])
    company.planted["miscounted"] = _call(company, caller, today, "no-answer", 0)


def _calls(company: Company) -> None:
    """Calls of the last weeks, and as many today as fit into the hours that have been."""
    now = company.now.astimezone(company.zone)
    passed = min(1.0, max(0.0, (now.hour + now.minute / 60 - OPENS) / (CLOSES - OPENS)))
    means = np.linspace(CALLS_A_DAY[1], CALLS_A_DAY[0], len(company.reps))
    for day in company.days()[-CALLED:]:
        for rep, mean in zip(company.reps, means, strict=True):
            for _n in range(int(company.rng.poisson(mean))):
                _call(company, rep, day, *drawn(company.rng))
    for rep, mean in zip(company.reps, means, strict=True):
        for _n in range(min(20, 2 + int(company.rng.poisson(mean * passed)))):
            _call(company, rep, now.date(), *drawn(company.rng))


def drawn(rng: np.random.Generator) -> tuple[str, int]:
    """How a call went: its status and its length in seconds."""
    status = str(rng.choice([COMPLETED, "no-answer", "busy"], p=[0.75, 0.17, 0.08]))
    return status, int(rng.lognormal(4.9, 0.8)) + 5 if status == COMPLETED else 0


def _call(company: Company, rep: str, day: date, status: str, seconds: int) -> str:
    started = company.moment(day)
    account = list(company.accounts)[int(company.rng.integers(ACCOUNTS))]
    direction = "outbound" if company.rng.random() < 0.8 else "inbound"
    made = company.store.put(
        "PhoneCalls", callstatus=status, direction=direction, customer=account, customertype="Accounts", user=rep,
        assigned_user_id=rep, gateway="PhoneCalls", modifiedtime=started.strftime(TIME), **call(started, seconds),
    )  # fmt: skip
    if seconds > 300:
        company.store.put(
            "PhoneCalls", made, recordingurl=f"{company.address}/recordings/{made}", modifiedtime=started.strftime(TIME)
        )
    return made
