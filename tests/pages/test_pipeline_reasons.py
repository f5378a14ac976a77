"""What moves a deal's chance, in words."""

from metrics.open_details import Reason
from pages.pipeline_reasons import field_label, in_brief, in_full
from tests.pages.test_kpis_page import texts

REASONS: list[Reason] = [
    ("lead_source", "Referral", 0.7), ("size_band", "1000+", -0.4), ("value", 12500.0, 0.3), ("rep", None, 0.2),
    ("colour", "red", 0.01),
]  # fmt: skip


def test_the_strongest_three_stand_in_a_line_with_their_signs() -> None:
    assert in_brief(REASONS, {}) == "+ Referral, − Company size 1000+, + Amount"


def test_what_hardly_moves_a_deal_is_not_worth_a_word_in_the_table() -> None:
    assert in_brief([("rep", "Ann", 0.049), ("team", "North", -0.049)], {}) == ""
    assert in_brief([], {}) == ""


def test_fields_that_a_mapping_brought_are_called_as_it_says_and_unknown_ones_by_their_name() -> None:
    assert field_label("colour", {"colour": "Colour of the car"}) == "Colour of the car"
    assert (field_label("days_in_stage", {}), field_label("won_before", {})) == ("Time in stage", "Won before")
    assert in_brief([("won_before", "yes", 0.3), ("colour", "red", -0.3)], {"colour": "Colour"}) == (
        "+ Won before yes, − red"
    )


def test_all_of_them_are_told_with_what_they_do_to_the_odds() -> None:
    said = list(texts(in_full(REASONS, {"colour": "Colour"}, "EUR")))
    assert said == [
        "Speaks for it", "Lead source: ", "Referral", "odds × 2.01", "Amount: ", "€12.5\u00a0k", "odds × 1.35", "Rep: ",
        "not known", "odds × 1.22", "Colour: ", "red", "odds × 1.01", "Speaks against it", "Company size: ", "1000+",
        "odds × 0.67",
    ]  # fmt: skip


def test_what_happened_since_a_deal_was_opened_is_one_reason() -> None:
    since: list[Reason] = [("stage_and_age", ["Demo Given", 48], 0.5)]
    assert in_brief(since, {}) == "+ Demo Given on day 48"
    assert list(texts(in_full(since, {}, "EUR")))[1:3] == ["Stage and age: ", "Demo Given, 48 days"]


def test_what_leaves_the_odds_as_they_are_is_not_told() -> None:
    told = list(texts(in_full([("rep", "Ann", 0.3), ("region", "North", 0.004), ("team", "East", -0.004)], {}, "EUR")))
    assert told == ["Speaks for it", "Rep: ", "Ann", "odds × 1.35"]


def test_a_deal_that_nothing_moves_is_said_to_be_so() -> None:
    assert list(texts(in_full([], {}, "EUR"))) == ["Nothing known of this deal moves its chance away from the usual."]
