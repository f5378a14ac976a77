"""The dots of the price index: who is dearer than whom, and what a click does."""

from typing import Any

import pandas as pd

from charts.price_index import MOST, price_index_dots
from charts.theme import LOST, WON
from tests.charts.checked import checked

NAN = float("nan")


def group(category: str | None, index: float, **more: Any) -> dict[str, Any]:
    return {"category": category, "price_index": index, "things": 3, "things_sold": 4, "n": 20, "quotes": 12,
            "age_days": 40.0, "thin": False, **more}  # fmt: skip


def rival(category: str, competitor: str, index: float) -> dict[str, Any]:
    return {"category": category, "competitor": competitor, "price_index": index, "things": 3, "quotes": 4,
            "age_days": 40.0}  # fmt: skip


GROUPS = pd.DataFrame([group("Pumps", 95.0), group("Scales", 104.0, thin=True), group("Odd", NAN, things=0)])
RIVALS = pd.DataFrame([rival("Pumps", "A", 109.0), rival("Scales", "A", 112.0), rival("Scales", "B <b>", 126.0)])
NONE = RIVALS.head(0)


def dots(figure: Any) -> Any:
    return next(trace for trace in figure.data if trace.mode == "markers" and trace.marker.size == 13)


def test_the_dearest_group_stands_on_top_and_what_cannot_be_compared_not_at_all() -> None:
    figure = checked(price_index_dots(GROUPS, RIVALS, "category"))
    assert [text.strip() for text in figure.layout.yaxis.ticktext] == ["Scales", "Pumps"]
    assert list(dots(figure).x) == [104, 95]
    assert 100 in figure.layout.xaxis.tickvals
    assert figure.layout.shapes[0].x0 == 100


def test_only_the_competitor_that_undercuts_furthest_in_a_group_is_named() -> None:
    figure = checked(price_index_dots(GROUPS, RIVALS, "category"))
    rivals = next(trace for trace in figure.data if trace.mode == "markers+text")
    assert [text.strip() for text in rivals.text] == ["", "", "B &lt;b&gt;"]
    assert [colour == LOST for colour in rivals.marker.color] == [False, True, True]
    assert list(rivals.marker.symbol) == ["circle", "diamond", "diamond"]
    assert rivals.customdata[2][0].split("<br>")[2] == "20.6% below our price"


def test_what_stands_behind_each_index_is_written_beside_it() -> None:
    figure = checked(price_index_dots(GROUPS, RIVALS, "category"))
    texts = next(trace for trace in figure.data if trace.mode == "text")
    assert texts.text[0] == "<b>104.0</b>  n 12<br>40 days old"


def test_few_quotes_are_pale_and_said() -> None:
    own = dots(checked(price_index_dots(GROUPS, NONE, "category")))
    assert own.marker.color[0] != WON and own.marker.color[1] == WON
    assert own.customdata[0][0].endswith("too few to tell")


def test_the_period_before_is_a_ring_where_it_is_known() -> None:
    figure = checked(price_index_dots(GROUPS, NONE, "category", {"Pumps": 90.0, "Scales": NAN, "Gone": 99.0}))
    rings = next(trace for trace in figure.data if trace.marker.symbol == "circle-open")
    assert (list(rings.x), list(rings.y)) == ([90], [-1])
    assert "before: 90.0" in dots(figure).customdata[1][0]


def test_a_click_anywhere_in_a_row_filters_by_its_group() -> None:
    figure = checked(price_index_dots(GROUPS, RIVALS, "category"))
    assert figure.data[-1].type == "bar"
    assert figure.data[-1].customdata[0][1] == {"dims": {"category": ["Scales"]}}


def test_of_many_groups_with_long_names_the_largest_are_drawn_and_cut_short() -> None:
    many = pd.DataFrame([group(f"Category number {i} with a very long name", 90.0 + i) for i in range(1000)])
    figure = checked(price_index_dots(many, NONE, "category"))
    assert len(dots(figure).x) == MOST
    assert max(len(text.strip()) for text in figure.layout.yaxis.ticktext) <= 18


def test_nothing_to_compare_is_said_with_what_to_do() -> None:
    words = [" ".join(note.text for note in price_index_dots(frame, NONE, "category").layout.annotations)
             for frame in (GROUPS.tail(1), GROUPS.head(0))]  # fmt: skip
    assert "No competitor's quote fits" in words[0] and "Import" in words[0]
    assert "Nothing was sold" in words[1]
