"""The open deals of the Pipeline page: table, sums by category, what is said of the model, exports."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest

from auth.scope import Scope
from data.judgements import judge
from errors import BadFilter
from pages.asked import asked
from pages.exhibit import Exhibit
from pages.pipeline_deals import exhibits, panels, show
from tests.pages.published_deals import derive, publish
from tests.pages.test_kpis_page import texts

ROWS, COLUMNS, TITLE, SUBTITLE, NOTE, SUMS = range(6)


def shown(view: dict[str, str] | None = None) -> list[Any]:
    return asyncio.run(show({"dims": {}, "view": view or {}}, None))


def exported() -> dict[str, Exhibit]:
    async def both() -> list[Exhibit]:
        return await exhibits(await asked({"dims": {}}))

    return {exhibit.name: exhibit for exhibit in asyncio.run(both())}


def test_a_row_has_the_chances_and_what_moves_them_in_words(var: Path) -> None:
    derive(publish())
    deal = next(row for row in shown()[ROWS] if row["account"] == "Acme")
    assert (deal["p_won"], deal["p_won_28"], deal["p_won_56"], deal["expected_amount"]) == (0.8, 0.3, 0.6, 80.0)
    assert deal["reasons"] == "+ Referral, − Company size 1000+, + Amount"
    assert (deal["silent_days"], deal["next_step"], deal["forecast_category"]) == (10, "Call", "Commit")
    assert (deal["expected_close_on"], deal["overdue"]) == ("2024-03-01", True)


def test_what_the_model_does_not_know_is_null_and_said(var: Path) -> None:
    derive(publish())
    parts = shown()
    deal = next(row for row in parts[ROWS] if row["account"] != "Acme")
    assert (deal["p_won"], deal["expected_amount"], deal["reasons"]) == (None, None, None)
    assert parts[NOTE] == "1 of the deals shown have no chance yet (—): they came in after it was last worked out."


def test_rows_are_known_by_their_deal_so_that_a_chosen_one_stays_chosen(var: Path) -> None:
    publish()
    keys = {json.loads(row["_key"])["i"] for row in shown()[ROWS]}
    assert keys == {"crm:deals:a", "crm:deals:b"}
    assert {json.loads(row["_key"])["filter"] for row in shown()[ROWS]} == {None}


def test_before_anything_is_derived_the_deals_are_listed_and_it_is_said(var: Path) -> None:
    publish()
    parts = shown()
    assert [row["account"] for row in parts[ROWS]] == ["<b>Bolt</b>", "Acme"]
    assert parts[NOTE].startswith("Chances are not worked out yet")
    assert parts[SUBTITLE] == "2 open on Mar 20, 2024, what matters most first; choose one to judge it"


def test_chances_of_an_older_snapshot_are_shown_with_their_day(var: Path) -> None:
    derive(publish(), as_of="2024-03-19")
    time.sleep(1.01)  # snapshots are told apart by the second
    publish()
    assert "The chances are those of Mar 19, 2024" in shown()[NOTE]


def test_a_fall_back_to_the_base_rate_is_said_with_its_reason(var: Path) -> None:
    win = {"method": "base_rate", "reason": "no_better_than_base_rate", "n": 512}
    derive(publish(), win_model=win, outlook={"method": "age_curve"})
    said = shown()[NOTE]
    assert "from the base rate on, the share of decided deals that were won, and leaves the deals' traits out" in said
    assert "go by the deals' age alone" in said
    assert "on 512 deals decided after those it learnt from, no model was better." in said


def test_a_chosen_category_narrows_the_table_and_marks_its_button(var: Path) -> None:
    publish()
    parts = shown({"pipeline.category": "commit"})
    assert [row["account"] for row in parts[ROWS]] == ["Acme"]
    pressed = [b for b in buttons(parts[SUMS]) if b.to_plotly_json()["props"]["aria-pressed"] == "true"]
    assert [list(texts(button)) for button in pressed] == [["Commit"]]
    assert json.loads(pressed[0].to_plotly_json()["props"]["data-view"]) == {"pipeline.category": ""}
    with pytest.raises(BadFilter):
        shown({"pipeline.category": "sure"})


def buttons(parts: Any) -> list[Any]:
    return [part for root in parts for part in root._traverse() if type(part).__name__ == "Button"]


def test_a_judgement_is_in_table_and_sums(var: Path) -> None:
    publish()
    judge("crm:deals:b", author="Ann", category="omitted", amount=500.0, note="Frozen")
    parts = shown()
    deal = next(row for row in parts[ROWS] if row["account"] != "Acme")
    assert (deal["forecast_category"], deal["amount_expected"]) == ("Omitted", 500.0)
    assert deal["judged"].startswith("Ann, ")
    assert deal["judged"].endswith(": Frozen")
    assert [row["judged"] for row in parts[ROWS] if row["account"] == "Acme"] == [None]
    rows = [list(texts(row)) for row in table_rows(parts[SUMS])]
    assert rows[1] == ["Best case", "0", "€0", "€0", "€0", "1 · €1\u00a0k"]
    assert rows[3] == ["Omitted", "1", "€500", "—", "€0", "0 · €0"]


def table_rows(parts: Any) -> list[Any]:
    return [part for root in parts for part in root._traverse() if type(part).__name__ == "Tr"][1:]


def test_without_a_target_it_is_said(var: Path) -> None:
    publish()
    assert shown()[-1] == "No target is set for Q1 2024 with these filters."


def test_only_addresses_of_web_pages_become_links(var: Path) -> None:
    publish(url=["javascript:alert(1)", "https://crm.example/b", None])
    assert {row["account"]: row["url"] for row in shown()[ROWS]} == {
        "Acme": None, "<b>Bolt</b>": "https://crm.example/b",
    }  # fmt: skip


def test_columns_that_no_deal_has_do_not_stand_there(var: Path) -> None:
    publish()
    fields = [column["field"] for column in shown()[COLUMNS]]
    assert "url" not in fields
    assert "opportunity" not in fields
    assert fields[:3] == ["account", "amount_expected", "p_won"]


def test_exports_have_everything_known_of_the_deals_and_the_sums(var: Path) -> None:
    derive(publish())
    judge("crm:deals:a", author="Ann", category="best_case", note="Soon")
    found = exported()
    assert list(found) == ["pipeline-categories", "pipeline-deals"]
    deal = found["pipeline-deals"].frame.set_index("opportunity_id").loc["crm:deals:a"]
    assert (deal["note"], deal["author"], deal["forecast_category"], deal["p_closed_56"]) == (
        "Soon", "Ann", "Best case", 0.7,
    )  # fmt: skip
    assert found["pipeline-categories"].frame["category"].tolist() == ["Commit", "Best case", "Pipeline", "Omitted"]


def test_the_panels_are_laid_out_before_there_is_any_data() -> None:
    names = [getattr(panel, "id", None) for panel in panels({}, None, Scope.all())]
    assert names[:2] == ["pipeline-categories", "pipeline-deals"]
