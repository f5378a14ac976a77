"""The funnel: bars by stage, what goes on between them, what hovering and a click say."""

from typing import Any

import pandas as pd

from charts.funnel import stage_funnel
from tests.charts.checked import checked

NAN = float("nan")
COLUMNS = ["stage", "position", "deals_open", "pipeline", "conversion", "conversion_low", "conversion_high", "n",
           "median_days"]  # fmt: skip


def stages(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


BOTH = stages(
    ("Won <over>", 2, 1, 500.0, NAN, NAN, NAN, 0, NAN), ("First", 1, 40, 2_000_000.0, 0.62, 0.6, 0.64, 2300, 14.0)
)


def test_stages_stand_in_order_from_the_top_with_value_and_deals() -> None:
    bars, between, _rows = checked(stage_funnel(BOTH, "EUR")).data
    assert (list(bars.x), list(bars.y)) == ([2_000_000, 500], [0, -1])
    assert list(bars.text) == [" €2\u00a0M · 40 deals", " €500 · 1 deal"]
    assert list(between.text) == ["↓ 62% · 14 days", ""]
    assert list(stage_funnel(BOTH, "EUR").layout.yaxis.ticktext) == ["First  ", "Won &lt;over&gt;  "]


def test_hovering_says_how_many_went_on_and_a_click_filters_by_the_stage() -> None:
    first, second = stage_funnel(BOTH, "EUR").data[0].customdata
    assert first == [
        "<b>First</b><br>open €2,000,000<br>40 deals<br>62.0% of 2,300 that entered went on"
        "<br>95 % interval 60.0% – 64.0%<br>half stay less than 14 days",
        {"dims": {"stage": ["First"]}},
    ]
    assert second == ["<b>Won &lt;over&gt;</b><br>open €500<br>1 deal", {"dims": {"stage": ["Won <over>"]}}]


def test_a_stage_without_deals_keeps_its_place_and_says_so() -> None:
    figure = stage_funnel(
        stages(("A", 1, 0, NAN, 0.5, NAN, NAN, 8, NAN), (None, 2, 3, 9.0, NAN, NAN, NAN, 0, NAN)), "EUR"
    )
    assert list(figure.data[0].text) == [" no deals", " €9 · 3 deals"]
    assert figure.data[0].customdata[1][1] == {"dims": {"stage": ["(none)"]}}


def test_without_any_value_the_bars_are_as_long_as_there_are_deals() -> None:
    figure = checked(stage_funnel(stages(("A", 1, 4, NAN, NAN, NAN, NAN, 0, NAN)), "EUR"))
    assert list(figure.data[0].x) == [4]
    assert figure.data[0].text[0] == " 4 deals"


def test_many_stages_have_nothing_between_their_bars() -> None:
    many = stages(*((f"Stage {i}", i, 1, 1e12, 0.5, 0.4, 0.6, 10, 5.0) for i in range(12)))
    assert len(checked(stage_funnel(many, "EUR")).data) == 2


def test_nothing_open_says_why_and_what_to_do() -> None:
    figure = stage_funnel(BOTH.assign(deals_open=0), "EUR")
    assert "No deal was open" in figure.layout.annotations[0].text
    assert "Choose a longer period" in figure.layout.annotations[1].text
