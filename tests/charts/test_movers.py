"""Movers as bars: order, direction, labels, clicks."""

import pandas as pd

from charts.movers import mover_bars
from charts.theme import LOST, WON

ROWS = [("A & Co", 150.0, 50.0, 100.0), ("B", 20.0, 10.0, 10.0), (None, 0.0, 2_000.0, -2_000.0),
        ("other", 900.0, 300.0, 600.0)]  # fmt: skip


def movers(rows: list[tuple[str | None, float, float, float]] = ROWS, others: int = 7) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["account", "won_revenue", "before", "change"])
    frame["account"] = pd.Series([row[0] for row in rows], dtype=object)
    frame.attrs = {"others": others}
    return frame


def test_from_the_top_stand_rises_falls_and_all_others() -> None:
    axis = mover_bars(movers(), "account", "EUR").layout.yaxis
    assert list(axis.ticktext)[::-1] == ["A &amp; Co", "B", "not known", "7 others"]


def test_direction_is_told_by_side_arrow_and_sign_and_not_by_colour_alone() -> None:
    bars, labels = mover_bars(movers(), "account", "EUR").data
    assert list(bars.x)[::-1] == [100, 10, -2_000, 0]
    assert [text.strip() for text in labels.text][::-1] == ["▲ +€100", "▲ +€10", "▼ −€2\u00a0k", "▲ +€600"]
    assert list(bars.marker.color)[::-1][:3] == [WON, WON, LOST]


def test_labels_stand_at_the_right_where_no_name_does() -> None:
    labels = mover_bars(movers(), "account", "EUR").data[1]
    assert list(labels.x)[::-1] == [100, 10, 0, 0]
    assert labels.textposition == "middle right"


def test_all_others_have_no_bar_that_would_dwarf_the_members() -> None:
    figure = mover_bars(movers([("B", 20.0, 10.0, 10.0), ("other", 9_000.0, 0.0, 9_000.0)]), "account", "EUR")
    assert figure.layout.xaxis.range[1] == 16


def test_a_click_filters_by_the_member_and_all_others_by_nothing() -> None:
    marks = list(mover_bars(movers(), "account", "EUR").data[0].customdata)[::-1]
    assert list(marks[0]) == [
        "<b>A &amp; Co</b><br>▲ +€100<br>won €150<br>before €50", {"dims": {"account": ["A & Co"]}}
    ]  # fmt: skip
    assert marks[2][1] == {"dims": {"account": ["(none)"]}}
    assert marks[3][1] is None
