"""What is said under a chart: its days, part months, notes."""

from datetime import date

import pandas as pd

from pages.components import notes, part_months, window_text


def result(start: date | None, end: date, as_of: date) -> pd.DataFrame:
    frame = pd.DataFrame({"month": [pd.Timestamp("2017-01-01")], "won_revenue": [1.0]})
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
    everything = pd.DataFrame({"month": [pd.Timestamp("2017-01-01")]})
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
