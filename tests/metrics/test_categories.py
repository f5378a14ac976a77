"""Forecast categories: the CRM's words, and judgements that count instead."""

from datetime import UTC, datetime

import pandas as pd

from data.tables import DealJudgement
from metrics.categories import category_of, judged


def test_the_words_of_crms_are_understood_and_others_count_as_pipeline() -> None:
    words = pd.Series(["Commit", " BestCase ", "Best case", "best_case", "Pipeline", "Omitted", "Maybe", None])
    expected = ["commit", "best_case", "best_case", "best_case", "pipeline", "omitted", "pipeline", "pipeline"]
    assert category_of(words).tolist() == expected
    assert category_of(words.astype("category")).tolist() == expected


def test_a_judgement_counts_instead_of_what_the_crm_says() -> None:
    deals = pd.DataFrame(
        {"opportunity_id": ["a", "b", "c"], "value": [100.0, 200.0, 300.0], "forecast_category": ["Commit", None, None]}
    )
    at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    made = {
        "a": DealJudgement(category="omitted", amount=None, note="Lost their budget", author="Ann", made_at=at),
        "b": DealJudgement(category=None, amount=150.0, note="", author="Bo", made_at=at),
    }
    found = judged(deals, made)
    assert found["category"].tolist() == ["omitted", "pipeline", "pipeline"]
    assert found["amount_expected"].tolist() == [100.0, 150.0, 300.0]
    assert found["author"].tolist()[:2] == ["Ann", "Bo"]
    assert pd.isna(found["author"].iloc[2])
    assert pd.isna(found["judged_at"].iloc[2])


def test_no_deals_and_no_judgements_give_empty_columns() -> None:
    none = pd.DataFrame({"opportunity_id": [], "value": [], "forecast_category": []})
    assert list(judged(none, {}).columns[-5:]) == ["category", "amount_expected", "note", "author", "judged_at"]
