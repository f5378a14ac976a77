from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from models import hazard
from models.weekly_hazard import WeeklyHazard

AS_OF = date(2024, 12, 29)


def company(count: int = 1500, seed: int = 1) -> pd.DataFrame:
    """Deals of constant hazards: each week 6 % are won and 4 % lost; those of product B never win."""
    random = np.random.default_rng(seed)
    opened = pd.Timestamp("2023-06-01") + pd.to_timedelta(random.integers(0, 560, count), unit="D")
    weeks = random.geometric(0.1, count) * 7 - random.integers(0, 7, count)
    product = random.choice(["A", "B"], count)
    won = (random.random(count) < 0.6) & (product == "A")
    return pd.DataFrame(
        {
            "opportunity_id": [f"D{n}" for n in range(count)],
            "opened_on": opened,
            "decided_on": opened + pd.to_timedelta(weeks, unit="D"),
            "outcome": pd.Series(np.where(won, "won", "lost"), dtype=object),
            "value": random.lognormal(8, 1, count),
            "product": product,
        }
    )


def open_on(deals: pd.DataFrame, day: date = AS_OF) -> pd.DataFrame:
    at = pd.Timestamp(day)
    return deals[(deals["opened_on"] <= at) & (deals["decided_on"] > at)]


DAYS = (7, 28, 56)


@pytest.fixture(scope="module")
def fitted() -> WeeklyHazard:
    model = hazard.fit(company(), AS_OF)
    assert isinstance(model, WeeklyHazard)
    return model


def test_constant_hazards_are_found_again(fitted: WeeklyHazard) -> None:
    deals = open_on(company())
    found = fitted.chances(deals, DAYS).assign(product=deals["product"]).groupby("product").mean()
    assert fitted.traits == ("product",)
    assert found.loc["A", "p_won_7"] == pytest.approx(0.06, abs=0.02)
    assert found.loc["A", "p_closed_28"] == pytest.approx(1 - 0.9**4, abs=0.08)
    assert found.loc["A", "p_won"] == pytest.approx(0.6, abs=0.1)
    assert found.loc["B", "p_won"] < 0.1


def test_chances_grow_with_time_and_winning_is_a_part_of_closing(fitted: WeeklyHazard) -> None:
    found = fitted.chances(open_on(company()), (28, 30, 56, 5000))
    for kind in ("won", "closed"):
        columns = found[[f"p_{kind}_28", f"p_{kind}_30", f"p_{kind}_56", f"p_{kind}_5000", f"p_{kind}"]]
        assert (columns.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    for end in ("_28", "_30", "_56", "_5000", ""):
        assert (found[f"p_won{end}"] <= found[f"p_closed{end}"]).all()
    assert found.min(axis=None) >= 0
    assert found.max(axis=None) <= 1


def test_what_is_known_only_after_the_day_changes_nothing(fitted: WeeklyHazard) -> None:
    deals, random = company(), np.random.default_rng(9)
    late = deals["decided_on"] > pd.Timestamp(AS_OF)
    noise = deals.copy()
    noise.loc[late, "decided_on"] = pd.Timestamp(AS_OF) + pd.to_timedelta(random.integers(1, 900, late.sum()), "D")
    noise.loc[late, "outcome"] = random.choice(["won", "lost"], late.sum())
    unborn = noise["opened_on"] > pd.Timestamp(AS_OF)
    noise = noise[~unborn]
    deals_then = open_on(deals)
    expected = fitted.chances(deals_then)
    pd.testing.assert_frame_equal(hazard.fit(noise, AS_OF).chances(noise.loc[deals_then.index]), expected)


def test_the_same_deals_give_the_same_chances(fitted: WeeklyHazard) -> None:
    deals = open_on(company())
    pd.testing.assert_frame_equal(hazard.fit(company(), AS_OF).chances(deals), fitted.chances(deals))


def test_later_stages_close_sooner_where_the_history_of_stages_tells_so() -> None:
    deals = company()
    offer = deals["decided_on"] - timedelta(days=10)
    entries = pd.concat(
        [
            deals[["opportunity_id"]].assign(stage="First", entered_on=deals["opened_on"]),
            deals[["opportunity_id"]].assign(stage="Offer", entered_on=offer.clip(lower=deals["opened_on"])),
        ]
    )
    model = hazard.fit(deals, AS_OF, entries)
    ahead = open_on(deals).iloc[[0, 0]].assign(stage=["First", "Offer"])
    first, second = model.chances(ahead, (14,))["p_closed_14"]
    assert second > 2 * first


@pytest.mark.parametrize(
    ("count", "method", "why"),
    [(400, "hazard", ""), (40, "age_curve", "few_decided"), (10, "base_rate", "few_decided")],
)
def test_short_histories_fall_back(count: int, method: str, why: str) -> None:
    deals = company().sort_values("decided_on").head(count)
    model = hazard.fit(deals, AS_OF)
    assert (model.method, model.why) == (method, why)
    found = model.chances(open_on(company()), DAYS)
    assert found.notna().all(axis=None)
    assert (found["p_won_28"] <= found["p_won_56"]).all()
    assert (found["p_won_56"] <= found["p_won"]).all()


def test_a_company_that_never_lost_falls_back_and_one_without_deals_does() -> None:
    never_lost = company(300).assign(outcome="won")
    assert hazard.fit(never_lost, AS_OF).why == "few_lost"
    assert hazard.fit(never_lost.iloc[:0], AS_OF).method == "base_rate"


def test_no_open_deals_and_undated_ones_have_no_chances(fitted: WeeklyHazard) -> None:
    deals = open_on(company())
    assert fitted.chances(deals.iloc[:0]).empty
    undated = fitted.chances(deals.head(2).assign(opened_on=[pd.NaT, deals["opened_on"].iloc[1]]))
    assert undated["p_won"].isna().tolist() == [True, False]


def test_equal_and_huge_values_do_no_harm() -> None:
    for value in (1.0, 1e300, float("nan")):
        deals = company(600).assign(value=value)
        found = hazard.fit(deals, AS_OF).chances(open_on(deals))
        assert found.notna().all(axis=None)


def test_new_deals_win_like_old_ones_from_the_middle_of_their_week(fitted: WeeklyHazard) -> None:
    share = fitted.won_of_new(28)
    assert share.shape == (4,)
    assert (np.diff(share) < 0).all()
    assert share[0] == pytest.approx(0.3 * (1 - 0.9**3.5), rel=0.4)  # 3 of 10 decided are won, in 3.5 weeks
