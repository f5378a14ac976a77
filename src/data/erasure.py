"""Erase a record for good: from the log, from what was made of it, and from every snapshot."""

import re

from sqlalchemy import select, update

from data.conformed import forget_conformed
from data.database import compact, database, writing
from data.locks import lock
from data.publish import LOCK, publish_alone
from data.record_log import erase
from data.snapshot import current_row, prune
from data.tables import Job


def erase_record(origin: str, kind: str, external_id: str) -> int:
    """Erase every version of a record and publish without it; gives how many versions there were.

    No publish of before the erasure can end after it. Raises BadInput if there is no such record.
    """
    with lock(LOCK, database()):
        versions = erase(origin, kind, external_id)
        _forget_examples(origin, kind, external_id)
        forget_conformed(origin, kind)
        if current_row():
            publish_alone()
            prune(keep=1)
    compact()
    return versions


def _forget_examples(origin: str, kind: str, external_id: str) -> None:
    """Take the record, and its repetitions, out of the examples in the receipts of past imports."""
    named = re.compile(re.escape(external_id) + r"(#\d+)?")
    with writing() as connection:
        for job_id, result in connection.execute(select(Job.id, Job.result)).all():
            if result and result.get("origin") == origin:
                for check in result["checks"]:
                    check["examples"] = [
                        each
                        for each in check["examples"]
                        if not (each["kind"] == kind and named.fullmatch(each["record"]))
                    ]
                connection.execute(update(Job).where(Job.id == job_id).values(result=result))
