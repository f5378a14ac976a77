"""The bookings outlook: parts, interval, target and chance; how likely which amount is."""

from typing import Any

import pandas as pd
import pytest

from charts.outlook import outlook_bars, outlook_distribution
from charts.theme import COMPARISON, FORECAST, tint
from tests.charts.checked import checked

NAN = float("nan")
COLUMNS = ["start", "won", "pipeline", "new_business", "total", "low80", "high80", "target", "chance"]


def periods(*rows: tuple[Any, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.assign(start=pd.to_datetime(frame["start"]).dt.as_unit("s"))


THIS = ("2026-10-01", 2_100_000.0, 800_000.0, 300_000.0, 3_200_000.0, 2_900_000.0, 3_600_000.0, 3_400_000.0, 0.27)
NEXT = ("2027-01-01", 0.0, 1.4e6, 1.9e6, 3.3e6, NAN, NAN, NAN, NAN)


def texts(*rows: tuple[Any, ...]) -> list[str]:
    return [a.text for a in outlook_bars(periods(*rows), "quarter", "EUR").layout.annotations]


def test_parts_are_stacked_in_the_order_in_which_they_are_sure() -> None:
    won, pipeline, new, whiskers = checked(outlook_bars(periods(THIS, NEXT), "quarter", "EUR")).data
    assert (list(won.x), list(pipeline.x), list(new.x)) == ([2.1e6, 0], [8e5, 1.4e6], [3e5, 1.9e6])
    assert list(whiskers.x)[:2] == [2.9e6, 3.6e6]
    assert len(whiskers.x) == 3  # the next period has no interval


def test_total_parts_target_and_chance_are_written() -> None:
    above, below, ahead = texts(THIS, NEXT)
    assert above.startswith("<b>Q4 2026</b>  <b>€3.2\u00a0M</b> · 80 % between €2.9\u00a0M and €3.6\u00a0M<br>")
    assert "won €2.1\u00a0M" in above
    assert below == "target €3.4\u00a0M · chance 27%"
    assert ahead.startswith("<b>Q1 2027</b>  €3.3\u00a0M<br>")
    assert "won" not in ahead


@pytest.mark.parametrize(("chance", "said"), [(1.0, "chance over 99%"), (0.0, "chance under 1%"), (0.5, "chance 50%")])
def test_a_chance_is_never_called_sure(chance: float, said: str) -> None:
    assert texts((*THIS[:-1], chance))[1].endswith(said)


def test_a_target_that_is_won_already_is_met() -> None:
    assert texts((*THIS[:7], 2_100_000.0, 1.0))[1] == "target €2.1\u00a0M · met"
    assert outlook_distribution(BINS, 3e6, 1.0, "EUR", met=True).layout.annotations[0].text.endswith("<br>met")


def test_hovering_says_all_in_full() -> None:
    assert outlook_bars(periods(THIS), "quarter", "EUR").data[0].customdata[0][0] == (
        "<b>Q4 2026</b><br>Won so far: €2,100,000<br>From the pipeline: €800,000<br>New business: €300,000"
        "<br>expected €3,200,000<br>80 % interval €2,900,000 – €3,600,000<br>target €3,400,000<br>chance 27%"
    )


def test_a_target_out_of_reach_and_amounts_of_nothing_are_within_the_axis() -> None:
    far = checked(outlook_bars(periods((*THIS[:7], 1e13, 0.0)), "quarter", "EUR"))
    assert far.layout.xaxis.range[1] > 1e13
    assert far.layout.annotations[1].xanchor == "right"
    checked(outlook_bars(periods(("2026-10-01", 0.0, NAN, NAN, 0.0, 0.0, 0.0, NAN, NAN)), "month", "EUR"))


def test_no_outlook_says_why() -> None:
    nothing = outlook_bars(periods((*THIS[:4], NAN, NAN, NAN, NAN, NAN)), "quarter", "EUR")
    assert "Too little has been won" in nothing.layout.annotations[0].text


BINS = pd.DataFrame({"low": [1e6, 2e6, 3e6], "high": [2e6, 3e6, 4e6], "share": [0.2, 0.5, 0.3]})


def test_what_reaches_the_target_differs_in_colour_and_the_target_is_named_with_its_chance() -> None:
    figure = checked(outlook_distribution(BINS, 3e6, 0.3, "EUR"))
    assert list(figure.data[0].marker.color) == [tint(COMPARISON, 0.6), tint(COMPARISON, 0.6), FORECAST]
    assert figure.layout.annotations[0].text == "target €3\u00a0M<br>chance 30%"
    assert figure.layout.shapes[0].x0 == 3e6
    assert figure.data[0].customdata[1][0] == "<b>€2,000,000 – €3,000,000</b><br>chance 50.0%"
    assert list(figure.layout.xaxis.ticktext) == ["€1\u00a0M", "€2\u00a0M", "€3\u00a0M", "€4\u00a0M"]


@pytest.mark.parametrize("target", [None, NAN])
def test_without_a_target_all_is_of_one_colour(target: float | None) -> None:
    figure = checked(outlook_distribution(BINS, target, None, "EUR"))
    assert set(figure.data[0].marker.color) == {FORECAST}
    assert len(figure.layout.annotations) == 0


def test_a_target_beyond_all_that_may_come_is_within_the_axis() -> None:
    assert outlook_distribution(BINS, 9e6, 0.0, "EUR").layout.xaxis.range[1] > 9e6


def test_a_distribution_of_one_bin_and_of_nothing() -> None:
    checked(outlook_distribution(pd.DataFrame({"low": [0.0], "high": [0.0], "share": [1.0]}), 0.0, 1.0, "EUR"))
    assert "Too little" in outlook_distribution(BINS.head(0), 1.0, 0.5, "EUR").layout.annotations[0].text
