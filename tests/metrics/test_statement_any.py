"""Whatever lines are given, a statement is read without a fault, and what it says of itself holds."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from metrics.statement import statement_grains, statement_periods
from metrics.statement_flows import flows
from metrics.statement_margins import margins_of, revenue_mix_of
from periods import DAY, next_start
from tests.metrics.statements import given, read

NAMES = ["a", "b", "c", "d", "Total"]
STARTS = {
    "month": [date(2023 + i // 12, i % 12 + 1, 1) for i in range(18)],
    "quarter": [date(2023, 1, 1), date(2023, 4, 1), date(2023, 10, 1), date(2024, 1, 1)],
    "year": [date(2022, 1, 1), date(2023, 1, 1)],
}


@st.composite
def rows(draw: Any) -> list[dict[str, Any]]:
    """Lines with any parents (of themselves, in circles, without a line), signs, grains and scenarios."""
    standing = {
        name: (draw(st.sampled_from([*NAMES, "elsewhere", None])), draw(st.sampled_from([1, 1, -1, None, 0])),
               draw(st.sampled_from(["revenue", "cogs", "subtotal", None])), draw(st.sampled_from([None, 1, 2])))
        for name in NAMES
    }  # fmt: skip
    found = []
    for _ in range(draw(st.integers(1, 25))):
        name, grain = draw(st.sampled_from(NAMES)), draw(st.sampled_from(list(STARTS)))
        start = draw(st.sampled_from(STARTS[grain]))
        parent, sign, role, position = standing[name]
        found.append({
            "line": name, "parent": parent, "sign": sign, "role": role, "position": position, "origin": "books",
            "period_start": start, "period_end": next_start(start, grain) - DAY,
            "grain": draw(st.sampled_from([grain, None])),
            "amount": draw(st.sampled_from([0.0, 10.0, -4.0, 2.5])),
            "scenario": draw(st.sampled_from(["actual", "actual", "budget", None])),
        })  # fmt: skip
    return found


@settings(max_examples=60, deadline=None)
@over(rows())
def test_any_lines_make_a_statement(lines: list[dict[str, Any]]) -> None:
    books = given(lines)
    for grain in statement_grains(books):
        frame = read(books, grain, date(2022, 1, 1), date(2024, 12, 31))
        assert len(frame) == frame["line"].nunique() * len(frame.attrs["periods"])
        assert set(statement_periods(books, grain)) <= set(frame.attrs["periods"])
        assert set(frame["parent"].dropna()) | {frame.attrs["root_line"]} <= {*NAMES, "elsewhere"}
        changed = frame.dropna(subset=["qoq"])
        assert list(changed["qoq"] * changed["previous"].abs()) == pytest.approx(
            list(changed["amount"] - changed["previous"])
        )
        given_gaps = frame.dropna(subset=["gap"])
        assert (given_gaps.loc[~given_gaps["broken"], "gap"].abs() < 0.5).all()
        assert len(margins_of(frame)) == len(frame.attrs["periods"])
        revenue_mix_of(frame)
        for period in frame.attrs["periods"]:
            _balanced(frame[frame["period"] == period])


def _balanced(frame: pd.DataFrame) -> None:
    found = flows(frame)
    for node in found.nodes:
        enters = sum(link.value for link in found.links if link.target == node.id)
        leaves = sum(link.value for link in found.links if link.source == node.id)
        has_parts = frame.loc[frame["parent"] == node.id, "amount"].notna().any()
        is_end = node.kind in ("result", "loss", "gap") or not has_parts
        assert enters == pytest.approx(leaves) or (is_end and min(enters, leaves) == 0)
