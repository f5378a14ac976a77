"""The tables of calls and stages below the cards: columns, words, links."""

from pages.reps_tables import calls_exhibit, deals_exhibit, fitted
from pages.table import table_parts
from tests.pages.reps_made import CALL, DAY, SHORT, STAGE, event, events

ATTACK = "=HYPERLINK(1)"


def test_calls_are_in_one_table_and_stages_in_the_other() -> None:
    both = events(CALL, SHORT, STAGE)
    calls, deals = calls_exhibit(both, DAY).frame, deals_exhibit(both, DAY).frame
    assert calls["on"].tolist() == ["2024-04-05 15:31", "2024-04-05 15:30"]
    assert calls["lasted"].tolist() == ["4:14\u00a0min", "0:03\u00a0min"]
    assert calls["reason"].dropna().tolist() == ["too short to count"]
    assert deals[["previous_stage", "stage", "points"]].values.tolist() == [["Engaging", "Demo Given", 15.0]]


def test_the_titles_say_which_days_and_the_subtitles_how_many_count() -> None:
    calls = calls_exhibit(events(CALL, SHORT), DAY)
    assert calls.title == "Calls, Fri, Apr 5, 2024"
    assert calls.subtitle == "2 listed, newest first; 1 of them counts"


def test_an_address_that_is_none_of_a_web_page_is_left_out() -> None:
    assert calls_exhibit(events(CALL, SHORT), DAY).frame["url"].dropna().tolist() == ["https://crm.example/1"]


def test_columns_that_would_be_empty_are_not_there() -> None:
    bare = event("2024-04-05 10:00", account=None, url=None, direction=None)
    columns = calls_exhibit(events(bare), DAY).frame.columns
    assert not {"what", "title", "account", "url", "recording_url", "way", "reason"} & set(columns)


def test_what_is_no_call_is_named() -> None:
    mixed = calls_exhibit(events(CALL, event("2024-04-05 10:00", event="email")), DAY)
    assert mixed.frame["what"].tolist() == ["Call", "E-mail"]
    assert mixed.title == "Calls and other activities, Fri, Apr 5, 2024"


def test_what_is_not_listed_is_said() -> None:
    assert "newest 1 of 9,000" in calls_exhibit(events(CALL, count=9000), DAY).note


def test_days_without_anything_have_empty_tables() -> None:
    nothing = events()
    assert calls_exhibit(nothing, DAY).frame.empty
    assert deals_exhibit(nothing, DAY).subtitle == "0 listed, newest first; 0 of them count"


def test_the_columns_on_screen_have_links_and_an_order() -> None:
    _rows, columns, *_words = table_parts(calls_exhibit(events(CALL), DAY), "EUR", by=())
    shown = fitted(columns, DAY)
    assert [column["field"] for column in shown] == [
        "on", "rep", "way", "result", "lasted", "account", "points", "url", "recording_url",
    ]  # fmt: skip
    assert shown[-1]["cellRenderer"] == "CrmLink"
