"""A company whose CRM is received bit by bit: two reps, their calls, and a deal that moves on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.origins import add_origin
from data.publish import publish
from data.record_log import append, version

MAPPING = """
title = "A CRM"
[kinds.users]
fields = ["id", "name", "team"]
[kinds.deals]
fields = ["id", "title", "stage", "owner", "entered"]
[kinds.calls]
fields = ["id", "owner", "deal", "at", "seconds"]
[[tables.reps]]
from = "users"
rep_id = "id"
rep = "name"
team = "team"
[[tables.opportunities]]
from = "deals"
opportunity_id = "id"
opportunity = "title"
rep_id = "owner"
stage = "stage"
status = { const = "open" }
url = { template = "https://crm.example/{id}" }
[[tables.stage_changes]]
from = "deals"
when = ["entered"]
opportunity_id = "id"
rep_id = "owner"
stage = "stage"
changed_at = "entered"
[[tables.activities]]
from = "calls"
activity_id = "id"
activity_type = { const = "call" }
rep_id = "owner"
opportunity_id = "deal"
started_at = "at"
duration_s = "seconds"
[[stages]]
stage = "Demo Scheduled"
status = "open"
[[stages]]
stage = "Demo Given"
status = "open"
"""
SETTINGS = """
[points.zones]
East = "America/New_York"
[points.stages]
"Demo Scheduled" = 5
"Demo Given" = 10
"""


def write_settings(folder: Path) -> Path:
    """A settings file of a company in UTC, with a team in New York."""
    path = folder / "settings.toml"
    path.write_text(SETTINGS)
    return path


def begin(var: Path) -> None:
    """Ann is of the team in New York, Bob of one of the company's own zone."""
    (var / "mappings").mkdir(parents=True)
    (var / "mappings/crm.toml").write_text(MAPPING)
    add_origin("crm", "crm")
    for rep, team in {"ann": "East", "bob": "West"}.items():
        received("users", rep, "2026-03-01 00:00", name=rep.title(), team=team)


def received(kind: str, number: str, modified: str, **fields: Any) -> None:
    """A version of a record, modified at that time (UTC)."""
    at = datetime.fromisoformat(modified).replace(tzinfo=UTC)
    append("crm", kind, [version(number, {"id": number, **fields}, at)])


def first_days() -> None:
    """What was received of 2 March 2026, published: 11 points of Ann, one of Bob."""
    received("deals", "D1", "2026-03-02 15:00", title="Big deal", stage="Demo Given", owner="ann",
             entered="2026-03-02 15:00:00")  # fmt: skip
    received("calls", "C1", "2026-03-03 04:31", owner="ann", deal="D1", at="2026-03-03 04:30:00", seconds="60")
    received("calls", "C2", "2026-03-02 09:01", owner="bob", at="2026-03-02 09:00:00", seconds="30")
    publish()
