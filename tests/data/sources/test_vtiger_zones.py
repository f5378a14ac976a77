"""Local times that cannot be in the zone that the origin says are told of."""

from zoneinfo import ZoneInfo

import pytest

from data.sources._base import Page, Record, SourceConfig
from data.sources._vtiger_zones import zones_checked

UTC = ZoneInfo("UTC")


def said(kind, rows, server=UTC, **zones):
    sentences: list[str] = []
    config = SourceConfig("crm", {"zones": zones}, say=sentences.append)
    pages = [Page([Record(kind, str(n), row) for n, row in enumerate(rows)])]
    assert list(zones_checked(config, server, pages)) == pages
    return sentences


def calls(*started: str, recorded: str = "2026-03-02 14:48:02"):
    return [{"starttime": f"2026-03-02 {time}", "createdtime": recorded} for time in started]


def test_telephones_of_another_zone_are_told_of():
    (sentence,) = said("PhoneCalls", calls(*["09:48:02"] * 5))
    assert "most calls is 5 hours apart" in sentence
    assert "Set the option zones.calls of crm; it is UTC now." in sentence


@pytest.mark.parametrize(
    ("rows", "zones"),
    [
        (calls(*["09:48:02"] * 5), {"calls": "America/New_York"}),
        (calls(*["09:48:02"] * 4), {}),
        (calls("14:48:02", "14:47:59", "14:48:01", "09:48:02", "14:48:02"), {}),
        (calls("09:41:00", "10:11:00", "08:55:30", "11:23:00", "12:05:00"), {}),
        ([{"starttime": "", "createdtime": "2026-03-02 14:48:02"}] * 9, {}),
    ],
    ids=["right", "too few", "but for one right", "entered later by hand", "no start"],
)
def test_nothing_is_told_where_nothing_is_known_to_be_wrong(rows, zones):
    assert said("PhoneCalls", rows, **zones) == []


def test_summer_and_winter_do_not_hide_it():
    winter, summer = calls(*["09:48:02"] * 3), calls(*["10:48:02"] * 3)
    assert "hours apart" in said("PBXManager", [*winter, *summer])[0]


def test_the_servers_own_zone_counts():
    assert said("PBXManager", calls(*["14:48:02"] * 5), ZoneInfo("Europe/Paris"), calls="Europe/Paris") == []


def test_a_workflow_of_another_zone_is_told_of():
    deal = {
        "cf_potentials_pilotchangedat": "12-08-2020 04:03 PM",
        "cf_potentials_quotesentchangedat": "12-10-2020 10:36 AM",
        "current_stage_entry_time": "2020-12-10 16:36:34",
    }
    (sentence,) = said("Potentials", [deal] * 5)
    assert "mostly 6 hours apart" in sentence
    assert said("Potentials", [deal] * 5, workflow="Etc/GMT+6") == []
