"""What is asked for must exist, what is out of scope must not show, and one user's results are never another's."""

from datetime import date

import pandas as pd
import pytest

from auth.scope import Scope, current_scope
from errors import BadFilter, BadInput, UnknownName
from filters import Filters
from metrics.checks import dimension_values
from metrics.frames import FrameSnapshot
from metrics.products import PRODUCTS
from metrics.query import Query
from metrics.run import measure, measure_queries
from metrics.sales import DEALS_WON, WIN_RATE
from tests.metrics.frames import opportunities

DEALS = opportunities(
    ["won", "lost", "won"],
    team=["North", "North", "South"],
    rep=["Ann", "Bob", "Cy"],
    opened_on=["2024-01-01"] * 3,
    decided_on=["2024-01-02"] * 3,
)
FRAMES = {"opportunities": DEALS}
NORTH, SOUTH = Scope.only(team=["North"]), Scope.only(team=["South"])


def test_an_unknown_dimension_in_a_filter_lists_the_valid_ones() -> None:
    with pytest.raises(UnknownName) as refused:
        measure(WIN_RATE, frames=FRAMES, filters=Filters(dims={"sectr": ["a"]}))
    assert "Did you mean 'sector'?" in refused.value.message
    assert "sector" in refused.value.hint


def test_an_unknown_value_lists_the_nearest() -> None:
    with pytest.raises(BadFilter) as refused:
        measure(WIN_RATE, frames=FRAMES, filters=Filters(dims={"rep": ["An"]}))
    assert refused.value.message == "There is no rep 'An'."
    assert refused.value.hint == "Valid: Ann, Bob, Cy."


def test_of_many_values_only_some_are_listed() -> None:
    deals = opportunities(["won"] * 30, account=[f"Account {i}" for i in range(30)])
    with pytest.raises(BadFilter) as refused:
        measure(WIN_RATE, frames={"opportunities": deals}, filters=Filters(dims={"account": ["Acount 7"]}))
    assert refused.value.hint.startswith("Valid: Account 7, ")
    assert refused.value.hint.endswith("(20 of 30)")
    assert refused.value.hint.count("Account") == 20


def test_a_dimension_that_fits_none_of_the_metrics_is_refused_with_those_that_fit() -> None:
    frames = {**FRAMES, "products": pd.DataFrame({"product": ["p"], "category": ["c"]})}
    with pytest.raises(BadInput) as refused:
        measure(PRODUCTS, by="rep", frames=frames)
    assert refused.value.hint == "Valid: category, product."


def test_an_unknown_grain_lists_the_valid_ones() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'month'"):
        Query(WIN_RATE, grain="months")


@pytest.mark.parametrize(
    "wrong", [{"top": 0, "by": "rep"}, {"top": 3}, {"by": ["rep", "rep"]}, {"by": "week", "grain": "month"}]
)
def test_a_query_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        Query(WIN_RATE, **wrong)  # type: ignore[arg-type]


def test_a_grain_may_be_named_among_the_dimensions() -> None:
    assert Query(WIN_RATE, by=["rep", "month"]) == Query(WIN_RATE, by="rep", grain="month")


def test_a_scope_shows_its_rows_alone() -> None:
    result = measure(DEALS_WON, WIN_RATE, by="rep", frames=FRAMES, scope=NORTH)
    assert list(zip(result.rep, result.deals_won, strict=True)) == [("Ann", 1), ("Bob", 0)]
    assert measure(WIN_RATE, frames=FRAMES, scope=NORTH).win_rate.item() == 0.5


def test_a_table_that_cannot_tell_whose_rows_they_are_shows_none() -> None:
    frames = {**FRAMES, "products": pd.DataFrame({"product": ["p"], "category": ["c"]})}
    assert measure(PRODUCTS, frames=frames).products.item() == 1
    assert measure(PRODUCTS, frames=frames, scope=NORTH).products.item() == 0


def test_a_scope_of_no_values_shows_nothing() -> None:
    assert measure(DEALS_WON, frames=FRAMES, scope=Scope.only(team=[])).deals_won.item() == 0


def test_values_out_of_scope_are_neither_accepted_nor_named() -> None:
    with pytest.raises(BadFilter) as refused:
        measure(WIN_RATE, frames=FRAMES, scope=NORTH, filters=Filters(dims={"rep": ["Cy"]}))
    assert refused.value.hint == "Valid: Ann, Bob."
    snapshot = FrameSnapshot(FRAMES)
    assert dimension_values("rep", SOUTH, snapshot) == ("Cy",)
    assert dimension_values("rep", Scope.all(), snapshot) == ("Ann", "Bob", "Cy")


def test_the_undated_rows_that_are_counted_are_those_in_scope() -> None:
    deals = opportunities(["won", "won"], team=["North", "South"], decided_on=[None, None])
    dated = Filters(start=date(2024, 1, 1))
    result = measure(DEALS_WON, frames={"opportunities": deals}, filters=dated, scope=NORTH, as_of=date(2024, 2, 1))
    assert result.attrs["undated"] == 1


def test_results_are_kept_apart_by_scope_filters_and_snapshot() -> None:
    snapshot, query = FrameSnapshot(FRAMES), Query(DEALS_WON)

    def won(scope: Scope, filters: Filters, tables: FrameSnapshot) -> int:
        return int(measure_queries([query], filters, scope, tables)[0].deals_won.item())

    everything, ann = Filters(), Filters(dims={"rep": ["Ann"]})
    other = FrameSnapshot({"opportunities": opportunities(["lost"], rep=["Ann"])})
    asked = [(Scope.all(), everything, snapshot), (SOUTH, everything, snapshot), (Scope.all(), ann, snapshot)]
    for _again in range(2):
        assert [won(*a) for a in (*asked, (Scope.all(), everything, other))] == [2, 1, 1, 0]


def test_changing_a_result_does_not_change_what_the_next_one_gets() -> None:
    snapshot = FrameSnapshot(FRAMES)
    first = measure(DEALS_WON, snapshot=snapshot)
    first.loc[0, "deals_won"] = 99
    first["more"] = 1
    first.attrs["undated"] = 7
    second = measure(DEALS_WON, snapshot=snapshot)
    assert (second.deals_won.item(), list(second.columns), second.attrs["undated"]) == (2, ["deals_won"], 0)


def test_a_scope_is_one_cache_key_however_it_is_written() -> None:
    assert Scope.only(team=["b", "a", "b"]) == Scope.only(team=["a", "b"])
    assert hash(NORTH) != hash(SOUTH)
    assert current_scope() == Scope.all()
