"""What a VTiger Cloud instance holds: the records of its modules, all values texts, and what has been deleted.

store = Store()
ann = store.put("Users", user_name="ann@example.com", first_name="Ann", last_name="Lee", status="Active")
deal = store.put("Potentials", potentialname="Ten pumps", assigned_user_id=ann)
store.put("Potentials", deal, sales_stage="Closed Won")     changes it: modified now
store.remove(deal)
"""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import RLock

from demo.crm.vtql import number_of

Row = dict[str, str]
TIME = "%Y-%m-%d %H:%M:%S"


class Clock:
    """The server's clock: ours, wrong by `skew`. A test may move it on."""

    def __init__(
        self, skew: timedelta = timedelta(0), read: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.skew, self._read = skew, read

    def now(self) -> datetime:
        """The instant, as this clock has it."""
        return self._read() + self.skew

    def advance(self, seconds: float) -> None:
        """Move on; a client's `sleep` in tests."""
        self.skew += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Module:
    """A module: the prefix of its ids, its label and the names of its fields, times aside."""

    prefix: int
    label: str
    fields: tuple[str, ...]
    created: str | None = "createdtime"
    modified: str | None = "modifiedtime"

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.fields, *(time for time in (self.created, self.modified) if time), "id")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MODULES = {
    "Users": Module(19, "Users", _words(
        "user_name first_name last_name email1 status roleid user_primary_group time_zone is_admin accesskey"
    ), None, None),
    "Groups": Module(20, "Groups", ("groupname", "description"), None, None),
    "Accounts": Module(3, "Organizations", _words(
        "accountname account_no industry annual_revenue employees bill_city bill_country website phone email1"
        " assigned_user_id created_user_id modifiedby isclosed"
    )),
    "Contacts": Module(4, "Contacts", _words(
        "firstname lastname title email phone mobile account_id leadsource assigned_user_id created_user_id"
        " modifiedby"
    )),
    "Potentials": Module(5, "Opportunities", _words(
        "potentialname potential_no amount adjusted_amount forecast_amount forecast_category sales_stage"
        " prev_sales_stage probability closingdate current_stage_entry_time isclosed isconvertedfromlead pipeline"
        " leadsource lost_reason opportunity_type related_to contact_id campaignid nextstep description"
        " assigned_user_id created_user_id modifiedby source starred tags cf_potentials_demoscheduledchangedat"
        " cf_potentials_demogivenchangedat cf_potentials_quotesentchangedat cf_potentials_pilotchangedat"
        " cf_potentials_needsanalysischangedat cf_potentials_closedwonchangedat"
        " cf_potentials_closedlostchangedat"
    )),
    "PhoneCalls": Module(43, "Phone Calls", _words(
        "callstatus direction customer customertype customernumber starttime endtime totalduration billduration"
        " user recordingurl gateway sourceuuid notes assigned_user_id created_user_id modifiedby"
    ), created="CreatedTime"),
}  # fmt: skip


@dataclass
class Store:
    """The records of an instance. Threads may share it."""

    clock: Clock = field(default_factory=Clock)
    modules: dict[str, Module] = field(default_factory=lambda: dict(MODULES))
    tombstones: list[tuple[datetime, str, str]] = field(default_factory=list)  # when, module, id
    _rows: dict[str, dict[int, Row]] = field(default_factory=dict)
    _numbers: dict[str, list[int]] = field(default_factory=dict)
    _last: int = 1000
    _lock: RLock = field(default_factory=RLock)

    def put(self, module: str, record_id: str | None = None, **fields: str) -> str:
        """Add a record, or change the one with that id; gives its id. It is modified now if no time is given."""
        about = self.modules[module]
        if unknown := set(fields) - set(about.names):
            raise KeyError(f"{module} has no {', '.join(sorted(unknown))}")
        with self._lock:
            number = self._next() if record_id is None else number_of(record_id)
            rows, now = self._rows.setdefault(module, {}), self.clock.now().strftime(TIME)
            made = {} if number in rows else dict.fromkeys(about.names, "")
            if made and about.created:
                made[about.created] = now
            if made:
                insort(self._numbers.setdefault(module, []), number)
            touched = {about.modified: now} if about.modified else {}
            if fields.get("sales_stage", "") not in ("", (was := rows.get(number, {}).get("sales_stage", ""))):
                touched |= {"prev_sales_stage": was, "current_stage_entry_time": now}
            rows[number] = {**rows.get(number, {}), **made, **touched, **fields, "id": f"{about.prefix}x{number}"}
            return rows[number]["id"]

    def remove(self, record_id: str) -> None:
        """Delete a record; `sync` tells of it. KeyError if there is none."""
        with self._lock:
            module, number = self.module_of(record_id), number_of(record_id)
            del self._rows[module][number]
            self._numbers[module].remove(number)
            self.tombstones.append((self.clock.now(), module, record_id))

    def get(self, record_id: str) -> Row:
        """A record. KeyError if there is none."""
        return dict(self._rows.get(self.module_of(record_id), {})[number_of(record_id)])

    def rows(self, module: str, after: str | None = None) -> Iterator[Row]:
        """The records of a module by their ids, those after that id."""
        with self._lock:
            numbers, rows = self._numbers.get(module, []), self._rows.get(module, {})
            left = numbers if after is None else numbers[bisect_right(numbers, number_of(after)) :]
            left = list(left)
        yield from (row for number in left if (row := rows.get(number)))

    def module_of(self, record_id: str) -> str:
        """The module of an id, by its prefix. KeyError if there is none."""
        prefix = record_id.partition("x")[0]
        return {str(about.prefix): name for name, about in self.modules.items()}[prefix]

    def _next(self) -> int:
        self._last = max([self._last, *(numbers[-1] for numbers in self._numbers.values() if numbers)]) + 1
        return self._last
