"""The JSON that the API and the command line share."""

import json
from datetime import UTC, date, datetime

import pytest

from auth.scope import Scope
from errors import UnknownName
from filters import Filters
from metrics.answer import result_object
from metrics.frames import FrameSnapshot
from tests.metrics.frames import opportunities

DEALS = opportunities(
    ["won", "lost", "won", "open"],
    value=[10, 5, 7.5, 1],
    sector=["a", "a", None, "b"],
    opened_on=["2024-01-01"] * 4,
    decided_on=["2024-01-31", "2024-02-01", "2024-02-29", None],
)
SNAPSHOT = FrameSnapshot(
    {"opportunities": DEALS}, date(2024, 3, 5), id="s1", published_at=datetime(2024, 3, 6, 7, 8, tzinfo=UTC)
)


def test_a_proportion_by_a_dimension() -> None:
    result = result_object("win_rate", Filters(), Scope.all(), by="sector", snapshot=SNAPSHOT)
    rounded = [{k: round(v, 4) if isinstance(v, float) else v for k, v in row.items()} for row in result["rows"]]
    assert rounded == [
        {"sector": "a", "value": 0.5, "n": 2, "low": 0.0945, "high": 0.9055},
        {"sector": "b", "value": None, "n": 0, "low": None, "high": None},
        {"sector": None, "value": 1.0, "n": 1, "low": 0.2065, "high": 1.0},
    ]
    assert (result["metric"], result["unit"], result["by"]) == ("win_rate", "fraction", ["sector"])
    assert round(result["total"]["value"], 4) == 0.6667
    assert result["snapshot"] == {
        "id": "s1",
        "published_at": "2024-03-06T07:08:00+00:00",
        "as_of": {"frames": {"opportunities": "2024-03-05"}},
    }


def test_money_by_month_in_a_period() -> None:
    filters = Filters(start=date(2024, 1, 1), end=date(2024, 2, 29), dims={"sector": ["a", "(none)"]})
    result = result_object("won_revenue", filters, Scope.all(), grain="month", snapshot=SNAPSHOT)
    assert result["rows"] == [
        {"month": "2024-01-01", "value": 10, "n": 1},
        {"month": "2024-02-01", "value": 7.5, "n": 1},
    ]
    assert result["total"] == {"value": 17.5, "n": 2}
    assert result["by"] == ["month"]
    assert result["filters"] == {
        "from": "2024-01-01", "to": "2024-02-29", "dims": {"sector": ["(none)", "a"]},
        "start": "2024-01-01", "end": "2024-02-29", "undated": 0, "ignored": [], "notes": [],
    }  # fmt: skip


def test_without_groups_the_only_row_is_the_total() -> None:
    result = result_object("deals_open", Filters(), Scope.all(), snapshot=SNAPSHOT)
    assert result["rows"] == [result["total"]] == [{"value": 1}]


def test_the_key_of_a_dimension_called_like_the_metric_is_its_name() -> None:
    deals = opportunities(["open"], pipeline=["New"], value=[5])
    result = result_object(
        "pipeline", Filters(), Scope.all(), by="pipeline", snapshot=FrameSnapshot({"opportunities": deals})
    )
    assert result["rows"] == [{"pipeline": "New", "value": 5.0}]


def test_it_is_plain_json() -> None:
    result = result_object(
        "win_rate", Filters("last_30_days"), Scope.all(), by="sector", grain="week", snapshot=SNAPSHOT
    )
    assert json.loads(json.dumps(result, allow_nan=False)) == result


def test_an_unknown_metric_is_refused() -> None:
    with pytest.raises(UnknownName):
        result_object("won", Filters(), Scope.all(), snapshot=SNAPSHOT)
