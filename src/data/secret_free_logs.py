"""No log record of this process holds a secret, whoever writes it and wherever it goes."""

import logging
import traceback
from typing import Any

from data.credentials import scrub


def keep_secrets_out() -> None:
    """From now on every log record is scrubbed, its trace too."""
    made = logging.getLogRecordFactory()
    if getattr(made, "scrubs", False):
        return

    def record(*args: Any, **kwargs: Any) -> logging.LogRecord:
        return scrub_record(made(*args, **kwargs))

    record.scrubs = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(record)


def scrub_record(record: logging.LogRecord) -> logging.LogRecord:
    """The record with the secrets in its words and its trace blanked; one that holds none is as it was."""
    try:
        said = record.getMessage()
    except (TypeError, ValueError):  # words and values that do not fit: logging itself tells of it
        return record
    if (clean := scrub(said)) != said:
        record.msg, record.args = clean, ()
    if record.exc_info and record.exc_info[0] is not None:
        trace = "".join(traceback.format_exception(*record.exc_info)).rstrip()
        if (clean := scrub(trace)) != trace:
            record.exc_info, record.exc_text = None, clean
    return record
