"""How an instance writes a call and an entry into a stage: each time in the zone of who writes it.

The server writes UTC; telephones and the workflow that notes stages write local times of zones of their own.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from demo.crm.vtiger_store import MODULES, TIME

WORKFLOW, CALLS = "America/Chicago", "America/New_York"
NOTED = "%m-%d-%Y %I:%M %p"
CLOSED = ("Closed Won", "Closed Lost")
COMPLETED = "completed"


def entry(stage: str, at: datetime) -> dict[str, str]:
    """The fields of a deal that enters a stage: by the server, and by the workflow where it has a field for it."""
    field = f"cf_potentials_{stage.lower().replace(' ', '')}changedat"
    noted = {field: at.astimezone(ZoneInfo(WORKFLOW)).strftime(NOTED)}
    kept = noted if field in MODULES["Potentials"].fields else {}
    closed = "1" if stage in CLOSED else "0"
    return {"sales_stage": stage, "current_stage_entry_time": at.strftime(TIME), "isclosed": closed, **kept}


def call(started: datetime, seconds: int) -> dict[str, str]:
    """The fields of a call that tell when it was; the server recorded it as it began."""
    begins = started.astimezone(ZoneInfo(CALLS))
    return {
        "starttime": begins.strftime(TIME),
        "endtime": (begins + timedelta(seconds=seconds)).strftime(TIME),
        "totalduration": str(seconds),
        "billduration": str(seconds),
        "CreatedTime": started.strftime(TIME),
    }
