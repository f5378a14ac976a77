"""The ranking of last month as it is and under new rules, side by side."""

from datetime import date

import pandas as pd

from filters import Window
from pages.reps_rules_preview import month_before, preview_parts
from tests.pages.test_kpis_page import texts

MARCH = Window(date(2026, 3, 1), date(2026, 3, 31))
NAN = float("nan")


def both(*rows: tuple[object, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["rep", "team", "rank", "points", "new_rank", "new_points", "change"])
    frame.attrs = {"notes": []}
    return frame


def test_each_rep_has_both_ranks_and_both_points_and_how_far_they_move() -> None:
    shown = preview_parts(both(("Cy", "West", 2, 2.0, 1, 8.5, 1), ("Ann", None, 1, 10.0, 2, 1.0, -1)), MARCH)
    said = list(texts(shown))
    assert said[0] == "Mar 2026: 2 of 2 reps change places"
    cy = said.index("Cy")
    assert [text.strip() for text in said[cy - 4 : cy + 4]] == ["2", "1", "▲ 1", "1 place up", "Cy", "West", "2", "8.5"]
    assert "▼ 1" in " ".join(said)


def test_who_does_not_play_any_more_is_said() -> None:
    said = list(texts(preview_parts(both(("Ann", None, 1, 10.0, NAN, NAN, NAN)), MARCH)))
    assert {"does not play", "–"} <= set(said)
    assert said[0] == "Mar 2026: 1 of 1 reps changes places"


def test_nothing_that_changes_is_said() -> None:
    assert (
        next(texts(preview_parts(both(("Ann", None, 1, 10.0, 1, 10.0, 0)), MARCH))) == "Mar 2026: nobody changes places"
    )


def test_a_month_without_any_points_is_said() -> None:
    assert "Nobody made a point in Mar 2026" in " ".join(
        texts(preview_parts(both(("Ann", None, 1, 0.0, 1, 0.0, 0)), MARCH))
    )


def test_the_month_is_the_one_before_or_the_last_with_facts() -> None:
    assert month_before(date(2026, 4, 2), date(2026, 4, 1)) == MARCH
    assert month_before(date(2026, 4, 2), date(2026, 3, 1)) == MARCH
    assert month_before(date(2026, 4, 2), date(2024, 2, 10)) == Window(date(2024, 2, 1), date(2024, 2, 29))
