"""The Sales page: months lined up with those a year before, and what is said under a chart."""

from datetime import date

import pandas as pd

from pages.components import notes, part_months, window_text
from pages.sales import against_year_before


def months(first: str, values: list[float]) -> pd.DataFrame:
    starts = pd.date_range(first, periods=len(values), freq="MS").as_unit("s")
    return pd.DataFrame({"month": starts, "won_revenue": values})


def test_each_month_stands_against_the_same_month_a_year_before() -> None:
    lined_up = against_year_before(months("2017-02-01", [10.0, 20.0]), months("2016-01-01", [1.0, 2.0, 3.0]))
    assert list(lined_up["year_before"]) == [2.0, 3.0]


def test_over_all_time_the_year_before_is_in_the_same_result() -> None:
    all_time = months("2016-01-01", [float(i) for i in range(13)])
    all_time.attrs["as_of"] = date(2017, 1, 31)
    lined_up = against_year_before(all_time, months("2016-01-01", []))
    assert lined_up["year_before"].isna().tolist() == [True] * 12 + [False]
    assert lined_up["year_before"].iloc[12] == 0.0


def test_over_all_time_a_month_still_running_is_not_held_against_a_whole_one() -> None:
    all_time = months("2016-01-01", [float(i) for i in range(13)])
    all_time.attrs["as_of"] = date(2017, 1, 21)
    assert against_year_before(all_time, months("2016-01-01", []))["year_before"].isna().all()


def result(start: date | None, end: date, as_of: date) -> pd.DataFrame:
    frame = months("2017-01-01", [1.0])
    frame.attrs = {"window": (start, end), "as_of": as_of, "notes": ["500 undated deals are not shown."]}
    return frame


def test_part_months_at_the_ends_are_said() -> None:
    late = date(2018, 6, 1)
    assert part_months(result(date(2017, 1, 1), date(2017, 12, 31), late)) == ""
    assert part_months(result(date(2017, 1, 5), date(2017, 12, 31), late)) == "Jan 2017 is a part month."
    both = part_months(result(date(2016, 11, 22), date(2017, 11, 21), late))
    assert both == "Nov 2016 and Nov 2017 are part months."


def test_a_period_still_running_has_a_part_month_up_to_the_last_day_with_facts() -> None:
    running = result(date(2017, 1, 1), date(2017, 12, 31), as_of=date(2017, 6, 14))
    assert part_months(running) == "Jun 2017 is a part month."


def test_over_all_time_only_the_last_month_can_be_a_part() -> None:
    everything = months("2017-01-01", [1.0])
    everything.attrs = {"window": None, "as_of": date(2017, 12, 30)}
    assert part_months(everything) == "Dec 2017 is a part month."


def test_the_window_is_written_out() -> None:
    assert window_text(result(date(2017, 1, 1), date(2017, 12, 31), date(2018, 1, 1))) == "Jan 1, 2017 – Dec 31, 2017"
    assert window_text(result(None, date(2017, 12, 31), date(2018, 1, 1))) == "Until Dec 31, 2017"
    assert window_text(pd.DataFrame()) == "All time"


def test_a_note_shared_by_two_results_is_said_once() -> None:
    one = result(None, date(2017, 12, 31), date(2018, 1, 1))
    assert notes(one, one, also=["", "Jan 2017 is a part month."]) == (
        "Jan 2017 is a part month. 500 undated deals are not shown."
    )
