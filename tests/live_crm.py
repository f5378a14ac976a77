"""A VTiger Cloud on this machine and the origin `vtiger` that reads it, in an empty state of a test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.origins import add_origin
from demo.crm.vtiger import Crm, running
from tests.state import state

KEY = "s3cret-key-of-ann"
KEY_IN_ENVIRONMENT = "FAIRLEAD_CREDENTIALS__VTIGER__ACCESS_KEY"


def crm_with_deals(deals: int) -> Crm:
    """A server of one person with that many deals, made in January 2024."""
    crm = Crm(key=KEY)
    ann = crm.store.put("Users", user_name="ann@example.com", first_name="Ann", last_name="Lee", status="Active")
    account = crm.store.put("Accounts", accountname="Acme")
    for n in range(deals):
        crm.store.put(
            "Potentials", potentialname=f"Deal {n}", sales_stage="Prospecting", assigned_user_id=ann,
            related_to=account, createdtime="2024-01-05 10:00:00", modifiedtime="2024-01-05 10:00:00",
        )  # fmt: skip
    return crm


@contextmanager
def connected(crm: Crm, var: Path, **environment: str) -> Iterator[str]:
    """Serve it, with a state in which the origin is configured; gives its address."""
    with running(crm) as address, state(var, **{KEY_IN_ENVIRONMENT: KEY, **environment}):
        connect(address, crm)
        yield address


def connect(address: str, crm: Crm, name: str = "vtiger") -> None:
    """Add an origin that reads this server."""
    options = {"host": address, "username": crm.username, "timeout": 5}
    add_origin(name, "vtiger", "vtiger", "EUR", options=options)
