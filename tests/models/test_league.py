"""The forecast league: who forecast best at the same past cut-offs."""

import pandas as pd
import pytest

from models.league import MADE, ahead, best, from_pipeline, judge

NOTHING = float("nan")


def month(number: int) -> pd.Timestamp:
    return pd.Timestamp(2026, number, 1)


def end(number: int) -> pd.Timestamp:
    return month(number) + pd.offsets.MonthEnd()


def made(method: str, cut_off: int, *amounts: float, band: float | None = None) -> pd.DataFrame:
    rows = [
        (method, end(cut_off), month(cut_off + 1 + n), a, a - band if band else NOTHING, a + band if band else NOTHING)
        for n, a in enumerate(amounts)
    ]
    return pd.DataFrame(rows, columns=MADE)


ACTUAL = pd.DataFrame({"period": [month(2), month(3), month(4)], "actual": [100.0, 200.0, 100.0]})


def test_each_is_judged_by_what_it_said_of_the_next_month() -> None:
    said = pd.concat(
        [made("model", 1, 110.0, 190.0, band=20), made("model", 2, 150.0, 90.0, band=20), made("commit", 1, 50.0),
         made("commit", 2, 100.0)]
    )  # fmt: skip
    found = judge(ahead(said, ACTUAL, 1))
    model, commit = found.to_dict("records")
    assert (model["method"], model["n"], model["coverage80"]) == ("model", 2, 0.5)
    assert model["wape"] == pytest.approx((10 + 50) / 300)
    assert model["bias"] == pytest.approx((10 - 50) / 300)
    assert (commit["wape"], commit["bias"]) == pytest.approx((0.5, -0.5))
    assert pd.isna(commit["coverage80"])


def test_several_months_are_judged_in_sum_and_only_once_all_have_come() -> None:
    said = pd.concat([made("model", 1, 110.0, 190.0), made("model", 3, 100.0, 100.0)])
    found = ahead(said, ACTUAL, 2)
    assert found[["cut_off", "forecast", "actual"]].values.tolist() == [[end(1), 300.0, 300.0]]


def test_where_nothing_was_said_or_nothing_came_there_is_nothing_to_judge() -> None:
    nobody = pd.DataFrame(columns=MADE)
    for said, came in ((nobody, ACTUAL), (made("model", 1, 1.0), ACTUAL[:0]), (nobody, ACTUAL[:0])):
        assert judge(ahead(said, came, 1)).empty


def test_only_cut_offs_that_all_forecast_from_are_compared() -> None:
    said = pd.concat([made("model", 1, 100.0), made("model", 2, 0.0), made("commit", 1, 80.0)])
    assert judge(ahead(said, ACTUAL, 1)).set_index("method")["wape"].to_dict() == {"model": 0.0, "commit": 0.2}


def test_nothing_that_came_is_no_error_of_nought() -> None:
    nothing = ACTUAL.assign(actual=0.0)
    assert judge(ahead(made("model", 1, 5.0), nothing, 1))["wape"].isna().all()
    assert judge(ahead(made("model", 1, 5.0).iloc[:0], ACTUAL, 1)).empty


@pytest.mark.parametrize(
    ("wapes", "n", "chosen"),
    [
        ({"model": 0.2, "seasonal_naive": 0.3}, 6, "model"),
        ({"model": 0.4, "seasonal_naive": 0.3}, 6, "seasonal_naive"),
        ({"model": 0.4, "seasonal_naive": 0.3}, 3, "model"),
        ({"model": NOTHING, "seasonal_naive": 0.3}, 6, "model"),
        ({"model": 0.4, "commit": 0.1}, 6, "model"),
    ],
)
def test_the_best_of_those_that_can_stand_in_is_chosen(wapes: dict[str, float], n: int, chosen: str) -> None:
    judged = pd.DataFrame({"method": list(wapes), "wape": list(wapes.values()), "n": n})
    assert best(judged, ("model", "seasonal_naive")) == chosen


def test_open_deals_count_in_the_month_they_are_due_and_overdue_ones_in_the_next() -> None:
    deals = pd.DataFrame(
        {
            "value": [1000.0, 500.0, 200.0, 700.0, 50.0],
            "observed_probability": [0.5, 0.2, 1.0, 0.9, NOTHING],
            "expected_close_on": [pd.Timestamp(2026, 2, 28), pd.Timestamp(2026, 1, 5), pd.Timestamp(2026, 3, 1), pd.NaT,
                                  pd.Timestamp(2026, 2, 1)],
            "category": ["commit", "pipeline", "commit", "commit", None],
        }
    )  # fmt: skip
    found = from_pipeline(deals, end(1), [month(2), month(3), month(4)])
    said = {(row.method, row.period.month): row.forecast for row in found.itertuples()}
    assert said == {
        ("weighted_pipeline", 2): 600.0, ("weighted_pipeline", 3): 200.0, ("weighted_pipeline", 4): 0.0,
        ("commit", 2): 1000.0, ("commit", 3): 200.0, ("commit", 4): 0.0,
    }  # fmt: skip
