"""Which products go with which categories."""

import polars as pl

from metrics.cascade import values_within
from metrics.frames import FrameSnapshot


def test_each_product_has_the_categories_of_its_lines() -> None:
    products = pl.DataFrame(
        {"product": ["Pump", "Balance", "Pump", "Service"], "category": ["Flow", "Laboratory", "Water", None]}
    )
    found = values_within("product", FrameSnapshot({"products": products}))
    assert found == {"Balance": ("Laboratory",), "Pump": ("Flow", "Water"), "Service": ("(none)",)}


def test_without_a_table_of_products_nothing_is_narrowed() -> None:
    assert values_within("product", FrameSnapshot({})) == {}
    assert values_within("product", FrameSnapshot({"products": pl.DataFrame({"product": ["Pump"]})})) == {}
