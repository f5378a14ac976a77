"""The rows of a frame, one by one."""

from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Each row as a dict. Without the frame's `attrs`, which pandas else copies for every column on the way."""
    return pd.DataFrame(frame).to_dict("records")
