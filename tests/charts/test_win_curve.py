"""Win curves: steps, bands, dotted levels, names at the ends, what hovering says."""

from collections.abc import Sequence

import pandas as pd

from charts.theme import SERIES, WON
from charts.win_curve import POINTS, win_curves
from tests.charts.checked import checked

NAN = float("nan")


def curve(group: object = None, days: Sequence[float] = (0, 10, 40), top: float = 0.4) -> pd.DataFrame:
    won = [top * (i + 1) / len(days) for i in range(len(days))]
    return pd.DataFrame({
        "group": pd.Series([group] * len(days), dtype=object), "day": days, "won": won,
        "low": [w - 0.05 for w in won], "high": [w + 0.05 for w in won], "lost": [w / 2 for w in won],
        "at_risk": [100 - 10 * i for i in range(len(days))], "naive": 0.62,
    })  # fmt: skip


def curves(*names: str) -> pd.DataFrame:
    return pd.concat([curve(name, top=0.3 + 0.05 * i) for i, name in enumerate(names)], ignore_index=True)


def names(frame: pd.DataFrame) -> list[str]:
    return [a.text for a in win_curves(frame).layout.annotations]


def test_one_curve_is_a_step_line_in_its_band_below_the_naive_rate() -> None:
    band, level, line, _points = checked(win_curves(curve())).data
    assert (line.line.shape, line.line.color) == ("hv", WON)
    assert [round(y, 3) for y in line.y] == [0.133, 0.267, 0.4, 0.4]
    assert (list(level.y), level.line.dash) == ([0.62, 0.62], "dot")
    assert band.fill == "toself"
    assert names(curve()) == ["won<br>40%", "of decided<br>62%"]


def test_hovering_says_won_and_lost_by_that_age_and_how_many_are_left() -> None:
    points = win_curves(curve()).data[-1]
    hover = points.customdata[list(points.x).index(40)]
    assert hover == [
        "<b>by 40 days</b><br>won 40.0%<br>lost 20.0%<br>95 % interval 35.0% – 45.0%<br>80 deals of that age or older",
        None,
    ]


def test_the_step_that_holds_is_told_between_steps_and_nothing_before_the_first() -> None:
    points = win_curves(curve(days=(12, 24))).data[-1]
    at = dict(zip(points.x, points.customdata, strict=True))
    assert at[11][0] == "<b>by 11 days</b>"
    assert "won 20.0%" in at[23][0]


def test_three_groups_have_bands_and_names_in_ink_beside_a_dot_of_their_colour() -> None:
    figure = checked(win_curves(curves("North", "South <b>", "A very long name")))
    assert len(figure.data) == 3 + 3 + 3 + 1
    assert [a.text for a in figure.layout.annotations] == [
        f'<span style="color: {SERIES[0]}">●</span> North 30%',
        f'<span style="color: {SERIES[1]}">●</span> South &lt;b&gt; 35%',
        f'<span style="color: {SERIES[2]}">●</span> A very lo… 40%',
        "dotted: won of those decided",
    ]


def test_more_groups_are_lines_alone_and_no_more_than_there_are_colours() -> None:
    figure = win_curves(curves(*(f"Group {i}" for i in range(9))))
    assert len(figure.data) == len(SERIES) + 1
    assert "Group 3: won 45.0%" in figure.data[-1].customdata[-1][0]


def test_a_curve_of_thousands_of_steps_is_thinned_and_keeps_its_end() -> None:
    line = win_curves(curve(days=range(5001))).data[2]
    assert len(line.x) <= POINTS + 2
    assert (line.x[-1], round(line.y[-1], 6)) == (5000, 0.4)


def test_unknown_intervals_and_a_single_day_are_drawn() -> None:
    checked(win_curves(curve(days=(0,)).assign(low=NAN, high=NAN, naive=NAN)))


def test_too_few_deals_is_said() -> None:
    for nothing in (curve().head(0), curve().assign(at_risk=0), curve().assign(won=NAN)):
        assert "Too few deals" in win_curves(nothing).layout.annotations[0].text
