"""Where the money goes: what enters a node leaves it, whatever the tree and the signs."""

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from metrics.statement_flows import Flows, flows
from tests.metrics.statements import USUAL, Tree, given, lines, read

Q1 = date(2024, 1, 1)


def flowing(tree: Tree, amounts: dict[str, float]) -> Flows:
    return flows(read(given(lines(tree, {line: [a] for line, a in amounts.items()}, Q1)), "quarter", Q1, Q1))


def links(found: Flows) -> dict[tuple[str, str], float]:
    return {(link.source, link.target): pytest.approx(link.value) for link in found.links}


def kinds(found: Flows) -> dict[str, str]:
    return {node.id: node.kind for node in found.nodes}


def balance(found: Flows) -> tuple[dict[str, float], dict[str, float]]:
    """What enters and what leaves each node."""
    enters, leaves = defaultdict[str, float](float), defaultdict[str, float](float)
    for link in found.links:
        leaves[link.source] += link.value
        enters[link.target] += link.value
    return enters, leaves


PROFIT = {"goods": 60, "service": 40, "sales": 100, "cost_of_goods": 50, "margin": 50, "marketing": 10,
          "Rent (HQ)": 30, "opex": 40, "Net": 10}  # fmt: skip


def test_revenue_runs_over_the_subtotals_and_costs_leave() -> None:
    found = flowing(USUAL, PROFIT)
    assert links(found) == {
        ("goods", "sales"): 60, ("service", "sales"): 40, ("sales", "cost_of_goods"): 50, ("sales", "margin"): 50,
        ("margin", "opex"): 40, ("opex", "marketing"): 10, ("opex", "Rent (HQ)"): 30, ("margin", "Net"): 10,
    }  # fmt: skip
    assert kinds(found) == {
        "goods": "revenue", "service": "revenue", "sales": "subtotal", "cost_of_goods": "cost", "margin": "subtotal",
        "marketing": "cost", "Rent (HQ)": "cost", "opex": "cost", "Net": "result",
    }  # fmt: skip
    assert [(node.label, node.value, node.amount) for node in found.nodes if node.id == "opex"] == [("Opex", 40, 40)]


def test_a_loss_is_a_source_that_pays_the_rest_of_the_costs() -> None:
    found = flowing(USUAL, {**PROFIT, "marketing": 40, "opex": 70, "Net": -20})
    assert links(found)["margin", "opex"] == 50
    assert links(found)["Net", "opex"] == 20
    loss = next(node for node in found.nodes if node.kind == "loss")
    assert (loss.id, loss.value, loss.amount) == ("Net", 20, -20)


LATER: Tree = {
    **{line: USUAL[line] for line in ("goods", "sales", "cost_of_goods")}, "margin": ("Operating", "subtotal", 1),
    "wages": ("Operating", "opex", -1), "Operating": ("Net", "subtotal", 1), "interest": ("Net", "other", 1),
    "tax": ("Net", "tax", -1), "Net": (None, "subtotal", 1),
}  # fmt: skip


def test_other_income_enters_where_it_counts() -> None:
    found = flowing(LATER, {"goods": 100, "sales": 100, "cost_of_goods": 40, "margin": 60, "wages": 20, "Operating": 40,
                            "interest": 5, "tax": 10, "Net": 35})  # fmt: skip
    assert kinds(found)["interest"] == "income"
    assert links(found)["interest", "Net"] == 5
    assert (links(found)["Operating", "tax"], links(found)["Operating", "Net"]) == (10, 30)


def test_a_subtotal_below_zero_takes_from_what_comes_later() -> None:
    found = flowing(LATER, {"goods": 100, "sales": 100, "cost_of_goods": 40, "margin": 60, "wages": 90,
                            "Operating": -30, "interest": 45, "tax": 5, "Net": 10})  # fmt: skip
    assert links(found)["margin", "wages"] == 60
    assert links(found)["Operating", "wages"] == 30
    assert links(found)["interest", "Operating"] == 30
    assert links(found)["interest", "Net"] == 10


def test_what_a_broken_subtotal_has_beside_its_parts_comes_from_a_node_of_its_own() -> None:
    more = flowing(USUAL, {**PROFIT, "margin": 53, "Net": 13})
    assert links(more)["gap:margin", "margin"] == 3
    assert [(node.label, node.kind) for node in more.nodes if node.id == "gap:margin"] == [
        ("Margin: not explained by its parts", "gap")
    ]
    assert [node.id for node in more.nodes if node.broken] == ["margin", "gap:margin"]
    assert links(flowing(USUAL, {**PROFIT, "opex": 37, "Net": 13}))["gap:opex", "opex"] == 3
    assert links(flowing(USUAL, {**PROFIT, "sales": 98, "margin": 48, "Net": 8}))["sales", "gap:sales"] == 2


