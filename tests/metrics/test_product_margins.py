"""Product margins against another time: changes, their parts from price and cost, leeway; worked out by hand."""

from datetime import date
from math import isnan

import polars as pl
import pytest

from auth.scope import Scope
from filters import Filters, Window
from metrics.frames import FrameSnapshot
from metrics.product_margins import MOST, Compared, compared, list_product_margins
from metrics.run import measure
from metrics.sold import AVERAGE_PRICE, GROSS_MARGIN, GROSS_PROFIT, REVENUE, UNITS_SOLD
from tests.metrics.frames import with_periods

NOW, BEFORE = Window(date(2024, 1, 1), date(2024, 6, 30)), Window(date(2023, 1, 1), date(2023, 6, 30))
WINDOWS = Compared(NOW, BEFORE)
FIRST = ("2023-01-01", "opening", 1, 1.0, 0.5)  # sales go back so far


def sold(*lines):
    """Lines are (day, product, quantity, amount, cost)."""
    columns = list(zip(*lines, strict=True))
    frame = pl.DataFrame(
        {
            "product": pl.Series(columns[1], dtype=pl.Categorical),
            "quantity": pl.Series(columns[2], dtype=pl.Float64),
            "amount": pl.Series(columns[3], dtype=pl.Float64),
            "cost": pl.Series(columns[4], dtype=pl.Float64),
            "sector": pl.Series(
                ["retail" if day < "2024-04" else "medical" for day in columns[0]], dtype=pl.Categorical
            ),
        }
    ).with_columns((pl.col("amount") - pl.col("cost")).alias("margin"))
    return {"orders": with_periods(frame, {"ordered_on": [date.fromisoformat(day) for day in columns[0]]})}


def margins(*lines, windows=WINDOWS, **dims):
    frames = sold(*lines)
    snapshot = FrameSnapshot(frames, date(2024, 7, 31))
    return list_product_margins(windows, Filters(dims=dims), Scope.all(), snapshot)


def row(frame, product):
    return frame[frame["product"].isin([product])].iloc[0]


def many(product, day, n, amount, cost):
    """That many sales of one unit."""
    return [(day, product, 1, amount, cost)] * n


def test_a_product_has_what_it_earned_now_and_before():
    frame = margins(
        FIRST, ("2023-02-01", "Gauge", 10, 1000.0, 500.0), ("2024-02-01", "Gauge", 4, 480.0, 240.0),
        ("2024-05-01", "Gauge", 8, 720.0, 480.0), ("2024-07-15", "Gauge", 99, 9.0, 9.0),
    )  # fmt: skip
    gauge = row(frame, "Gauge")
    assert (gauge["revenue"], gauge["units"], gauge["units_per_month"], gauge["lines"]) == (1200, 12, 2, 2)
    assert (gauge["average_price"], gauge["unit_cost"]) == (100, 60)
    assert (gauge["gross_margin"], gauge["gross_profit"]) == (pytest.approx(0.4), 480)
    assert (gauge["average_price_before"], gauge["unit_cost_before"], gauge["gross_margin_before"]) == (100, 50, 0.5)
    assert gauge["margin_change"] == pytest.approx(-0.1)
    assert gauge["margin_money"] == pytest.approx(-120)  # a tenth of 1,200


def test_the_change_is_parted_into_price_and_cost():
    dearer = row(
        margins(FIRST, *many("Gauge", "2023-02-01", 10, 100, 50), *many("Gauge", "2024-02-01", 10, 80, 50)), "Gauge"
    )
    assert (dearer["from_price"], dearer["from_cost"]) == (pytest.approx(50 / 100 - 50 / 80), pytest.approx(0))
    assert dearer["verdict"] == "price"
    both = row(
        margins(FIRST, *many("Gauge", "2023-02-01", 10, 100, 50), *many("Gauge", "2024-02-01", 10, 125, 75)), "Gauge"
    )
    assert (both["from_price"], both["from_cost"]) == (pytest.approx(0.1), pytest.approx(-0.2))
    assert both["from_price"] + both["from_cost"] == pytest.approx(both["margin_change"])
    assert both["verdict"] == "cost"


