"""The bridge: levels that follow from the parts, tiny and huge ones, bars that choose their lines."""

import pandas as pd
import pytest

from charts.bridge import bridge_waterfall
from charts.theme import COMPARISON, LOST, WON
from tests.charts.checked import checked

NAMES = {"before": "Q1 2023", "after": "Q1 2024"}


def parts(**amounts: float) -> pd.DataFrame:
    n = [3 if amount else 0 for amount in amounts.values()]
    return pd.DataFrame({"part": list(amounts), "amount": list(amounts.values()), "n": n})


SMALL = parts(before=100.0, volume=80.0, mix=-50.0, price=-40.0, new=10.0, ended=0.0, not_in_units=0.0, after=100.0)


def drawn(frame: pd.DataFrame, chosen: str = "") -> tuple[dict[str, tuple[float, float]], list[str], list[str]]:
    """Span by name, labels and colours."""
    figure = checked(bridge_waterfall(frame, "EUR", NAMES, "pricing.part", chosen))
    bars, labels, _rows = figure.data
    names = [text.strip() for text in figure.layout.yaxis.ticktext]
    spans = {name: (base, base + x) for name, base, x in zip(names, bars.base, bars.x, strict=True)}
    return spans, [text.strip() for text in labels.text], list(bars.marker.color)


def test_each_bar_goes_from_where_the_one_before_ended_and_parts_of_nothing_are_left_out() -> None:
    assert drawn(SMALL)[0] == {
        "Q1 2023": (0, 100), "Volume": (100, 180), "Mix": (130, 180), "Price": (90, 130), "New products": (90, 100),
        "Q1 2024": (0, 100),
    }  # fmt: skip


def test_rises_and_falls_differ_in_colour_and_sign_and_say_their_share_of_the_whole_before() -> None:
    _spans, labels, colours = drawn(SMALL)
    assert labels == ["<b>€100</b>", "<b>+€80</b>  +80.0%", "<b>−€50</b>  −50.0%", "<b>−€40</b>  −40.0%",
                      "<b>+€10</b>  +10.0%", "<b>€100</b>"]  # fmt: skip
    assert colours == [COMPARISON, WON, LOST, LOST, WON, COMPARISON]


def test_a_click_chooses_the_part_and_one_on_the_chosen_part_takes_it_back() -> None:
    figure = bridge_waterfall(SMALL, "EUR", NAMES, "pricing.part", "price")
    marks = figure.data[0].customdata
    assert marks[1] == [
        "<b>Volume</b><br>+€80<br>+80.0% of the period before<br>3 sales", {"view": {"pricing.part": "volume"}},
    ]  # fmt: skip
    assert marks[3][1] == {"view": {"pricing.part": ""}}
    assert list(figure.data[2].customdata) == list(marks)
    assert (figure.data[0].marker.color[3], figure.data[0].marker.color[1]) == (LOST, "rgba(37, 99, 201, 0.35)")


def test_a_choice_without_a_bar_fades_none() -> None:
    assert drawn(SMALL, "ended")[2] == drawn(SMALL)[2]


def test_small_parts_are_seen_because_the_ends_are_cut() -> None:
    figure = checked(
        bridge_waterfall(parts(before=1e9, volume=5e6, mix=-3e6, after=1.002e9), "EUR", NAMES, "pricing.part")
    )
    assert figure.layout.xaxis.range[0] == pytest.approx(1e9 - 0.02 * 1.005e9)
    assert len([shape for shape in figure.layout.shapes if shape.line.width == 4]) == 2


def test_a_part_too_small_to_see_is_still_a_stroke() -> None:
    bars = bridge_waterfall(parts(before=1e6, volume=1e6, price=1.0, after=2000001.0), "EUR", NAMES, "p.x").data[0]
    assert (bars.x[2], bars.marker.line.width, bars.marker.line.color[2]) == (1.0, 1.5, WON)


def test_parts_far_larger_than_the_whole_and_losses_are_drawn_from_below_zero() -> None:
    spans, labels, _colours = drawn(parts(before=-10.0, volume=500.0, mix=-600.0, after=-110.0))
    assert spans == {"Q1 2023": (-10, 0), "Volume": (-10, 490), "Mix": (-110, 490), "Q1 2024": (-110, 0)}
    assert labels[1] == "<b>+€500</b>"


def test_volume_mix_and_price_stand_even_at_zero_where_products_were_sold_in_both() -> None:
    frame = parts(before=100.0, volume=0.0, mix=0.0, price=0.0, new=0.0, after=100.0).assign(n=[3, 6, 6, 3, 0, 3])
    assert list(drawn(frame)[0]) == ["Q1 2023", "Volume", "Mix", "Price", "Q1 2024"]


def test_nothing_sold_is_said() -> None:
    figure = bridge_waterfall(parts(before=0.0, volume=0.0, after=0.0), "EUR", NAMES, "pricing.part")
    assert "Nothing was sold in either period" in figure.layout.annotations[0].text
