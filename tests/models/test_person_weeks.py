from datetime import date

import numpy as np
import pandas as pd

from models.person_weeks import count_weeks, place_in_quarter, stage_moves, weeks_of_history
from models.spells import LOST, OPEN, WON, Ints, Spells, day_number, make_spells


def spells() -> Spells:
    """As of 2024-02-01: one won on 01-20, one lost on 01-29, one open; all opened on 01-01."""
    frame = pd.DataFrame(
        {
            "opportunity_id": ["won", "lost", "open"],
            "opened_on": pd.to_datetime(["2024-01-01"] * 3),
            "decided_on": pd.to_datetime(["2024-01-20", "2024-01-29", None]),
            "outcome": ["won", "lost", None],
        }
    )
    return make_spells(frame)


AS_OF = day_number(date(2024, 2, 1))
ONE = np.zeros(3, np.int64)


def test_each_week_counts_the_deals_open_at_its_start_and_how_it_ended_for_them() -> None:
    cells = count_weeks(spells(), ONE, AS_OF, 3, np.array([20]), 1)  # weeks from 01-25, 01-18 and 01-11
    rows = list(zip(cells.week.tolist(), cells.band.tolist(), cells.event.tolist(), cells.n.tolist(), strict=True))
    assert rows == [(1, 1, OPEN, 1), (1, 1, LOST, 1), (2, 0, OPEN, 2), (2, 0, WON, 1), (3, 0, OPEN, 3)]


def test_what_was_decided_before_a_week_is_not_at_risk_in_it() -> None:
    cells = count_weeks(spells(), ONE, AS_OF, 1, np.array([], np.int64), 1)
    assert cells.n.sum() == 2


def days(*texts: str) -> Ints:
    return np.array([day_number(date.fromisoformat(text)) for text in texts])


def test_a_day_has_its_month_of_the_quarter_and_its_last_fortnight() -> None:
    found = place_in_quarter(
        days("2024-01-31", "2024-02-01", "2024-03-17", "2024-03-18", "2024-03-31", "2024-04-01"), 1
    )
    assert found.tolist() == [0, 1, 2, 3, 3, 0]


def test_quarters_are_those_of_the_fiscal_year() -> None:
    assert place_in_quarter(days("2024-02-10", "2024-04-30", "2024-01-31"), 2).tolist() == [0, 3, 3]


def test_history_begins_with_the_first_decision() -> None:
    assert weeks_of_history(spells(), AS_OF) == 1  # 12 days and a bit
    nothing = make_spells(pd.DataFrame({"opportunity_id": [], "opened_on": [], "decided_on": [], "outcome": []}))
    assert weeks_of_history(nothing, AS_OF) == 0


def test_stage_moves_are_shares_of_deals_still_open_a_week_later() -> None:
    frame = pd.DataFrame(
        {
            "opportunity_id": ["a", "b", "c"],
            "opened_on": pd.to_datetime(["2024-01-20"] * 3),
            "decided_on": pd.NaT,
            "outcome": None,
        }
    )
    entries = pd.DataFrame(
        {
            "opportunity_id": ["a", "b", "c", "a"],
            "stage": ["1", "1", "1", "2"],
            "entered_on": pd.to_datetime(["2024-01-20"] * 3 + ["2024-01-28"]),
        }
    )
    moves = stage_moves(make_spells(frame, entries), AS_OF, 1)
    assert moves.round(6).tolist() == [[1, 0, 0], [0, 0.75, 0.25], [0, 0, 1]]  # (2 stay + 1) / 4: one stays for all
