"""A VTiger Cloud of a test, the origin's configuration for it, and what a run of the source gives."""

from collections.abc import Iterable
from typing import Any

from data.mapping import KindSpec
from data.sources._base import Cursor, Page, SourceConfig
from demo.crm.vtiger import Crm

KEY = "s3cret-key-of-ann"
OLD = {"createdtime": "2024-01-05 09:00:00", "modifiedtime": "2024-01-05 10:00:00"}
KINDS = ("Users", "Groups", "Accounts", "Potentials", "PhoneCalls")


class Run:
    """What a run was told: waits, sentences, progress; and where its pages have been stored."""

    def __init__(self, crm: Crm, address: str, kinds: Iterable[str] = KINDS, **options: Any) -> None:
        self.crm, self.waits, self.said, self.told = crm, [], [], []
        self.log: dict[str, dict[str, dict[str, Any]]] = {}
        self.cursor: Cursor | None = None
        given = {"host": address, "username": crm.username, "access_key": crm.key, "timeout": 5, **options}
        self.config = SourceConfig(
            "crm", given, {kind: KindSpec() for kind in kinds},
            tell=lambda share, message: self.told.append((share, message)),
            known=lambda kind: set(self.log.get(kind, {})), sleep=self._sleep, say=self.said.append,
        )  # fmt: skip

    def _sleep(self, seconds: float) -> None:
        """Waiting costs nothing here: the server's clock moves on instead."""
        self.waits.append(seconds)
        self.crm.store.clock.advance(seconds)

    def store(self, pages: Iterable[Page], stop_after: int | None = None) -> list[str]:
        """Store page by page as an import does, or until a crash; gives the ids received, one by one."""
        received = []
        for number, page in enumerate(pages, 1):
            for kind, key in page.deleted:
                self.log.get(kind, {}).pop(key, None)
            for record in page.records:
                self.log.setdefault(record.kind, {})[record.external_id] = record.payload
                received.append(record.external_id)
            self.cursor = page.cursor or self.cursor
            if number == stop_after:
                break
        return received

    def ids(self, kind: str) -> set[str]:
        return set(self.log.get(kind, {}))


def crm_with(deals: int = 0, **given: Any) -> Crm:
    """A server of one team, two people, and that many deals of theirs, modified in January 2024."""
    crm = Crm(key=KEY, **given)
    put = crm.store.put
    team = put("Groups", groupname="Sales")
    ann = put("Users", user_name="ann@example.com", first_name="Ann", accesskey="leaked-key", user_primary_group=team)
    put("Users", user_name="bob@example.com", first_name="Bob", user_primary_group=team)
    for n in range(deals):
        put("Potentials", potentialname=f"Deal {n}", sales_stage="Prospecting", assigned_user_id=ann, **OLD)
    return crm
