"""Surveys derived from a snapshot, and as they are read."""

from pathlib import Path

import polars as pl
import pytest

from auth.scope import Scope
from derive.survey_views import find_survey_views
from tests.derive.priced import derive, publish

ALL = Scope.all()


def test_a_survey_has_its_points_and_the_list_price_of_its_product(var: Path) -> None:
    products = pl.DataFrame({"product": ["gauge"], "category": ["Meters"], "list_price": [99.0]})
    snapshot = publish(survey=True, products=products)
    derive(snapshot)
    views = find_survey_views(ALL, snapshot)
    assert views is not None
    (view,) = views
    assert (view.name, view.row["n"], view.row["list_price"]) == ("Gauge", 100, 99)
    points = dict(zip(view.points["point"], view.points["value"], strict=True))
    assert points["optimal"] == pytest.approx(95.5, abs=1)  # symmetric around 99.5 in shares of the price
    assert list(view.curves.columns) == ["price", "too_cheap", "cheap", "expensive", "too_expensive"]


def test_without_a_survey_there_is_none_and_before_deriving_nothing(var: Path) -> None:
    snapshot = publish()
    assert find_survey_views(ALL, snapshot) is None
    derive(snapshot)
    assert find_survey_views(ALL, snapshot) == []
