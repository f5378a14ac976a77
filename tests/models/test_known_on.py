from datetime import date

import pandas as pd

from models.known_on import KnownOn, known_on

DAY = date(2024, 2, 1)


def deals() -> pd.DataFrame:
    """0 won before the day, 1 won after it, 2 open, 3 opened after it, 4 undated, 5 opened and lost on one day."""
    return pd.DataFrame(
        {
            "opportunity_row": range(6),
            "opportunity_id": [f"D{n}" for n in range(6)],
            "opened_on": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03", "2024-02-05", None, "2024-01-09"]),
            "decided_on": pd.to_datetime(["2024-01-20", "2024-02-20", None, None, None, "2024-01-09"]),
            "outcome": ["won", "won", None, None, None, "lost"],
            "amount": [90.0, 777.0, 30.0, 40.0, 50.0, 0.0],
            "list_amount": [100.0, 200.0, 300.0, 400.0, 500.0, 600.0],
        }
    )


def states() -> pd.DataFrame:
    rows = [
        (0, "2024-01-01", "2024-01-20", "First", 100.0, "2024-01-01", "2024-01-01", "won", "2024-01-20"),
        (1, "2024-01-02", "2024-01-25", "First", 210.0, "2024-01-02", "2024-01-02", "won", "2024-02-20"),
        (1, "2024-01-25", "2024-02-10", "Offer", 220.0, "2024-01-02", "2024-01-25", "won", "2024-02-20"),
        (1, "2024-02-10", "2024-02-20", "Last", 230.0, "2024-01-02", "2024-02-10", "won", "2024-02-20"),
        (2, "2024-01-03", None, "First", 300.0, "2024-01-03", "2024-01-03", None, None),
        (3, "2024-02-05", None, "First", 400.0, "2024-02-05", "2024-02-05", None, None),
        (4, None, None, "First", 500.0, None, None, None, None),
    ]
    names = ("opportunity_row", "from_on", "to_on", "stage", "value", "opened_on", "entered_on", "outcome", "left_on")
    frame = pd.DataFrame(rows, columns=names).assign(status="open", expected_close_on=pd.NaT)
    days = ["from_on", "to_on", "opened_on", "entered_on", "left_on"]
    return frame.assign(**{day: pd.to_datetime(frame[day]) for day in days})


def known(deals: pd.DataFrame, states: pd.DataFrame) -> KnownOn:
    return known_on(deals, states, DAY)


def test_open_deals_stand_as_on_the_day() -> None:
    found = known(deals(), states())
    assert found.open["opportunity_id"].tolist() == ["D1", "D2"]
    assert found.open["stage"].tolist() == ["Offer", "First"]
    assert found.open["value"].tolist() == [220, 300]
    assert found.undated == 1


def test_decided_deals_have_what_was_expected_and_what_they_brought() -> None:
    found = known(deals(), states()).decided
    assert found["opportunity_id"].tolist() == ["D0", "D5"]
    assert found["value"].tolist() == [100, 600]
    assert found["amount"].iloc[0] == 90
    assert pd.isna(found["amount"].iloc[1])


def test_entries_end_on_the_day() -> None:
    found = known(deals(), states()).entries
    assert found[found["opportunity_id"] == "D1"]["stage"].tolist() == ["First", "Offer"]


def test_labels_may_be_categories() -> None:
    stages = pd.CategoricalDtype(["First", "Last", "Offer"])
    found = known(deals(), states().assign(stage=states()["stage"].astype(stages)))
    assert found.open["stage"].tolist() == ["Offer", "First"]
    assert found.entries["stage"].tolist() == known(deals(), states()).entries["stage"].tolist()


def test_nothing_that_happened_later_enters() -> None:
    later = states()
    after = later["from_on"] > pd.Timestamp(DAY)
    later.loc[after, ["stage", "value"]] = ["Noise", -1e9]
    later.loc[later["left_on"] > pd.Timestamp(DAY), ["outcome", "left_on"]] = ["lost", pd.Timestamp("2024-12-31")]
    changed = deals()
    changed.loc[[1, 3], ["outcome", "amount", "decided_on"]] = ["lost", -1e9, pd.Timestamp("2024-12-31")]
    before, now = known(deals(), states()), known(changed, later)
    for name in ("open", "decided", "entries", "deals"):
        pd.testing.assert_frame_equal(getattr(now, name), getattr(before, name))
