from datetime import UTC, date, datetime

import pandas as pd

from metrics.blocks import INSTANT, in_blocks

TYPES = {"points": "float64", "calls": "int64", "day": "datetime64[s]", "at": INSTANT, "hidden": "bool"}


def test_each_column_has_its_type_in_its_place_and_null_is_that_of_the_type() -> None:
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    frame = in_blocks(
        {"rep": ["Ann", None], "points": [1, None], "at": [at, None], "calls": [2, 3], "day": [date(2026, 3, 2), None],
         "hidden": [True, False], "team": [None, None]},
        TYPES,
    )  # fmt: skip
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "rep": "object", "points": "float64", "at": INSTANT, "calls": "int64", "day": "datetime64[s]",
        "hidden": "bool", "team": "object",
    }  # fmt: skip
    assert frame.loc[0].tolist() == ["Ann", 1.0, pd.Timestamp(at), 2, pd.Timestamp("2026-03-02"), True, None]
    assert frame.loc[1].isna().tolist() == [True, True, True, False, True, False, True]


def test_without_rows_the_columns_are_there() -> None:
    frame = in_blocks({"rep": [], "at": [], "points": []}, TYPES)
    assert (len(frame), frame.columns.tolist(), str(frame.dtypes["at"])) == (0, ["rep", "at", "points"], INSTANT)
