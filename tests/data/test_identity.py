"""Records without an id of their own get the same name in every delivery."""

from data.identity import Identifier, without
from data.mapping import KindSpec


def names(spec, *payloads):
    namer = Identifier(KindSpec(**spec))
    return [namer.identify(None, payload).external_id for payload in payloads]


def test_the_key_fields_make_the_name():
    assert names({"key": ("a", "b")}, {"a": " x ", "b": "y"}, {"a": "x", "b": None}, {"a": 0}) == ["x|y", "x|", "0|"]


def test_a_name_that_comes_again_is_numbered():
    assert names({"key": ("id",)}, {"id": "A1"}, {"id": "A1"}, {"id": "A1"}) == ["A1", "A1#2", "A1#3"]


def test_a_number_never_takes_the_name_that_a_record_really_has():
    for given in (["A1", "A1#2", "A1"], ["A1", "A1", "A1#2"]):
        found = names({"key": ("id",)}, *({"id": i} for i in given))
        assert len(set(found)) == 3, given


def test_without_a_key_the_content_names_a_record():
    first, other, again = names({}, {"a": "1"}, {"a": "2"}, {"a": "1"})
    assert first != other
    assert again == f"{first}#2"
    assert names({"key": ("id",)}, {"a": "1", "id": " "}) != names({"key": ("id",)}, {"a": "2", "id": " "})


def test_the_order_of_fields_does_not_matter_to_content():
    one, other = (Identifier(KindSpec()).identify(None, p) for p in ({"a": "1", "b": "2"}, {"b": "2", "a": "1"}))
    assert one == other


def test_an_id_of_the_source_goes_before_the_key():
    assert Identifier(KindSpec(key=("id",))).identify("S7", {"id": "A1"}).external_id == "S7"


def test_an_id_of_the_source_names_its_record_each_time_it_comes() -> None:
    namer = Identifier(KindSpec())
    assert [namer.identify("5x7", {"stage": stage}).external_id for stage in "AB"] == ["5x7", "5x7"]


def test_a_key_may_lie_inside():
    assert names({"key": ("account.id",)}, {"account": {"id": 7}}) == ["7"]


def test_what_is_never_stored_is_in_neither_payload_nor_digest():
    spec = KindSpec(key=("id",), never_store=("password", "user.token"))
    payloads = [{"id": "1", "password": p, "user": {"token": p, "name": "Ann"}} for p in ("one", "two")]
    one, two = (Identifier(spec).identify(None, payload) for payload in payloads)
    assert one.payload == '{"id":"1","user":{"name":"Ann"}}'
    assert one.digest == two.digest


def test_the_payload_given_is_left_as_it_is():
    payload = {"user": {"token": "t"}}
    assert without(payload, ["user.token"]) == {"user": {}}
    assert payload == {"user": {"token": "t"}}


def test_a_very_long_key_is_cut_to_what_an_index_takes():
    one, two = names({"key": ("text",)}, {"text": "x" * 5000}, {"text": "x" * 5001})
    assert len(one) == len(two) == 32
    assert one != two
