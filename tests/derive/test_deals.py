"""The deal models of a published snapshot: chances, reasons that add up to them, what is said of the models."""

import json
from datetime import date, timedelta
from math import log
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data import engine
from data.engine import Snapshot
from data.snapshot import write_snapshot
from derive.deals import SINCE, derive_deals
from tests.metrics.frames import opportunities
from tests.metrics.stretches import deal_states, stretch

TODAY = date(2024, 12, 31)
# won of every eight deals of a team with a product; see tests of models.judged for why a logit beats the base rate
PATTERN = {
    ("North", "A"): "WWWLWWWL",
    ("North", "B"): "WLWLWLWL",
    ("South", "A"): "LWLWLWLW",
    ("South", "B"): "LLLWLLLW",
}
OPEN = [("North", "A", 10), ("South", "B", 10), ("South", "B", 100)]  # team, product, days of age
PLAIN = {"WWWLWWWL": "WLWLWLWL", "LLLWLLLW": "WLWLWLWL"}


def publish(rounds: int = 40, pattern: dict[tuple[str, str], str] = PATTERN) -> Snapshot:
    """32 decided deals a round, four a day, each decided after 30 days for 100; and the open ones."""
    decided = [(team, product, kinds[place]) for _ in range(rounds) for place in range(8)
               for (team, product), kinds in pattern.items()]  # fmt: skip
    first = TODAY - timedelta(days=31 + len(decided) // 4)
    opened = [first + timedelta(days=i // 4) for i in range(len(decided))]
    opened += [TODAY - timedelta(days=age) for _team, _product, age in OPEN]
    kinds = [{"W": "won", "L": "lost"}[kind] for *_labels, kind in decided] + ["open"] * len(OPEN)
    ended = [day + timedelta(days=30) if kind != "open" else None for day, kind in zip(opened, kinds, strict=True)]
    labels = [(team, product) for team, product, _rest in [*decided, *OPEN]]
    return written(kinds, opened, ended, labels)


def written(kinds: list[str], opened: list[date], ended: list[date | None], labels: list[tuple[str, str]]) -> Snapshot:
    """A snapshot of deals of these statuses, days, teams and products."""
    texts = {"opened_on": [day.isoformat() for day in opened], "decided_on": [day and day.isoformat() for day in ended]}
    amounts = [100.0 if kind == "won" else None for kind in kinds]
    teams, products = ([label[place] for label in labels] for place in (0, 1))
    deals = opportunities(
        kinds, **texts, amount=amounts, list_amount=[100] * len(kinds), team=teams, product=products,
        stage=["Demo"] * len(kinds),
        cycle_days=[end and (end - day).days for day, end in zip(opened, ended, strict=True)],
    )  # fmt: skip
    rows = [
        stretch(place, day.isoformat(), end and end.isoformat(), 100, outcome=None if kind == "open" else kind,
                left_on=end and end.isoformat(), stage="Demo", team=team, product=product, entered_on=day.isoformat())
        for place, (kind, day, end, (team, product)) in enumerate(zip(kinds, opened, ended, labels, strict=True))
    ]  # fmt: skip
    ids = pl.DataFrame({"opportunity_id": [f"d{i}" for i in range(len(kinds))]})
    manifest: dict[str, Any] = {"as_of": {"crm": {"opportunities": TODAY.isoformat()}}, "dimensions": {},
                                "currency": "EUR", "date_notes": {}, "money": {}}  # fmt: skip
    tables = {"opportunities": deals, "opportunities_detail": ids, "deal_states": deal_states(*rows)}
    write_snapshot(tables, manifest, "f", [])
    engine.close()
    return engine.current()


def log_odds(p: float) -> float:
    return log(p / (1 - p))


def test_the_reasons_of_a_deal_lead_from_the_usual_chance_to_its_own(var: Path) -> None:
    tables, about = derive_deals(publish())
    assert about["win_model"]["method"] == "logit"
    usual = log_odds(about["win_model"]["usual"])
    deals = tables["open_deals"].to_dicts()
    assert len(deals) == len(OPEN)
    for deal in deals:
        reasons = json.loads(deal["reasons"])
        assert usual + sum(effect for _field, _value, effect in reasons) == pytest.approx(
            log_odds(deal["p_won"]), abs=1e-3
        )
        assert [abs(reason[2]) for reason in reasons] == sorted((abs(reason[2]) for reason in reasons), reverse=True)


def test_what_happened_since_a_deal_was_opened_is_a_reason_with_its_stage_and_age(var: Path) -> None:
    tables, _about = derive_deals(publish())
    young, _same, old = ({field: value for field, value, _effect in json.loads(text)}
                         for text in tables["open_deals"]["reasons"])  # fmt: skip
    assert (young["team"], young["product"]) == ("North", "A")
    assert (young[SINCE], old[SINCE]) == (["Demo", 10], ["Demo", 100])


def test_the_chance_within_a_window_is_part_of_that_to_be_won_in_the_end(var: Path) -> None:
    tables, about = derive_deals(publish())
    deals = tables["open_deals"]
    for name in ("this_month", "next_month", "this_quarter", "next_quarter"):
        assert deals[f"p_{name}"].is_between(0, 1).all()
        assert (deals[f"p_{name}"] <= deals["p_won"] + 1e-9).all()
    assert about["outlook"]["windows"]["this_month"]["start"] == "2025-01-01"  # December is over
    assert deals["expected_amount"].to_list() == pytest.approx((deals["p_won"] * 100).to_list())  # as expected


def test_where_no_trait_foretells_the_base_rate_is_used_and_traits_are_no_reasons(var: Path) -> None:
    even = {case: PLAIN.get(kinds, kinds) for case, kinds in PATTERN.items()}
    tables, about = derive_deals(publish(pattern=even))
    assert (about["win_model"]["method"], about["win_model"]["reason"]) == ("base_rate", "no_better_than_base_rate")
    fields = {field for text in tables["open_deals"]["reasons"] for field, _value, _effect in json.loads(text)}
    assert fields == {SINCE}


def test_a_company_that_has_decided_next_to_nothing_is_told_so(var: Path) -> None:
    tables, about = derive_deals(publish(rounds=1))
    assert about["win_model"]["reason"] == "too_few_deals"
    assert about["outlook"]["method"] != "hazard"
    assert about["outlook"]["why"] != ""
    assert tables["win_calibration"].is_empty()
    assert tables["open_deals"].height == len(OPEN)
