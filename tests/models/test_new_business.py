from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pytest

from metrics.definition import Numbers
from models.closing_by_age import AgeCurve
from models.new_business import NewBusiness, new_business, new_deal_curves

AS_OF = date(2024, 12, 31)


def curve() -> AgeCurve:
    """Half of the deals are won, all of them at an age of ten days."""
    won = np.where(np.arange(400) >= 10, 0.5, 0.0)
    return AgeCurve(0, won, won * 2, 0, "few_decided")


def steady(since: str = "2024-01-01") -> pd.DataFrame:
    """Two deals opened every day; one is won ten days later for 100, the other lost."""
    days = pd.date_range(since, AS_OF)
    won = pd.DataFrame(
        {"opened_on": days, "decided_on": days + pd.Timedelta(days=10), "outcome": "won", "amount": 100.0}
    )
    lost = won.assign(outcome="lost", amount=np.nan)
    both = pd.concat([won, lost], ignore_index=True)
    late = both["decided_on"] > pd.Timestamp(AS_OF)
    both["outcome"] = both["outcome"].astype(object).mask(late, None)
    return both.assign(decided_on=both["decided_on"].mask(late), amount=both["amount"].mask(late))


def found(deals: pd.DataFrame, days: int = 28, after: int = 0) -> NewBusiness:
    return new_business(deals, new_deal_curves(curve(), AS_OF, days, after))


def test_a_steady_company_goes_on_as_before() -> None:
    new = found(steady())
    assert new.deals == pytest.approx(18, rel=0.1)  # opened on the first 18 of 28 days, one win a day
    assert new.mean == pytest.approx(new.deals * 100)
    assert new.shock < 0.3


def test_a_later_window_has_what_the_longer_one_has_beyond_the_shorter() -> None:
    deals = steady()
    assert found(deals, 56, after=28).deals == pytest.approx(28, rel=0.1)


def test_without_wins_nothing_comes() -> None:
    deals = steady()
    lost = deals.assign(outcome=deals["outcome"].replace("won", "lost"))
    assert found(lost).mean == 0
    assert found(deals.iloc[:0]).deals == 0


def test_deals_opened_after_the_day_are_not_seen() -> None:
    deals = steady()
    later = deals.head(50).assign(opened_on=pd.Timestamp("2025-01-05"), decided_on=pd.Timestamp("2025-01-06"))
    assert found(pd.concat([deals, later])).deals == found(deals).deals


@dataclass
class Calendar:
    """A model that wins in some windows only: shares by the day they begin."""

    seen: list[int | None]

    def won_of_new(self, days: int, on: int | None = None) -> Numbers:
        self.seen.append(on)
        return np.full(-(-days // 7), 0.5)


def test_past_windows_end_before_the_day() -> None:
    calendar = Calendar([])
    curves = new_deal_curves(calendar, AS_OF, 28)  # type: ignore[arg-type]
    assert curves.ago[:3] == (0, 28, 35)
    assert calendar.seen[:2] == [curves.as_of, curves.as_of - 28]
