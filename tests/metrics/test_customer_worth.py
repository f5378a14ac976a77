"""What a customer is worth, as derived; the table may not be there, or say that it cannot be told."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from auth.scope import Scope
from data.derived import write_derived
from metrics.customer_worth import customer_worth
from tests.pages.published_deals import ABOUT, publish
from tests.state import state

ROW = {"level": "all", "clv_mean": 900.0, "low": 700.0, "high": 1100.0, "horizon_months": 24, "refusal": None,
       "as_of": date(2024, 3, 20)}  # fmt: skip


def derive(snapshot, *rows):
    write_derived(snapshot, {"customer_value_summary": pl.DataFrame(list(rows))} if rows else {}, ABOUT)


@pytest.fixture
def snapshot(tmp_path: Path):
    with state(tmp_path):
        yield publish()


def test_it_is_of_all_customers(snapshot):
    derive(snapshot, {**ROW, "level": "segment", "clv_mean": 1.0}, ROW)
    worth = customer_worth(snapshot, Scope.all())
    assert (worth.value, worth.low, worth.high, worth.horizon_months) == (900, 700, 1100, 24)
    assert worth.of_cost(300) == 3
    assert worth.of_cost(None) is None


def test_that_of_a_new_customer_goes_before_the_mean_of_all(snapshot):
    derive(snapshot, {**ROW, "clv_new": 600.0, "clv_new_low": 500.0, "clv_new_high": 750.0})
    worth = customer_worth(snapshot, Scope.all())
    assert (worth.value, worth.low, worth.high) == (600, 500, 750)


def test_the_check_says_how_far_the_model_missed(snapshot):
    derive(snapshot, {**ROW, "check_expected": 150.0, "check_actual": 100})
    worth = customer_worth(snapshot, Scope.all())
    assert (worth.missed, worth.is_rough) == (0.5, True)


def test_why_it_cannot_be_told(snapshot):
    derive(snapshot, {**ROW, "clv_mean": None, "refusal": "Nobody bought twice."})
    worth = customer_worth(snapshot, Scope.all())
    assert (worth.value, worth.refusal, worth.of_cost(300)) == (None, "Nobody bought twice.", None)


def test_what_an_older_version_derived_does_not_know_it(snapshot):
    assert customer_worth(snapshot, Scope.all()) is None
    derive(snapshot)
    assert customer_worth(snapshot, Scope.all()) is None


def test_who_may_see_only_part_of_the_company_is_not_told_of_the_whole(snapshot):
    derive(snapshot, ROW)
    assert customer_worth(snapshot, Scope.only(team=["EMEA"])) is None
