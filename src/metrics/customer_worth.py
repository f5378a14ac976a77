"""What a new customer is expected to bring in, as derived after a publish: what its cost is held against."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from auth.scope import Scope
from data.derived import Derived, derived
from errors import NotReady

TABLE, WHOLE = "customer_value_summary", "all"
ROUGH = 0.25  # share of the orders by which a forecast of their number may err before it is said
NEW, MEAN = "clv_new", "clv_mean"  # of a new customer; of those there are, where that is all that is known


@dataclass(frozen=True)
class Worth:
    """Expected gross profit of a customer over so many months; `value` None: it cannot be told, `refusal` is the code
    of why, with its values as JSON. `missed`: orders that the model expected of a period it did not see, over
    those that came, - 1; None where that was not checked."""

    value: float | None
    low: float | None
    high: float | None
    horizon_months: float | None
    refusal: str
    as_of: date | None
    refusal_values: str | None = None
    missed: float | None = None

    @property
    def is_rough(self) -> bool:
        """Whether the check says not to rely on it much."""
        return self.missed is not None and abs(self.missed) > ROUGH

    def of_cost(self, cac: float | None) -> float | None:
        """How many times the cost it is; None where one of them is not known."""
        return self.value / cac if self.value is not None and cac is not None and cac > 0 else None


def customer_worth(snapshot_id: str, scope: Scope) -> Worth | None:
    """Of all customers of the snapshot, or of the newest one before it that was derived; None before any was.

    It is one figure of the whole company: None, too, for whoever may see only part of it.
    """
    found = None if scope.where else derived(snapshot_id)
    row = _row(found) if found else None
    if row is None:
        return None
    name = NEW if row.get(NEW) is not None else MEAN
    return Worth(
        row.get(name), _bound(row, name, "low"), _bound(row, name, "high"), row.get("horizon_months"),
        str(row.get("refusal") or ""), row.get("as_of"), row.get("refusal_values"), _missed(row),
    )  # fmt: skip


def _row(found: Derived) -> dict[str, Any] | None:
    try:
        rows = found.frame(TABLE).to_dicts()
    except NotReady:  # derived by an older version, which did not know of it
        return None
    return next((row for row in rows if row.get("level") == WHOLE), None)


def _missed(row: dict[str, Any]) -> float | None:
    expected, actual = row.get("check_expected"), row.get("check_actual")
    return expected / actual - 1 if expected is not None and actual else None


def _bound(row: dict[str, Any], name: str, end: str) -> float | None:
    return row.get(f"{name}_{end}", row.get(end))
