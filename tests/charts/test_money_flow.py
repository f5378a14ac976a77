"""The Sankey: what runs on is on top, names fit and tell costs from income, what is broken is marked."""

from typing import NamedTuple

import pytest

from charts.money_flow import money_flow
from charts.money_flow_layout import columns, layout, sizes
from charts.theme import COMPARISON, FORECAST, LOST, WON
from tests.charts.checked import checked


class Node(NamedTuple):
    id: str
    label: str
    kind: str
    amount: float
    broken: bool = False


class Link(NamedTuple):
    source: str
    target: str
    value: float


NODES = [
    Node("goods", "Goods", "revenue", 70), Node("service", "<b>Service</b>", "revenue", 30),
    Node("sales", "Total revenue", "subtotal", 100), Node("costs", "Cost of goods", "cost", 60),
    Node("gross", "Gross margin", "subtotal", 40, broken=True), Node("tax", "Tax", "cost", 10),
    Node("net", "Net income", "result", 30),
]  # fmt: skip
LINKS = [Link("goods", "sales", 70), Link("service", "sales", 30), Link("sales", "costs", 60),
         Link("sales", "gross", 40), Link("gross", "tax", 10), Link("gross", "net", 30)]  # fmt: skip
IDS = [node.id for node in NODES]


def test_each_node_stands_one_column_after_what_flows_into_it() -> None:
    found = columns(IDS, LINKS)
    assert found == {"goods": 0, "service": 0, "sales": 1, "costs": 2, "gross": 2, "tax": 3, "net": 3}


def test_a_source_that_enters_later_stands_right_before_its_target() -> None:
    assert columns([*IDS, "interest"], [*LINKS, Link("interest", "net", 5)])["interest"] == 2


def test_a_node_is_as_high_as_the_money_that_comes_or_if_that_is_more_leaves() -> None:
    assert sizes(["a", "b"], [Link("a", "b", 3), Link("a", "b", 4)]) == {"a": 7, "b": 7}


def test_nodes_of_a_column_do_not_overlap_and_what_is_kept_is_on_top() -> None:
    placed = layout(IDS, LINKS, 400, (16, 32), above={"sales", "gross", "net"})
    places = placed.places
    assert places["gross"].middle < places["costs"].middle
    assert places["net"].middle < places["tax"].middle
    for one, other in (("gross", "costs"), ("net", "tax"), ("goods", "service")):
        assert places[one].middle + places[one].height / 2 < places[other].middle - places[other].height / 2
    assert all(
        place.middle - place.height / 2 >= 0 and place.middle + place.height / 2 <= 1 for place in places.values()
    )


def test_heights_are_in_proportion_to_the_money() -> None:
    places = layout(IDS, LINKS, 400, (16, 32)).places
    assert places["sales"].height / places["gross"].height == pytest.approx(100 / 40)


def test_of_very_many_streams_the_smallest_have_no_name() -> None:
    ids = [*(f"s{i}" for i in range(60)), "all"]
    places = layout(ids, [Link(f"s{i}", "all", i + 1) for i in range(60)], 400, (16, 32)).places
    assert places["s59"].named
    assert not places["s0"].named


def texts(narrow: bool = False) -> list[str]:
    return [note.text for note in money_flow(NODES, LINKS, 100, "EUR", narrow).layout.annotations]


def test_names_carry_amount_and_share_and_costs_are_in_brackets() -> None:
    assert "<b>Goods</b>  €70 · 70.0%" in texts()
    assert "<b>Tax</b>  (€10) · 10.0%" in texts()
    assert "<b>Cost of goods</b><br>(€60) · 60.0%" in texts()


def test_what_does_not_add_up_is_marked_in_its_name_and_where_it_is_pointed_at() -> None:
    assert "<b>⚠ Gross margin</b><br>€40 · 40.0%" in texts()
    hovers = [mark[0] for mark in money_flow(NODES, LINKS, 100, "EUR").data[0].node.customdata]
    assert any("does not equal the sum of its parts" in hover for hover in hovers)


def test_names_of_data_have_no_meaning_to_plotly() -> None:
    assert any("&lt;b&gt;Service&lt;/b&gt;" in text for text in texts())


def test_names_of_plotlys_own_leave_no_shadow_in_an_image() -> None:
    assert money_flow(NODES, LINKS, 100, "EUR").data[0].textfont.shadow == "none"


def test_a_phone_has_short_lines_without_shares() -> None:
    assert "<b>Gross<br>…</b>" not in texts(narrow=True)
    assert any(text.startswith("<b>⚠ Gross<br>margin</b><br>€40") for text in texts(narrow=True))
    assert not any("%" in text for text in texts(narrow=True))


def test_the_figure_has_the_amounts_in_and_out_of_each_node() -> None:
    figure = checked(money_flow(NODES, LINKS, 100, "EUR"))
    link, node = figure.data[0].link, figure.data[0].node
    at = list(node.label).index("Gross margin")
    assert sum(v for v, target in zip(link.value, link.target, strict=True) if target == at) == 40
    assert sum(v for v, source in zip(link.value, link.source, strict=True) if source == at) == 40
    colours = dict(zip(node.label, node.color, strict=True))
    assert (colours["Goods"], colours["Tax"], colours["Net income"]) == (WON, LOST, FORECAST)


def test_a_loss_comes_in_from_below_in_brackets() -> None:
    nodes = [
        Node("sales", "Sales", "subtotal", 40),
        Node("costs", "Costs", "cost", 60),
        Node("net", "Net", "loss", -20),
    ]
    figure = money_flow(nodes, [Link("sales", "costs", 40), Link("net", "costs", 20)], 40, "EUR")
    by_name = {note.text.split("</b>")[0]: note for note in figure.layout.annotations}
    assert by_name["<b>Net"].text == "<b>Net</b>  (€20) · 50.0%"
    assert by_name["<b>Net"].y < by_name["<b>Sales"].y


def test_every_kind_of_node_has_a_colour() -> None:
    nodes = [*NODES, Node("other", "Other", "income", 5), Node("gap", "Unexplained", "gap", -1, broken=True)]
    links = [*LINKS, Link("other", "net", 5), Link("gross", "gap", 1)]
    figure = money_flow(nodes, links, 100, "EUR")
    assert COMPARISON in figure.data[0].node.color
    assert any("−€1" in note.text for note in figure.layout.annotations)


def test_nothing_that_flows_is_said() -> None:
    assert "No money flows" in money_flow([], [], 0, "EUR").layout.annotations[0].text


def test_without_revenue_there_are_no_shares() -> None:
    figure = money_flow(NODES, LINKS, 0, "EUR")
    assert not any("%" in note.text for note in figure.layout.annotations)
