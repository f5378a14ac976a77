"""How far the categories go towards a target."""

import pandas as pd
import pytest

from metrics.open_sums import to_target

SUMS = pd.DataFrame(
    {
        "category": ["commit", "best_case", "pipeline", "omitted"],
        "due": [20.0, 30.0, 100.0, 999.0],
        "overdue": [5.0, 0.0, 10.0, 999.0],
    }
)


def test_each_category_is_added_to_what_is_surer_and_what_is_omitted_is_not() -> None:
    found = to_target(SUMS, target=150.0, won=50.0)
    assert found.steps["category"].tolist() == ["commit", "best_case", "pipeline"]
    assert found.steps["covered"].tolist() == pytest.approx([0.2, 0.5, 1.5])
    assert (found.missing, found.reached, found.overdue) == (100.0, 200.0, 15.0)


def test_of_a_target_that_is_met_nothing_is_missing_or_covered() -> None:
    found = to_target(SUMS, target=50.0, won=60.0)
    assert found.missing == 0
    assert found.steps["covered"].isna().all()
