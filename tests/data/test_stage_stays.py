"""What each entry of a deal into a stage came to."""

from datetime import date

import polars as pl

from data.stage_stays import with_stays
from tests.metrics.stage_entries import tables

COLUMNS = ("position", "highest_before", "reached_later", "is_won", "is_lost", "stay_days", "won_on")


def rows(*ways: tuple[str, str]) -> list[tuple[object, ...]]:
    return tables(*ways)["stage_changes"].select(COLUMNS).rows()


def test_each_entry_knows_how_far_the_deal_had_come_and_came_later() -> None:
    assert rows(("won", "Talk 01-01, Offer 01-11, Demo 01-15, Won 01-16")) == [
        (1, -1, True, True, False, 10, None),
        (3, 1, True, True, False, 4, date(2024, 1, 16)),
        (2, 3, True, True, False, 1, None),
        (None, 3, True, True, False, 0, None),
    ]


def test_a_stay_that_goes_on_has_no_length_and_a_decision_ends_one() -> None:
    assert rows(("open", "Talk 01-01"), ("lost", "Talk 01-02, Lost 01-05")) == [
        (1, -1, False, False, False, None, None),
        (1, -1, False, False, True, 3, None),
        (None, 1, False, False, True, 0, None),
    ]


def test_an_entry_of_no_known_deal_has_no_place() -> None:
    made = tables(("open", "Talk 01-01"))
    orphan = (
        made["stage_changes"]
        .drop(*COLUMNS, "won_after_days")
        .with_columns(pl.lit(None, pl.Int32).alias("opportunity_row"))
    )
    found = with_stays(orphan, made["opportunities"], made["stages"])
    assert found.select("position", "reached_later", "is_won").rows() == [(None, False, False)]


def test_deals_may_come_in_any_order_and_rows_stay_where_they_were() -> None:
    made = tables(("won", "Talk 01-01, Demo 01-11, Won 01-15"), ("lost", "Offer 02-01, Talk 02-03, Lost 02-05"))
    told = made["stage_changes"]
    mixed = told[[3, 0, 4, 1, 5, 2]]
    again = with_stays(mixed.drop(*COLUMNS, "won_after_days"), made["opportunities"], made["stages"])
    assert again.equals(mixed)
