"""Ages of deals and how they ended."""

from datetime import date

import pandas as pd

from auth.scope import Scope
from filters import Filters
from metrics.deal_ages import deal_ages
from metrics.frames import FrameSnapshot
from tests.metrics.frames import opportunities

DEALS = opportunities(
    ["won", "lost", "open", "won", "open"],
    opened_on=["2023-01-01", "2023-06-01", "2024-03-01", "2024-01-10", None],
    decided_on=["2023-02-10", "2023-06-11", None, "2024-01-30", None],
    cycle_days=[40, 10, None, 20, None],
    age_days=[None, None, 19, None, None],
    team=["North", "South", "North", "South", None],
    stage=["Won", "Lost", "Demo", "Won", "Demo"],
)
SNAPSHOT = FrameSnapshot({"opportunities": DEALS}, date(2024, 3, 20))


def ages(filters: Filters, by: str | None = None, scope: Scope | None = None) -> pd.DataFrame:
    return deal_ages(filters, scope or Scope.all(), SNAPSHOT, by)


def test_a_decided_deal_has_the_age_at_its_decision_and_an_open_one_that_of_today() -> None:
    found = ages(Filters())
    assert found["age_days"].fillna(-1).tolist() == [40, 10, 19, 20, -1]
    assert found["outcome"].tolist() == ["won", "lost", "open", "won", "open"]


def test_the_usual_period_of_pages_takes_all_deals_and_any_other_those_opened_in_it() -> None:
    assert len(ages(Filters("trailing_12_months"))) == 5
    assert ages(Filters("this_year"))["age_days"].tolist() == [19, 20]
    assert ages(Filters("last_year")).attrs["window"].start == date(2023, 1, 1)


def test_groups_are_the_values_of_a_dimension_and_the_unknown_one() -> None:
    found = ages(Filters(), "team")["group"]
    assert found.astype(object).where(found.notna(), None).tolist() == ["North", "South", "North", "South", None]


def test_dimensions_and_scope_choose_the_deals() -> None:
    assert ages(Filters(dims={"team": ["North"]}))["age_days"].tolist() == [40, 19]
    assert ages(Filters(), scope=Scope(where=(("team", ("South",)),)))["age_days"].tolist() == [10, 20]


def test_a_filter_by_how_a_deal_ended_does_not_apply_and_is_said() -> None:
    found = ages(Filters(dims={"stage": ["Demo"], "team": ["North"]}))
    assert len(found) == 2
    assert found.attrs["ignored_filters"] == ["stage"]
    assert found.attrs["ignored_by"] == {"Win curve": "stage"}
