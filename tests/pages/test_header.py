"""The header: how fresh the data are, and the languages on offer."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from data.engine import Snapshot
from pages.header import freshness, reading


def snapshot(**as_of: dict[str, str]) -> Snapshot:
    published = datetime.now(UTC) - timedelta(minutes=3)
    return Snapshot("one", published, Path(), {"as_of": as_of})


def texts(component: Any) -> list[str]:
    """The words of a component, in order."""
    if isinstance(component, str):
        return [component]
    children = component.children if hasattr(component, "children") else component
    return [text for child in (children if isinstance(children, list) else [children]) for text in texts(child)]


def test_one_origin_is_named_with_its_last_day() -> None:
    stamp = freshness(snapshot(crm={"opportunities": "2017-12-31", "orders": "2017-11-30"}))
    assert texts(stamp) == ["crm: data to Dec 31, 2017", " · 3 minutes ago"]


def test_several_origins_are_counted_and_each_is_listed_below() -> None:
    stamp = freshness(snapshot(crm={"opportunities": "2017-12-31"}, shop={"orders": "2018-01-31"}, empty={}))
    listed = ["crm: data to Dec 31, 2017", "shop: data to Jan 31, 2018"]
    assert texts(stamp) == ["2 sources, data to Jan 31, 2018", " · 3 minutes ago", *listed]


def live(**as_of: dict[str, str]) -> Snapshot:
    made = snapshot(**as_of)
    titles = {"crm": "VTiger (cloud)", "crm-fr": "VTiger (cloud)", "base": "Airtable"}
    made.manifest["origins"] = {name: {"title": titles[name]} for name in as_of}
    return made


def test_a_live_origin_is_as_fresh_as_its_last_sync() -> None:
    read = datetime.now(UTC) - timedelta(minutes=7)
    assert texts(freshness(live(crm={"orders": "2026-03-04"}), {"crm": read})) == ["VTiger (cloud), 7 minutes ago"]


def test_of_several_live_origins_the_newest_is_told_and_those_of_one_title_go_by_their_names() -> None:
    read = {name: datetime.now(UTC) - timedelta(minutes=m) for name, m in (("crm", 7), ("base", 2), ("crm-fr", 9))}
    day = {"orders": "2026-03-04"}
    assert texts(freshness(live(base=day, crm=day, **{"crm-fr": day}), read)) == [
        "3 sources, data to Mar 4, 2026", " · 2 minutes ago",
        "Airtable, 2 minutes ago", "crm, 7 minutes ago", "crm-fr, 9 minutes ago",
    ]  # fmt: skip


def test_without_facts_there_is_nothing_fresh() -> None:
    assert texts(freshness(None)) == texts(freshness(snapshot(crm={}))) == ["No data yet"]


def test_a_language_is_offered_in_its_own_words_once() -> None:
    assert texts(reading())[:2] == ["English", "Français"]
