"""Weeks of cover by hand, beside the price index."""

from datetime import date
from typing import Any

import pandas as pd
import polars as pl
import pytest

from auth.scope import Scope
from filters import Filters, Window
from metrics.frames import FrameSnapshot
from metrics.stock_cover import list_stock_cover
from tests.metrics.frames import with_periods

ALL, TODAY, COUNTED = Scope.all(), date(2024, 12, 31), date(2024, 12, 1)
LABELS = ("origin", "product", "category", "tier", "rep", "competitor")


def labelled(rows: list[dict[str, Any]], *numbers: str) -> pl.DataFrame:
    names = [name for name in rows[0] if not isinstance(rows[0][name], date)]
    return pl.DataFrame({
        name: pl.Series([row[name] for row in rows], dtype=pl.Float64 if name in numbers else
                        pl.Categorical if name in LABELS else None)
        for name in names
    })  # fmt: skip


def orders(*sold: tuple[str, date, float, float]) -> pl.DataFrame:
    """Product, day, units and amount."""
    rows = [{"origin": "erp", "product": p, "category": "Meters", "tier": None, "rep": "Ann", "quantity": q,
             "amount": a, "unit_price": a / q} for p, _day, q, a in sold]  # fmt: skip
    return with_periods(labelled(rows, "quantity", "amount", "unit_price"), {"ordered_on": [d for _p, d, *_n in sold]})


def products(*names: str) -> pl.DataFrame:
    rows = [{"origin": "erp", "product_id": f"erp:{n}", "product": n, "category": "Meters", "tier": None,
             "list_price": 10.0, "unit_cost": 4.0} for n in names]  # fmt: skip
    return labelled(rows, "list_price", "unit_cost")