def test_margins_are_of_the_sales_whose_cost_is_known():
    gauge = row(
        margins(FIRST, ("2024-02-01", "Gauge", 1, 100.0, 40.0), ("2024-02-02", "Gauge", 1, 900.0, None)), "Gauge"
    )
    assert (gauge["revenue"], gauge["gross_margin"], gauge["gross_profit"], gauge["costed_lines"]) == (1000, 0.6, 60, 1)
    assert gauge["unit_cost"] == 40


def test_products_without_a_known_cost_are_counted_and_have_no_margin():
    frame = margins(FIRST, ("2024-02-01", "Gauge", 1, 100.0, None), ("2024-02-02", "Probe", 1, 90.0, 50.0))
    assert (frame.attrs["products"], frame.attrs["without_cost"]) == (2, 1)
    gauge = row(frame, "Gauge")
    assert (gauge["verdict"], gauge["leeway"]) == ("no_cost", None)
    assert isnan(gauge["gross_margin"]) and isnan(gauge["gross_profit"]) and isnan(gauge["margin_money"])


def test_what_is_said_of_a_margin():
    frame = margins(
        FIRST, *many("steady", "2023-02-01", 10, 100, 50), *many("steady", "2024-02-01", 10, 100, 50.5),
        *many("grows", "2023-02-01", 10, 100, 50), *many("grows", "2024-02-01", 10, 100, 40),
        *many("few", "2023-02-01", 9, 100, 50), *many("few", "2024-02-01", 10, 100, 90),
        *many("loss", "2024-02-01", 10, 100, 101), *many("new", "2024-02-01", 10, 100, 50),
    )  # fmt: skip
    assert {name: row(frame, name)["verdict"] for name in ("steady", "grows", "few", "loss", "new")} == {
        name: name for name in ("steady", "grows", "few", "loss", "new")
    }


def test_where_sales_do_not_go_back_nothing_is_compared():
    frame = margins(("2023-04-01", "Gauge", 1, 100.0, 50.0), ("2024-02-01", "Gauge", 1, 100.0, 60.0))
    assert not frame.attrs["covered"]
    assert isnan(row(frame, "Gauge")["margin_change"])
    assert row(frame, "Gauge")["verdict"] == "unknown"


def test_products_that_are_sold_no_more_are_counted():
    frame = margins(FIRST, ("2023-02-01", "Gone", 1, 100.0, 50.0), ("2024-02-01", "Gauge", 1, 100.0, 60.0))
    assert frame["product"].tolist() == ["Gauge"]
    assert frame.attrs["ended"] == 2


def test_beyond_a_hundred_products_are_one_row():
    lines = [("2024-02-01", f"p{i}", 1, 1000.0 - i, 500.0) for i in range(1000)]
    frame = margins(FIRST, *lines, ("2023-03-01", "p999", 2, 800.0, 600.0))
    assert (len(frame), frame["product"].iloc[0], frame["product"].iloc[-1]) == (MOST + 1, "p0", "other")
    rest = frame.iloc[-1]
    assert (rest["lines"], rest["revenue"]) == (900, sum(1000 - i for i in range(100, 1000)))
    assert rest["gross_margin"] == pytest.approx(1 - 900 * 500 / rest["revenue"])
    assert (rest["gross_margin_before"], rest["leeway"]) == (0.25, None)
    assert (rest["verdict"], isnan(rest["from_price"]), isnan(rest["from_cost"])) == ("several", True, True)
    assert frame.attrs["products"] == 1000


