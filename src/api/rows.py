"""Rows of a frame as an answer has them."""

from typing import Any

import pandas as pd
from pydantic import BaseModel


def plain(frame: pd.DataFrame, shape: type[BaseModel]) -> list[dict[str, Any]]:
    """The frame's rows in that shape: null where not known, days as days."""
    rows = frame[[name for name in shape.model_fields if name in frame]].to_dict("records")
    return [{str(name): _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value
