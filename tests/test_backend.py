"""Answers to callbacks as they are written."""

import json
from datetime import date

import numpy as np
import pandas as pd
from dash import _callback, html

from backend import written
from charts.theme import figure


def test_what_is_not_known_is_null_and_nothing_else_changes() -> None:
    drawn = figure([{"type": "scatter", "x": [date(2024, 1, 1)], "y": [1.5, float("nan")], "text": ["NaN"]}], {})
    trace = json.loads(written({"figure": drawn}))["figure"]["data"][0]
    assert trace == {"type": "scatter", "x": ["2024-01-01"], "y": [1.5, None], "text": ["NaN"]}


def test_components_numbers_and_days_are_written_as_dash_writes_them() -> None:
    answer = {
        "children": html.P(["é", html.B(1)], id={"type": "a"}), "rows": np.array([1, 2]), "n": np.int64(3),
        "day": pd.Timestamp("2024-02-29"), 1: None,
    }  # fmt: skip
    assert json.loads(written(answer)) == json.loads(_dash_own(answer))


def test_dash_writes_answers_so() -> None:
    assert _callback.to_json is written  # type: ignore[attr-defined]


def _dash_own(answer: object) -> str:
    from dash._utils import to_json

    return str(to_json(answer))
