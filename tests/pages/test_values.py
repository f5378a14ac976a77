"""Figures as a reader sees them."""

import pytest

from metrics.definition import Metric
from pages.values import Change, change, in_full, shown


def metric(unit: str, better: str | None = "up") -> Metric:
    return Metric("m", "M", kind="sum", unit=unit, about="A metric.", better=better)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unit", "value", "short", "full"),
    [
        ("money", 1_234_567.0, "€1.2\u00a0M", "€1,234,567"),
        ("money_per_day", 1500.0, "€1.5\u00a0k / day", "€1.5\u00a0k / day"),
        ("money_per_day", None, "—", "—"),
        ("count", 1284, "1,284", "1,284"),
        ("fraction", 0.63149, "63.1%", "63.15%"),
        ("days", 47.0, "47 days", "47 days"),
        ("times", 1.5, "1.50", "1.50"),
        ("fraction", float("nan"), "—", "—"),
    ],
)
def test_a_value_is_written_by_its_unit(unit: str, value: float, short: str, full: str) -> None:
    assert (shown(metric(unit), value, "EUR"), in_full(metric(unit), value, "EUR")) == (short, full)


@pytest.mark.parametrize(
    ("unit", "now", "before", "expected"),
    [
        ("money", 108.1, 100.0, Change("▲ +8.1%", "better")),
        ("count", 90, 100, Change("▼ −10.0%", "worse")),
        ("fraction", 0.416, 0.428, Change("▼ −1.2\u00a0pt", "worse")),
        ("money", -50.0, -100.0, Change("▲ +50.0%", "better")),
        ("count", 100, 100, Change("0.0%", "same")),
    ],
)
def test_a_change_has_arrow_sign_and_verdict(unit: str, now: float, before: float, expected: Change) -> None:
    assert change(metric(unit), now, before) == expected


def test_fewer_days_are_better_where_less_is_better() -> None:
    assert change(metric("days", "down"), 47.0, 50.2) == Change("▼ −3 days", "better")


def test_a_change_is_not_judged_where_neither_way_is_better() -> None:
    assert change(metric("count", None), 2, 1) == Change("▲ +100.0%", "neutral")


@pytest.mark.parametrize(("now", "before"), [(None, 1.0), (1.0, None), (float("nan"), 1.0), (5.0, 0.0)])
def test_there_is_no_change_from_nothing(now: float | None, before: float | None) -> None:
    assert change(metric("money"), now, before) is None


def test_a_change_within_the_interval_may_be_chance_and_is_not_judged() -> None:
    assert change(metric("fraction"), 0.33, 0.32, (0.31, 0.35)) == Change("▲ +1.0\u00a0pt", "same")
    assert change(metric("fraction"), 0.33, 0.30, (0.31, 0.35)) == Change("▲ +3.0\u00a0pt", "better")
