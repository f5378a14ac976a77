"""What the filter bar offers."""

import polars as pl

from auth.scope import Scope
from metrics.frames import FrameSnapshot
from pages.filter_offer import Offer, cascades, offers


def snapshot(dimensions: dict[str, str] | None = None, **columns: list[str | None]) -> FrameSnapshot:
    return FrameSnapshot({"opportunities": pl.DataFrame(columns)}, dimensions=dimensions or {})


def named(found: list[Offer]) -> dict[str, tuple[str, ...]]:
    return {offer.name: offer.values for offer in found}


def test_dimensions_with_values_are_offered_in_the_order_of_the_bar() -> None:
    data = snapshot(
        country=["France", "Italy"], sector=["retail", None], product=["rep 10", "rep 2"], team=[None, None]
    )
    found = offers(Scope.all(), data)
    assert named(found) == {"product": ("rep 2", "rep 10"), "sector": ("retail",), "country": ("France", "Italy")}
    assert [offer.name for offer in found] == ["product", "sector", "country"]
    assert [offer.always_shown for offer in found] == [True, True, False]


def test_the_origin_is_a_choice_only_where_there_are_several() -> None:
    assert named(offers(Scope.all(), snapshot(origin=["demo", "demo"]))) == {}
    assert named(offers(Scope.all(), snapshot(origin=["crm", "demo"]))) == {"origin": ("crm", "demo")}


def test_what_a_mapping_brought_comes_last_under_its_own_label() -> None:
    data = snapshot({"colour": "Colour of the car"}, colour=["red", "blue"], sector=["retail", "retail"])
    found = offers(Scope.all(), data)
    assert [(offer.name, offer.label) for offer in found] == [("sector", "Sector"), ("colour", "Colour of the car")]


def test_a_reader_is_offered_what_the_scope_shows() -> None:
    data = snapshot(team=["North", "South"], rep=["Ann", "Bob"])
    assert named(offers(Scope.only(team=["North"]), data)) == {"team": ("North",), "rep": ("Ann",)}


def test_products_are_narrowed_by_category() -> None:
    products = pl.DataFrame({"product": ["Pump"], "category": ["Flow"]})
    assert cascades(FrameSnapshot({"products": products})) == {
        "product": {"of": "category", "values": {"Pump": ("Flow",)}}
    }
