"""What has been published: the snapshots that are kept, and what the checks found when one was made."""

from typing import Any

import pandas as pd
from sqlalchemy import select

from data.database import database
from data.tables import CheckResult, SnapshotRow

CHECK_COLUMNS = ("origin", "table", "check", "severity", "checked", "failed")


def check_results(snapshot_id: str) -> pd.DataFrame:
    """One row for each check of a table of an origin, those with the most failures first: CHECK_COLUMNS."""
    columns = [getattr(CheckResult, name) for name in CHECK_COLUMNS]
    query = (
        select(*columns)
        .join(SnapshotRow, SnapshotRow.seq == CheckResult.snapshot_seq)
        .where(SnapshotRow.id == snapshot_id)
        .order_by(CheckResult.severity, CheckResult.failed.desc(), CheckResult.origin, CheckResult.id)
    )
    with database().connect() as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=list(CHECK_COLUMNS))


def kept_snapshots() -> list[dict[str, Any]]:
    """The snapshots that are kept, the one in force first: id, published_at, origins, rows (of all their tables)."""
    query = select(SnapshotRow.id, SnapshotRow.published_at, SnapshotRow.manifest).order_by(SnapshotRow.seq.desc())
    with database().connect() as connection:
        return [
            {
                "id": row.id,
                "published_at": row.published_at,
                "origins": list(row.manifest["origins"]),
                "rows": sum(table["rows"] for tables in row.manifest["tables"].values() for table in tables.values()),
            }
            for row in connection.execute(query)
        ]
