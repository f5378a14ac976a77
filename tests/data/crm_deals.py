"""A CRM's deals as versions in the log, and the mapping that reads them, for tests of what the log knows."""

from datetime import UTC, datetime
from typing import Any

from data.mapping import Mapping, parse_mapping
from data.record_log import Version, append, version

MAPPING = """
title = "A CRM"
{more}

[kinds.deals]
fields = ["id", "state", "owner", "team", "amount", "price", "due", "made"]

[[tables.reps]]
from = "deals"
rep_id = "owner"
rep = "owner"
team = "team"

[[tables.opportunities]]
from = "deals"
rep_id = "owner"
status = "state"
amount = "amount"
list_price = "price"
expected_close_on = "due"
created_on = "made"
"""


def mapping(more: str = "") -> Mapping:
    return parse_mapping("crm", MAPPING.format(more=more))


def said(month: int, day: int, number: str = "D1", **fields: Any) -> Version:
    """What the CRM said of a deal, modified at noon of that day."""
    content = {"state": "open", "owner": "ann", **fields}
    return version(number, content, datetime(2024, month, day, 12, tzinfo=UTC))


def received(*versions: Version) -> None:
    for each in versions:
        append("crm", "deals", [each])


def deal(status: str = "open", number: str = "D1", seq: int = 1, **given: Any) -> dict[str, Any]:
    return {"_record": number, "_seq": seq, "_kind": "deals", "opportunity_id": f"crm:deals:{number}",
            "status": status, "currency": "EUR", **given}  # fmt: skip
