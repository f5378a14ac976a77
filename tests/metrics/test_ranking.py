"""Rankings: their order, and who has no rank."""

import pandas as pd
import pytest

from auth.scope import Scope
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.ranking import MEASURES, ranking, ranking_query
from metrics.run import measure_queries
from tests.metrics.frames import opportunities

# Ann wins 2 of 4 in 30 days for 300; Bob 3 of 4 in 10 for 90; Cy 1 of 1 in 5 for 500; nobody's deal is lost.
DEALS = opportunities(
    ["won", "won", "lost", "lost", "won", "won", "won", "lost", "won", "lost"],
    rep=["Ann"] * 4 + ["Bob"] * 4 + ["Cy"] + [None],
    value=[100, 200, 1, 1, 30, 30, 30, 1, 500, 1],
    cycle_days=[20, 40, 3, 3, 10, 10, 10, 3, 5, 3],
)


def ranked(measure: str, too_few: int = 2) -> pd.DataFrame:
    query = ranking_query(MEASURES[measure], "rep")
    found = measure_queries([query], Filters(), Scope.all(), FrameSnapshot({"opportunities": DEALS}))[0]
    return ranking(found, MEASURES[measure], too_few)


def order(frame: pd.DataFrame) -> list[tuple[object, object]]:
    return [(None if pd.isna(rank) else int(rank), rep) for rank, rep in zip(frame["rank"], frame["rep"], strict=True)]


def test_the_largest_value_comes_first_however_few_deals_it_has() -> None:
    assert order(ranked("value")) == [(1, "Cy"), (2, "Ann"), (3, "Bob"), (4, None)]


def test_the_shortest_cycle_comes_first_and_one_of_too_few_deals_below_without_a_rank() -> None:
    assert order(ranked("cycle")) == [(1, "Bob"), (2, "Ann"), (None, "Cy"), (None, None)]


def test_rates_of_too_few_decided_deals_have_no_rank() -> None:
    assert order(ranked("win_rate")) == [(1, "Bob"), (2, "Ann"), (None, "Cy"), (None, None)]


def test_with_one_deal_enough_all_that_is_known_is_ranked() -> None:
    assert order(ranked("average", too_few=1)) == [(1, "Cy"), (2, "Ann"), (3, "Bob"), (None, None)]


def test_a_shrunk_rate_stands_with_the_n_and_the_interval_of_the_plain_one() -> None:
    bob = ranked("win_rate").iloc[0]
    assert (bob["win_rate"], bob["shrunk_win_rate_n"]) == (0.75, 4)
    assert bob["shrunk_win_rate_low"] == bob["win_rate_low"]


def test_what_only_chose_the_groups_is_not_shown() -> None:
    assert "deals_decided" not in ranked("win_rate")
    assert list(ranked("value").columns[:3]) == ["rank", "rep", "won_revenue"]


@pytest.mark.parametrize("measure", MEASURES)
def test_all_others_are_one_row_below_without_a_rank(measure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("metrics.ranking.MOST", 2)
    rows = order(ranked(measure, too_few=1))
    assert [rank for rank, _rep in rows] == [1, 2, None]
    assert rows[-1] == (None, "other")
