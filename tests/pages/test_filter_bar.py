"""The filter bar's layout; what it does is tested in a browser (tests/e2e/test_filters.py)."""

from datetime import date
from typing import Any

import polars as pl

from metrics.frames import FrameSnapshot
from pages.filter_bar import filter_bar

DEALS = pl.DataFrame(
    {
        "decided_on": [date(2017, 12, 31)], "sector": ["retail"], "product": ["Pump"], "category": ["Flow"],
        "account": ["Acme"], "country": ["France"], "team": [None],
    }
)  # fmt: skip
PRODUCTS = pl.DataFrame({"product": ["Pump"], "category": ["Flow"]})


def bar() -> Any:
    return filter_bar(FrameSnapshot({"opportunities": DEALS, "products": PRODUCTS}))


def parts(of: Any, **wanted: str) -> list[Any]:
    """The components with an id of this type."""
    return [part for part in of._traverse() if getattr(part, "id", None) and wanted.items() <= dict_of(part.id).items()]


def dict_of(id: Any) -> dict[str, str]:
    return id if isinstance(id, dict) else {"id": id}


def test_the_usual_filters_are_in_sight_and_the_others_wait() -> None:
    pills = {part.id["name"]: "spare" in part.className.split() for part in parts(bar(), type="pill")}
    assert pills == {
        "period": False, "compare": False, "category": False, "product": False, "sector": False, "account": True,
        "country": True,
    }  # fmt: skip
    waiting = next(iter(parts(bar(), id="more-filters"))).children[1].children
    assert [button.children for button in waiting] == ["Account", "Country"]


def test_every_filter_is_named_and_can_be_taken_off() -> None:
    for pill in parts(bar(), type="pill"):
        clear = pill.children[-1]
        assert getattr(clear, "data-clear") == pill.id["name"]
        assert getattr(clear, "aria-label").startswith("Take off: ")


def test_a_value_that_is_not_known_can_be_chosen() -> None:
    [menu] = parts(bar(), type="filter", name="sector")
    assert menu.options == [{"label": "retail", "value": "retail"}, {"label": "(none)", "value": "(none)"}]


def test_the_scripts_are_told_defaults_days_and_labels() -> None:
    [store] = parts(bar(), id="filter-defaults")
    given = store.data
    assert (given["period"], given["compare"]) == ("trailing_12_months", "previous")
    assert given["windows"]["trailing_12_months"] == {"from": "2017-01-01", "to": "2017-12-31"}
    assert given["labels"]["size_band"] == "Company size"
    assert given["within"] == {"product": {"of": "category", "values": {"Pump": ("Flow",)}}}


def test_before_anything_is_published_only_time_is_offered() -> None:
    assert [part.id["name"] for part in parts(filter_bar(None), type="pill")] == ["period", "compare"]
