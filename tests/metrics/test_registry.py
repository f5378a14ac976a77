"""The registry: every metric is found, described and measurable."""

import sys
from pathlib import Path

import pytest

from errors import UnknownName
from metrics import registry
from metrics.dimensions import DIMENSIONS, dimension
from metrics.registry import METRICS, describe, metric
from metrics.run import measure
from tests.metrics.frames import opportunities

NAMED_IN_METRICS = {
    "opportunities", "deals_won", "deals_lost", "deals_open", "won_revenue", "lost_revenue", "average_deal",
    "median_deal", "win_rate", "value_win_rate", "sales_cycle_days", "mean_cycle_days", "pipeline",
    "weighted_pipeline", "coverage", "sales_velocity", "engagement_rate", "discount", "attainment", "pace",
}  # fmt: skip


def test_the_metrics_that_others_rely_on_are_there() -> None:
    assert NAMED_IN_METRICS - METRICS.keys() == set()


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_has_a_label_a_unit_and_a_definition(name: str) -> None:
    found = METRICS[name]
    assert found.name == name
    assert found.label[0].isupper()
    assert found.unit
    assert found.about.endswith(".")
    assert len(found.about) > 20
    assert (found.derived is None) == (found.value is not None or found.survival is not None)


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_can_be_measured_in_total_by_a_dimension_and_by_month(name: str) -> None:
    deals = opportunities(
        ["won", "lost", "open"], value=[3, 2, 1], opened_on=["2024-01-01"] * 3,
        decided_on=["2024-01-31", "2024-02-29", None], cycle_days=[30, 59, None], age_days=[None, None, 70],
        origin=["x"] * 3, rep=["r", "r", "s"],
    )  # fmt: skip
    frames = {"opportunities": deals}
    assert len(measure(METRICS[name], frames=frames)) == 1
    assert name in measure(METRICS[name], by="origin", frames=frames).columns
    assert name in measure(METRICS[name], by="rep", grain="month", top=1, frames=frames).columns


def test_a_metric_in_a_new_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "brand_new.py").write_text(
        "import narwhals as nw\n"
        "from metrics.definition import Metric\n"
        "BRAND_NEW = Metric('brand_new', 'Brand new', kind='count', unit='count', about='Rows.', value=nw.len())\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "metrics.brand_new", raising=False)
    found = registry.find()
    monkeypatch.delitem(sys.modules, "metrics.brand_new")
    assert found.keys() - METRICS.keys() == {"brand_new"}
    deals = {"opportunities": opportunities(["won", "open"])}
    assert measure(found["brand_new"], frames=deals).brand_new.item() == 2


def test_an_unknown_metric_names_the_nearest_and_lists_all() -> None:
    with pytest.raises(UnknownName) as refused:
        metric("win_rat")
    assert "Did you mean 'win_rate'?" in refused.value.message
    assert "won_revenue" in refused.value.hint


def test_an_unknown_dimension_lists_those_of_the_mappings_too() -> None:
    with pytest.raises(UnknownName) as refused:
        dimension("color", {"colour": "Colour"})
    assert "Did you mean 'colour'?" in refused.value.message


def test_every_dimension_has_a_label() -> None:
    assert all(d.label and d.tables for d in DIMENSIONS.values())


def test_a_description_says_by_what_a_metric_can_be_grouped() -> None:
    found = describe(METRICS["win_rate"])
    assert (found["name"], found["unit"], found["better"]) == ("win_rate", "fraction", "up")
    assert {"sector", "rep", "stage"} <= set(found["dimensions"])
    assert "sector" not in describe(METRICS["attainment"])["dimensions"]
