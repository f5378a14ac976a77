"""The spread of discounts, premiums, and win rates by band of discount that do not lie."""

from datetime import date

import polars as pl
import pytest

from auth.scope import Scope
from filters import Filters
from metrics.deal_sizes import list_discounts_by_size, size_bounds
from metrics.discounts import (
    BAND_RATES,
    MEDIAN_LOST_DISCOUNT,
    PREMIUM_SHARE,
    PRICED_WINS,
    SPREAD,
    BandRates,
    band_rates,
)
from metrics.frames import FrameSnapshot
from metrics.run import measure, measure_queries
from metrics.sold_discounts import SOLD_ABOVE_LIST, SOLD_SPREAD, SOLD_WITH_DISCOUNT
from tests.metrics.frames import opportunities, with_periods

ALL = Scope.all()


def banded(won: list[str | None], lost: list[str | None]) -> BandRates:
    deals = opportunities(["won"] * len(won) + ["lost"] * len(lost), discount_band=[*won, *lost])
    return band_rates(measure_queries([BAND_RATES], Filters(), ALL, FrameSnapshot({"opportunities": deals}))[0])


def test_the_spread_is_of_won_deals_with_a_list_price() -> None:
    deals = opportunities(["won"] * 5 + ["lost"], discount=[0.0, 0.1, 0.2, 0.3, 0.4, None])
    found = measure(PRICED_WINS, *SPREAD, frames={"opportunities": deals}).iloc[0]
    assert (found.priced_wins, found.median_discount) == (5, pytest.approx(0.2))
    assert [found.discount_p10, found.discount_p25] == pytest.approx([0.04, 0.1])
    assert [found.discount_p75, found.discount_p90] == pytest.approx([0.3, 0.36])


def test_a_premium_is_a_negative_discount_and_a_sale_at_list_is_none() -> None:
    deals = opportunities(["won", "won", "won", "won"], discount=[-0.1, 0.0, 0.1, None])
    found = measure(PREMIUM_SHARE, frames={"opportunities": deals}).iloc[0]
    assert (found.premium_share, found.premium_share_n) == (pytest.approx(1 / 3), 3)


def test_what_lost_deals_were_offered_at_is_known_only_of_those_with_a_price() -> None:
    deals = opportunities(["lost", "lost", "lost", "won"], amount=[90, 0, None, 50], list_amount=[100, 100, 100, 100])
    found = measure(MEDIAN_LOST_DISCOUNT, frames={"opportunities": deals}).iloc[0]
    assert (found.median_lost_discount, found.median_lost_discount_n) == (pytest.approx(0.1), 1)


def test_rates_by_band_stand_in_the_order_of_the_bands() -> None:
    found = banded(["10–20 %", "< 0 %", "10–20 %"], ["< 0 %", "10–20 %"])
    assert found.rates["discount_band"].tolist() == ["< 0 %", "10–20 %"]
    assert found.rates["win_rate"].tolist() == pytest.approx([1 / 2, 2 / 3])
    assert (found.honest, found.overall) == (True, 0.6)


def test_rates_are_not_honest_where_only_won_deals_have_a_price() -> None:
    found = banded(["0–5 %", "0–5 %"], [None, None, None])
    assert (found.won, found.lost, found.known, found.honest) == (2, 3, 0, False)


def test_rates_are_not_honest_where_few_lost_deals_have_a_price() -> None:
    assert not banded(["0–5 %"] * 4, ["0–5 %"] + [None] * 3).honest
    assert banded(["0–5 %"] * 4, ["0–5 %"] * 2 + [None] * 2).honest


def test_without_a_lost_deal_nothing_is_hidden() -> None:
    assert banded(["0–5 %"], []).honest


def test_the_sizes_of_deals_are_fifths_of_list_amount_in_round_numbers() -> None:
    deals = opportunities(["won"] * 6, list_amount=[100, 210, 320, 430, 540, 654], discount=[0.1] * 6)
    assert size_bounds(FrameSnapshot({"opportunities": deals}), ALL) == (210, 320, 430, 540)


def test_the_sizes_are_those_of_the_deals_that_the_reader_may_see() -> None:
    deals = opportunities(
        ["won"] * 6, list_amount=[100, 210, 320, 430, 540, 654], discount=[0.1] * 6, rep=["Ann"] * 2 + ["Bob"] * 4
    )
    tables = FrameSnapshot({"opportunities": deals})
    assert size_bounds(tables, Scope.only(rep=["Ann"])) == (120, 140, 170, 190)
    assert size_bounds(tables, Scope.only(rep=["Eve"])) == ()


def test_discounts_by_size_hold_each_deal_in_one_band_whatever_the_filters() -> None:
    deals = opportunities(
        ["won"] * 6, list_amount=[100, 210, 320, 430, 540, 654], discount=[0.1, 0.2, 0.3, 0.4, -0.1, 0.3],
        rep=["Ann", "Bob", "Ann", "Ann", "Ann", "Ann"], decided_on=["2024-01-01"] * 6,
    )  # fmt: skip
    tables = FrameSnapshot({"opportunities": deals})
    found = list_discounts_by_size(Filters(dims={"rep": ["Ann"]}), ALL, tables)
    assert found[["deal_size", "median_discount_n"]].values.tolist() == [[0, 1], [2, 1], [3, 1], [4, 2]]
    assert found["median_discount"].tolist() == pytest.approx([0.1, 0.3, 0.4, 0.1])
    assert found["size_from"].fillna(-1).tolist() == [-1, 320, 430, 540]
    assert found["size_to"].fillna(-1).tolist() == [210, 430, 540, -1]


def test_discounts_by_size_go_by_the_period() -> None:
    deals = opportunities(
        ["won", "won"], list_amount=[100, 200], discount=[0.1, 0.2], decided_on=["2024-01-01", "2024-03-01"]
    )
    filters = Filters(start=date(2024, 2, 1), end=date(2024, 3, 31))
    found = list_discounts_by_size(filters, ALL, FrameSnapshot({"opportunities": deals}))
    assert found["median_discount"].tolist() == [0.2]
    assert found.attrs["window"] == (date(2024, 2, 1), date(2024, 3, 31))


def test_discounts_of_sales_are_those_of_orders_where_there_are_any() -> None:
    lines = pl.DataFrame({"discount": [-0.1, 0.1, 0.3, None], "amount": [1.0] * 4})
    frames = {"orders": with_periods(lines, {"ordered_on": [date(2024, 1, 1)] * 4}),
              "opportunities": opportunities(["won"], discount=[0.9], is_sale=[False])}  # fmt: skip
    found = measure(SOLD_WITH_DISCOUNT, SOLD_ABOVE_LIST, *SOLD_SPREAD, frames=frames).iloc[0]
    assert (found.lines_with_discount, found.median_sold_discount) == (3, pytest.approx(0.1))
    assert (found.sold_above_list, found.sold_discount_p90) == (pytest.approx(1 / 3), pytest.approx(0.26))
