"""What an open-source VTiger holds: its modules' records, with their ids, clocks and cascades.

As observed on a real 8.2: every value is text, times are written in the server's zone, and a deletion takes
other records along, or blanks their references, without touching when they were modified.
"""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import RLock
from zoneinfo import ZoneInfo

from demo.crm.vtql import number_of

Row = dict[str, str]
TIME = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Module:
    """A module: the prefix of its ids, its columns, which of these refer to records, and its columns of times."""

    prefix: int
    columns: tuple[str, ...]
    references: tuple[str, ...] = ()
    times: tuple[str, str] | None = ("createdtime", "modifiedtime")

    @property
    def all_columns(self) -> tuple[str, ...]:
        return (*self.columns, *(self.times or ()), "id")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MODULES = {
    "Accounts": Module(
        11,
        _words(
            "accountname account_no industry employees annual_revenue accounttype bill_city bill_country account_id"
            " email1 phone assigned_user_id modifiedby"
        ),
        ("account_id", "assigned_user_id", "modifiedby"),
    ),
    "Contacts": Module(
        12,
        _words(
            "salutationtype firstname lastname account_id email secondaryemail phone mobile homephone title birthday"
            " mailingstreet mailingcity mailingzip mailingcountry description assigned_user_id"
        ),
        ("account_id", "assigned_user_id"),
    ),
    "Potentials": Module(
        13,
        _words(
            "potentialname potential_no amount related_to closingdate opportunity_type nextstep leadsource sales_stage"
            " assigned_user_id probability campaignid modifiedby description forecast_amount isconvertedfromlead"
            " contact_id source starred tags cf_853"
        ),
        ("related_to", "contact_id", "assigned_user_id", "campaignid", "modifiedby"),
    ),
    "Users": Module(
        19,
        _words(
            "user_name first_name last_name email1 status is_admin roleid department address_city address_country"
            " time_zone user_password accesskey"
        ),
        (),
        None,
    ),
    "Groups": Module(20, _words("groupname description"), (), None),
    "PBXManager": Module(
        24,
        _words(
            "direction callstatus starttime endtime totalduration billduration recordingurl sourceuuid gateway customer"
            " user customernumber customertype assigned_user_id"
        ),
        ("customer", "user", "assigned_user_id"),
        ("CreatedTime", "ModifiedTime"),
    ),
}


@dataclass
class Store:
    """The records of an instance. `now` is its clock, `zone` its default_timezone."""

    zone: str = "UTC"
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    rows: dict[str, dict[str, Row]] = field(default_factory=lambda: {name: {} for name in MODULES})
    deleted: list[tuple[str, str, datetime]] = field(default_factory=list)  # module, id, when: what sync tells of
    lock: RLock = field(default_factory=RLock)
    _numbers: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in MODULES})
    _last: int = 100

    def written(self, instant: datetime) -> str:
        """An instant as the server stores it."""
        return instant.astimezone(ZoneInfo(self.zone)).strftime(TIME)

    def add(self, module: str, number: int | None = None, **fields: str) -> str:
        """A new record; gives its id. Times that are not given are now."""
        with self.lock:
            given = self._last + 1 if number is None else number
            self._last = max(self._last, given)
            about, key = MODULES[module], f"{MODULES[module].prefix}x{given}"
            row = dict.fromkeys(about.all_columns, "")
            row.update(dict.fromkeys(about.times or (), self.written(self.now())))
            if unknown := set(fields) - set(row):
                raise KeyError(f"{module} has no {', '.join(sorted(unknown))}")
            self.rows[module][key] = {**row, **fields, "id": key}
            insort(self._numbers[module], given)
            return key

    def ordered(self, module: str, after: str | None = None) -> Iterator[Row]:
        """The records of a module in the order of their ids, from behind that id on."""
        numbers, prefix = self._numbers[module], MODULES[module].prefix
        start = bisect_right(numbers, number_of(after)) if after else 0
        return (self.rows[module][f"{prefix}x{number}"] for number in numbers[start:])

    def change(self, key: str, **fields: str) -> None:
        """Edit a record: it is modified now."""
        with self.lock:
            module = module_of(key)
            row, times = self.rows[module][key], MODULES[module].times
            touched = {times[1]: self.written(self.now())} if times else {}
            self.rows[module][key] = {**row, **touched, **fields}

    def delete(self, key: str) -> None:
        """Delete a record. An account takes its deals along; whoever refers to it is blanked; nobody is touched."""
        with self.lock:
            module = module_of(key)
            self._remove(module, key)
            self.deleted.append((module, key, self.now()))
            for other, row in list(self._referring(key)):
                if module == "Accounts" and other == "Potentials":
                    self._remove(other, row["id"])
                else:
                    row.update({name: "" for name in MODULES[other].references if row[name] == key})

    def _remove(self, module: str, key: str) -> None:
        del self.rows[module][key]
        self._numbers[module].remove(number_of(key))

    def _referring(self, key: str) -> Iterator[tuple[str, Row]]:
        for module, about in MODULES.items():
            for row in list(self.rows[module].values()):
                if any(row[name] == key for name in about.references):
                    yield module, row


def module_of(key: str) -> str:
    """The module of an id, by its prefix. KeyError if there is none."""
    prefix = key.partition("x")[0]
    return {str(about.prefix): name for name, about in MODULES.items()}[prefix]