def test_leeway_is_by_the_medians_of_margin_and_speed():
    frame = margins(
        FIRST, ("2024-01-01", "fast rich", 60, 600.0, 120.0), ("2024-01-01", "fast poor", 48, 600.0, 540.0),
        ("2024-01-01", "slow rich", 12, 600.0, 180.0), ("2024-01-01", "slow poor", 6, 600.0, 480.0),
    )  # fmt: skip
    assert frame.attrs["median_velocity"] == pytest.approx((48 + 12) / 2 / 6)
    assert frame.attrs["median_margin"] == pytest.approx((0.7 + 0.2) / 2)
    assert {name: row(frame, name)["leeway"] for name in frame["product"]} == {
        "fast rich": "keep", "fast poor": "dearer", "slow rich": "cheaper", "slow poor": "review",
    }  # fmt: skip


def test_three_products_have_no_middle():
    frame = margins(FIRST, *(("2024-01-01", name, 1, 10.0, 5.0) for name in "abc"))
    assert frame["leeway"].isna().all()


def test_returns_lessen_what_was_sold():
    gauge = row(
        margins(FIRST, ("2024-01-01", "Gauge", 10, 1000.0, 600.0), ("2024-02-01", "Gauge", -2, -200.0, -120.0)), "Gauge"
    )
    assert (gauge["units"], gauge["revenue"], gauge["unit_cost"], gauge["gross_margin"]) == (
        8,
        800,
        60,
        pytest.approx(0.4),
    )


def test_filters_apply_and_those_that_cannot_are_named():
    lines = [FIRST, ("2024-01-01", "Gauge", 1, 100.0, 60.0), ("2024-05-01", "Probe", 1, 100.0, 60.0)]
    assert margins(*lines, sector=["medical"])["product"].tolist() == ["Probe"]


def test_nothing_sold_is_an_empty_frame():
    frame = margins(FIRST)
    assert (len(frame), frame.attrs["products"], frame.attrs["ended"]) == (0, 0, 1)
    assert isnan(frame.attrs["median_margin"])


def test_an_unknown_product_is_one_of_them():
    assert margins(FIRST, ("2024-01-01", None, 1, 100.0, 60.0))["product"].tolist() == [None]


def test_the_figures_are_those_of_the_metrics():
    lines = [FIRST, ("2024-01-01", "Gauge", 3, 100.0, 60.0), ("2024-05-01", "Gauge", None, 50.0, None)]
    frame = margins(*lines)
    metrics = (REVENUE, UNITS_SOLD, AVERAGE_PRICE, GROSS_MARGIN, GROSS_PROFIT)
    measured = measure(*metrics, by="product", filters=Filters(start=NOW.start, end=NOW.end), frames=sold(*lines))
    names = ["revenue", "units", "average_price", "gross_margin", "gross_profit"]
    for mine, metric in zip(names, metrics, strict=True):
        assert frame[mine].item() == pytest.approx(measured[metric.name].item()), mine


@pytest.mark.parametrize(
    ("days", "against", "now", "before"),
    [
        (("2024-01-01", "2024-03-31"), "last_year", ("2024-01-01", "2024-03-31"), ("2023-01-01", "2023-03-31")),
        (("2024-01-01", "2024-03-31"), "previous", ("2024-01-01", "2024-03-31"), ("2023-10-01", "2023-12-31")),
        (("2022-07-01", "2024-06-30"), "last_year", ("2023-07-01", "2024-06-30"), ("2022-07-01", "2023-06-30")),
        (("2022-07-01", "2024-06-30"), "previous", ("2023-07-01", "2024-06-30"), ("2022-07-01", "2023-06-30")),
        (("2024-01-10", "2024-01-19"), "previous", ("2024-01-10", "2024-01-19"), ("2023-12-31", "2024-01-09")),
    ],
    ids=["a year ago", "the quarter before", "a long range", "a long range before", "days"],
)
def test_the_last_twelve_months_at_most_are_compared(days, against, now, before):
    found = compared(*map(date.fromisoformat, days), against)
    assert [tuple(day.isoformat() for day in window) for window in found] == [now, before]
