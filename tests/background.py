"""Jobs that run in processes of their own, waited for."""

import threading
import time

from data.ledger import UNDER_WAY, get_job
from data.tables import Job

PATIENCE = 120  # seconds


def ended(job_id: int) -> Job:
    """The job when it has ended and its starter has followed that up."""
    for thread in threading.enumerate():
        if thread.name == f"job {job_id}":
            thread.join(PATIENCE)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        job = get_job(job_id)
        assert job is not None
        if job.status not in UNDER_WAY:
            return job
        time.sleep(0.1)
    raise AssertionError(f"job {job_id} did not end")
