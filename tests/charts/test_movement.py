"""The waterfall: levels that follow from the parts, no empty parts, bars that choose their deals."""

import pandas as pd
import pytest

from charts.movement import movement_waterfall
from charts.theme import COMPARISON, LOST, OPEN, WON
from tests.charts.checked import checked

NAN = float("nan")


def parts(**amounts: float) -> pd.DataFrame:
    return pd.DataFrame({"kind": list(amounts), "deals": range(1, len(amounts) + 1), "amount": list(amounts.values())})


SMALL = parts(opening=100.0, new=80.0, won=-50.0, lost=-40.0, up=10.0, down=0.0, pulled_in=NAN, closing=100.0)


def spans(frame: pd.DataFrame) -> dict[str, tuple[float, float]]:
    figure = movement_waterfall(frame, "EUR")
    bars, names = figure.data[0], [text.strip() for text in figure.layout.yaxis.ticktext]
    return {name: (base, base + x) for name, base, x in zip(names, bars.base, bars.x, strict=True)}


def test_each_bar_goes_from_where_the_one_before_ended_and_the_last_is_what_is_left() -> None:
    assert spans(SMALL) == {
        "At the start": (0, 100), "New": (100, 180), "Raised": (180, 190), "Won": (140, 190), "Lost": (100, 140),
        "At the end": (0, 100),
    }  # fmt: skip


def test_gains_losses_and_ends_differ_in_colour_and_sign() -> None:
    bars, labels, _rows = movement_waterfall(SMALL, "EUR").data
    assert list(bars.marker.color) == [COMPARISON, OPEN, OPEN, WON, LOST, COMPARISON]
    assert [text.split("</b>")[0] for text in labels.text] == [
        " <b>€100", " <b>+€80", " <b>+€10", " <b>−€50", " <b>−€40", " <b>€100",
    ]  # fmt: skip


def test_a_click_chooses_whose_deals_are_listed() -> None:
    marks = movement_waterfall(SMALL, "EUR").data[0].customdata
    assert marks[3] == ["<b>Won</b><br>−€50<br>3 deals", {"view": {"pipeline.move": "won"}}]
    assert marks[0] == ["<b>At the start</b><br>€100<br>1 deal", {"view": {"pipeline.move": "opening"}}]


def test_the_whole_row_of_a_short_bar_can_be_clicked() -> None:
    bars, _labels, rows = checked(movement_waterfall(SMALL, "EUR")).data
    assert list(rows.customdata) == list(bars.customdata)
    assert {(base, base + x) for base, x in zip(rows.base, rows.x, strict=True)} == {(0, 190)}


def test_moves_that_are_small_beside_the_rest_are_seen_because_the_ends_are_cut() -> None:
    figure = checked(movement_waterfall(parts(opening=1e9, new=5e6, won=-3e6, closing=1.002e9), "EUR"))
    assert figure.layout.xaxis.range[0] == pytest.approx(1e9 - 0.02 * 1.005e9)
    white = [shape for shape in figure.layout.shapes if shape.line.width == 4]
    assert len(white) == 2
    assert figure.data[0].base[0] == figure.layout.xaxis.range[0]


def test_moves_that_are_large_are_drawn_from_zero_without_a_cut() -> None:
    figure = checked(movement_waterfall(SMALL, "EUR"))
    assert figure.layout.xaxis.range[0] < 0
    assert {shape.line.width for shape in figure.layout.shapes} == {1}


def test_a_pipeline_that_was_empty_and_one_that_is_now() -> None:
    assert spans(parts(opening=0.0, new=20.0, closing=20.0))["New"] == (0, 20)
    assert spans(parts(opening=20.0, won=-20.0, closing=0.0))["Won"] == (0, 20)


def test_nothing_at_either_end_is_said() -> None:
    figure = movement_waterfall(parts(opening=0.0, new=0.0, closing=0.0), "EUR")
    assert "No deal was open" in figure.layout.annotations[0].text
    assert len(movement_waterfall(parts().astype({"amount": float}), "EUR").data) == 0


def test_the_chosen_bar_stands_out_and_a_click_on_it_takes_the_choice_back() -> None:
    bars = movement_waterfall(SMALL, "EUR", "won").data[0]
    assert bars.marker.color[3] == WON
    assert bars.marker.color[4] == "rgba(200, 85, 61, 0.35)"
    assert (bars.customdata[3][1], bars.customdata[4][1]) == (
        {"view": {"pipeline.move": ""}},
        {"view": {"pipeline.move": "lost"}},
    )


def test_a_choice_that_has_no_bar_leaves_the_others_as_they_are() -> None:
    plain, chosen = (movement_waterfall(SMALL, "EUR", kind).data[0] for kind in ("", "pushed_out"))
    assert list(chosen.marker.color) == list(plain.marker.color)
