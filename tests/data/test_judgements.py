"""What people make of single deals."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.judgements import history, judge, judgements
from errors import BadInput


def test_the_newest_judgement_of_a_deal_counts_and_all_are_its_history(fairlead: Path) -> None:
    judge("crm:deals:1", author="Ann", category="commit", note="Order is promised.")
    between = datetime.now(UTC)
    judge("crm:deals:1", author="Bo", category="best_case", amount=900.0)
    judge("crm:deals:2", author="Bo", category="omitted")
    now = judgements()
    assert {deal: (j.category, j.amount, j.author) for deal, j in now.items()} == {
        "crm:deals:1": ("best_case", 900.0, "Bo"),
        "crm:deals:2": ("omitted", None, "Bo"),
    }
    assert [(j.author, j.note) for j in history("crm:deals:1")] == [("Bo", ""), ("Ann", "Order is promised.")]
    assert {deal: j.category for deal, j in judgements(until=between).items()} == {"crm:deals:1": "commit"}


@pytest.mark.parametrize(
    "given",
    [
        {"author": "  "},
        {"author": "A" * 129},
        {"author": "Ann", "category": "sure"},
        {"author": "Ann", "amount": -1.0},
        {"author": "Ann", "amount": float("nan")},
        {"author": "Ann", "note": "x" * 2001},
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(fairlead: Path, given: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        judge("crm:deals:1", **given)  # type: ignore[arg-type]
    assert history("crm:deals:1") == []