def test_roundings_leave_no_node() -> None:
    found = flowing(USUAL, {**PROFIT, "sales": 100.01, "margin": 50.01})
    assert "gap" not in kinds(found).values()
    assert links(found)["margin", "Net"] == 10


def test_lines_of_nothing_have_no_node_and_small_ones_do() -> None:
    found = flowing(USUAL, {**PROFIT, "goods": 99.99, "service": 0.01, "marketing": 0, "Rent (HQ)": 40})
    assert "marketing" not in kinds(found)
    assert links(found)["service", "sales"] == 0.01


def test_without_revenue_the_largest_part_pays_first() -> None:
    tree: Tree = {
        "a": ("Result", None, 1),
        "b": ("Result", None, 1),
        "c": ("Result", None, -1),
        "Result": (None, None, 1),
    }
    found = flowing(tree, {"a": 10, "b": 20, "c": 5, "Result": 25})
    assert links(found) == {("b", "c"): 5, ("b", "Result"): 15, ("a", "Result"): 10}


def test_a_single_line_and_nothing_at_all_have_no_links() -> None:
    single = flowing({"Sales": (None, "revenue", 1)}, {"Sales": 5})
    assert ([node.id for node in single.nodes], single.links) == (["Sales"], ())
    nothing = flows(read(given(lines(USUAL, {"Net": [1]}, Q1)), "quarter", date(2000, 1, 1), date(2000, 1, 1)))
    assert nothing == Flows((), ())


def test_a_subtotal_of_whose_parts_nothing_is_known_is_an_end() -> None:
    rows = lines(USUAL, {line: [amount, amount] for line, amount in PROFIT.items()}, Q1)
    parts = ("goods", "service", "marketing", "Rent (HQ)")
    second = [row for row in rows if row["period_start"] == Q1 or row["line"] not in parts]
    frame = read(given(second), "quarter", Q1, date(2024, 6, 30))
    found = flows(frame[frame["period"] == date(2024, 4, 1)])
    assert links(found) == {
        ("sales", "cost_of_goods"): 50, ("sales", "margin"): 50, ("margin", "opex"): 40, ("margin", "Net"): 10,
    }  # fmt: skip
    assert "gap" not in kinds(found).values()


@st.composite
def statements(draw: Any) -> tuple[Tree, dict[str, float]]:
    """A tree of up to fourteen lines, each with any parent that comes later, and amounts that add up in it."""
    n = draw(st.integers(2, 14))
    roles = st.sampled_from(["revenue", "revenue", "cogs", "opex", None])
    parent = {i: draw(st.integers(i + 1, n - 1)) if i < n - 1 else None for i in range(n)}
    signs = {i: draw(st.sampled_from([1, 1, -1])) for i in range(n)}
    whole = {p for p in parent.values() if p is not None}
    tree: Tree = {
        f"l{i}": (None if parent[i] is None else f"l{parent[i]}", None if i in whole else draw(roles), signs[i])
        for i in range(n)
    }
    amounts: dict[int, float] = {}
    for i in range(n):
        made = sum(signs[part] * amounts[part] for part in range(i) if parent[part] == i)
        amounts[i] = made if i in whole else draw(st.integers(-1000, 1000)) / 4
    gaps = draw(st.dictionaries(st.sampled_from(sorted(whole)), st.sampled_from([-7.5, 0.004, 12]), max_size=2))
    return tree, {f"l{i}": amount + gaps.get(i, 0) for i, amount in amounts.items()}


@settings(max_examples=100, deadline=None)
@over(statements())
def test_what_enters_a_node_leaves_it_in_any_tree(statement: tuple[Tree, dict[str, float]]) -> None:
    tree, amounts = statement
    found = flowing(tree, amounts)
    enters, leaves = balance(found)
    ends = {node.id for node in found.nodes if node.kind in ("result", "loss", "gap")}
    parts = {parent for parent, _role, _sign in tree.values()}
    for node in found.nodes:
        if node.id in parts - ends:
            assert enters[node.id] == pytest.approx(leaves[node.id], abs=1e-6)
        else:
            assert min(enters[node.id], leaves[node.id]) == 0
        assert node.value == pytest.approx(max(enters[node.id], leaves[node.id]))
    result = next(node for node in found.nodes if node.kind in ("result", "loss"))
    assert enters[result.id] - leaves[result.id] == pytest.approx(result.amount, abs=0.1)  # but for roundings
    assert all(link.value > 0 for link in found.links)
    assert len(links(found)) == len(found.links)