def stock(*counts: tuple[str, date, float, float | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {"product_id": [f"erp:{p}" for p, *_r in counts], "counted_on": [d for _p, d, *_r in counts],
         "units": [float(u) for *_p, u, _c in counts], "unit_cost": [c for *_r, c in counts]},
        schema_overrides={"unit_cost": pl.Float64},
    )  # fmt: skip


def quotes(**prices: float) -> pl.DataFrame:
    rows = [{"origin": "erp", "competitor": "Rival", "product": p, "category": "Meters", "tier": None, "price": x}
            for p, x in prices.items()]  # fmt: skip
    return labelled(rows, "price").with_columns(pl.lit(date(2024, 11, 20)).alias("observed_on"))


NOVEMBER = date(2024, 11, 10)
SOLD = (("Gauge", NOVEMBER, 13.0, 130.0), ("Probe", NOVEMBER, 26.0, 260.0), ("Meter", NOVEMBER, 13.0, 130.0))


BEFORE = (("Old", date(2024, 1, 2), 1.0, 10.0),)  # so that sales are known of all weeks before the count


def company(*, sold: Any = SOLD, counts: Any = None, before: Any = BEFORE, **prices: float) -> FrameSnapshot:
    """Gauge lasts 20 weeks, Probe 5, Meter 10; all are sold at 10."""
    given = counts or (("Gauge", COUNTED, 20, 5.0), ("Probe", COUNTED, 10, None), ("Meter", COUNTED, 10, None))
    tables = {"orders": orders(*before, *sold), "products": products("Gauge", "Probe", "Meter"),
              "stock": stock(*given)}  # fmt: skip
    return FrameSnapshot({**tables, **({"competitor_prices": quotes(**prices)} if prices else {})}, TODAY)


def cover(snapshot: FrameSnapshot, window: Window | None = None, **filters: Any) -> pd.DataFrame:
    return list_stock_cover(window, Filters(**filters), ALL, snapshot)


def by_product(frame: pd.DataFrame, column: str) -> dict[str, Any]:
    return dict(zip(frame["product"], frame[column], strict=True))


def test_cover_is_units_over_weekly_sales_of_the_thirteen_weeks_before_the_count() -> None:
    found = cover(company())
    assert by_product(found, "weekly_units") == {"Gauge": 1, "Probe": 2, "Meter": 1}
    assert by_product(found, "weeks_cover") == {"Gauge": 20, "Probe": 5, "Meter": 10}
    assert (found.attrs["median_cover"], found.attrs["counted_on"]) == (10, COUNTED)
    assert by_product(found, "count_age_days")["Gauge"] == 30


def test_sales_before_those_weeks_or_after_the_count_do_not_count() -> None:
    first, last = date(2024, 9, 2), COUNTED  # 13 weeks to the day
    sold = [("Gauge", day, 13.0, 130.0) for day in (date(2024, 9, 1), first, last, date(2024, 12, 2))]
    assert by_product(cover(company(sold=sold)), "weekly_units")["Gauge"] == 2


def test_stock_is_worth_its_own_cost_else_that_of_its_product() -> None:
    assert by_product(cover(company()), "stock_value") == {"Gauge": 100, "Probe": 40, "Meter": 40}


def test_stock_of_which_a_part_has_no_cost_is_worth_nobody_knows_what() -> None:
    tables = dict(company().frames)
    twice = [("Gauge", COUNTED, 20, 5.0), ("Gauge 2", COUNTED, 5, None), ("Gauge", COUNTED, 1, 5.0)]
    second = products("Gauge 2").with_columns(pl.lit("Gauge").cast(pl.Categorical).alias("product"), unit_cost=None)
    for order in (1, -1):
        both = pl.concat([products("Gauge"), second][::order], how="diagonal_relaxed")
        found = cover(FrameSnapshot({**tables, "products": both, "stock": stock(*twice)}, TODAY))
        assert (by_product(found, "units"), found["stock_value"].isna().all()) == ({"Gauge": 26}, True)


def test_weeks_before_the_first_sale_of_all_are_no_weeks_without_demand() -> None:
    young = [("Gauge", date(2024, 11, 4), 4.0, 40.0), ("Gauge", NOVEMBER, 4.0, 40.0)]  # four weeks before the count
    found = cover(company(sold=young, before=()))
    assert (by_product(found, "weekly_units")["Gauge"], by_product(found, "weeks_cover")["Gauge"]) == (2, 10)


def test_days_up_to_the_count_that_no_sales_are_known_of_are_none_without_demand() -> None:
    met = pl.DataFrame({"started_on": [TODAY]})
    found = cover(FrameSnapshot({**company().frames, "activities": met}))  # sales end on 10 November
    assert by_product(found, "weekly_units")["Gauge"] == pytest.approx(1.3)  # 13 in 70 days


def test_the_last_count_by_the_end_of_the_period_is_the_one() -> None:
    counts = [("Gauge", date(2024, 11, 1), 7, None), ("Gauge", COUNTED, 20, None), ("Gauge", date(2025, 1, 5), 1, None)]
    assert by_product(cover(company(counts=counts)), "units")["Gauge"] == 20
    early = cover(company(counts=counts), Window(None, date(2024, 11, 30)))
    assert by_product(early, "units")["Gauge"] == 7


def test_dear_and_long_means_lower_and_cheap_and_short_means_raise() -> None:
    found = by_product(cover(company(Gauge=8, Probe=12, Meter=8)), "situation")
    assert found == {"Gauge": "lower", "Probe": "raise", "Meter": "balanced"}
    found = by_product(cover(company(Gauge=12, Probe=8, Meter=10)), "situation")
    assert found == {"Gauge": "long", "Probe": "short", "Meter": "balanced"}


def test_the_price_index_stands_beside() -> None:
    assert by_product(cover(company(Gauge=8)), "price_index")["Gauge"] == pytest.approx(125)
    assert by_product(cover(company(Gauge=8)), "situation")["Probe"] == "no_price"


def test_stock_without_sales_and_sales_without_a_count_are_said() -> None:
    sold = [("Probe", NOVEMBER, 26.0, 260.0), ("Meter", NOVEMBER, 13.0, 130.0)]
    found = cover(company(sold=sold, counts=[("Gauge", COUNTED, 20, None), ("Probe", COUNTED, 10, None)]))
    assert by_product(found, "situation") == {"Gauge": "no_sales", "Probe": "no_price", "Meter": "not_counted"}
    meter = found[found["product"] == "Meter"].iloc[0]
    assert (pd.isna(meter["weeks_cover"]), meter["weekly_units"]) == (True, 1)


def test_returns_are_no_negative_demand() -> None:
    sold = [("Gauge", NOVEMBER, -13.0, -130.0), ("Probe", NOVEMBER, 26.0, 260.0)]
    found = cover(company(sold=sold))
    assert by_product(found, "situation")["Gauge"] == "no_sales"
    assert by_product(found, "weekly_units")["Gauge"] == 0


def test_what_is_usual_does_not_hang_on_the_filters() -> None:
    found = cover(company(Gauge=8, Probe=12, Meter=8), dims={"product": ["Gauge"]})
    assert (by_product(found, "situation"), found.attrs["median_cover"]) == ({"Gauge": "lower"}, 10)


def test_filters_that_stock_cannot_apply_are_said_and_change_nothing() -> None:
    found = cover(company(), dims={"rep": ["Ann"]})
    assert (len(found), found.attrs["ignored_filters"]) == (3, ["rep"])
    assert found.attrs["notes"] == ["Weeks of cover is not filtered by rep."]


def test_without_stock_there_is_nothing() -> None:
    nothing = FrameSnapshot({"orders": orders(*SOLD), "products": products("Gauge")}, TODAY)
    assert cover(nothing).empty
    assert cover(nothing).attrs["counted_on"] is None


def test_a_reader_who_may_not_see_all_sales_sees_no_cover() -> None:
    assert list_stock_cover(None, Filters(), Scope.only(rep=["Ann"]), company()).empty
