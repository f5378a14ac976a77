"""Axes of days: ticks that people name."""

from datetime import date

from charts.time_axis import time_axis


def ticks(first: date, last: date) -> list[str]:
    return [text.replace("<br> ", "").replace("<br>", " ") for text in time_axis(first, last)["ticktext"]]


def test_a_year_is_marked_at_every_second_month_january_among_them() -> None:
    shown = ticks(date(2025, 11, 22), date(2026, 11, 21))
    assert shown == ["Jan 2026", "Mar", "May", "Jul", "Sep", "Nov"]


def test_each_year_is_named_at_its_first_tick() -> None:
    assert ticks(date(2023, 1, 1), date(2026, 11, 1)) == ["Jan 2023", "Jan 2024", "Jan 2025", "Jan 2026"]
    assert ticks(date(2025, 10, 1), date(2026, 3, 1)) == ["Oct 2025", "Nov", "Dec", "Jan 2026", "Feb", "Mar"]
    assert ticks(date(2025, 12, 1), date(2026, 3, 1)) == ["Dec", "Jan 2026", "Feb", "Mar"]


def test_a_few_weeks_are_marked_by_days_and_one_day_by_itself() -> None:
    assert ticks(date(2026, 6, 1), date(2026, 6, 30)) == ["Jun 1 2026", "Jun 8", "Jun 15", "Jun 22", "Jun 29"]
    assert ticks(date(2026, 6, 1), date(2026, 6, 1)) == ["Jun 1 2026"]


def test_there_is_room_at_both_ends_however_short_the_axis() -> None:
    begin, end = time_axis(date(2026, 6, 1), date(2026, 6, 8))["range"]
    assert (begin.isoformat(), end.isoformat()) == ("2026-05-31T20:38:24", "2026-06-08T03:21:36")


def test_never_more_ticks_than_a_phone_has_room_for() -> None:
    assert max(len(ticks(date(2000, 1, 1), date(2000 + years, 12, 31))) for years in range(30)) <= 7
