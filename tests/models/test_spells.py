import pandas as pd

from models.spells import FAR, OPEN, WON, day_number, make_spells

DAY = day_number(pd.Timestamp("2024-01-01").date())


def deals(**columns: list[object]) -> pd.DataFrame:
    frame = pd.DataFrame({"opportunity_id": ["a", "b", "c"], **columns})
    return frame.assign(opened_on=pd.to_datetime(frame["opened_on"]), decided_on=pd.to_datetime(frame["decided_on"]))


DEALS = deals(
    opened_on=["2024-01-01", "2024-01-01", None],
    decided_on=["2024-01-31", None, None],
    outcome=["won", None, None],
)


def test_without_stage_history_a_dated_deal_is_one_spell() -> None:
    found = make_spells(DEALS)
    assert found.deal.tolist() == [0, 1]
    assert (found.start - DAY).tolist() == [0, 0]
    assert found.end.tolist() == [DAY + 30, FAR]
    assert found.outcome.tolist() == [WON, OPEN]
    assert found.stages == ()


def test_a_stage_counts_from_its_entry_and_is_unknown_before() -> None:
    entries = pd.DataFrame(
        {
            "opportunity_id": ["a", "a", "a"],
            "stage": ["Demo", "Offer", "Won"],
            "entered_on": pd.to_datetime(["2024-01-11", "2024-01-21", "2024-01-31"]),
        }
    )
    found = make_spells(DEALS, entries)
    assert found.stages == ("Demo", "Offer")  # the stage of the decision is none to stand in
    assert found.stage.tolist() == [0, 1, 2, 0]
    assert (found.start - DAY).tolist() == [0, 10, 20, 0]
    assert found.end.tolist() == [DAY + 10, DAY + 20, DAY + 30, FAR]
    assert found.following.tolist() == [1, 2, 2, 0]


def test_of_several_entries_on_one_day_the_last_counts() -> None:
    entries = pd.DataFrame(
        {"opportunity_id": ["b", "b"], "stage": ["Demo", "Offer"], "entered_on": pd.to_datetime(["2024-01-05"] * 2)}
    )
    found = make_spells(DEALS, entries)
    assert found.stage.tolist() == [0, 0, 2]
