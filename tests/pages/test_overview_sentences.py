"""The overview's sentences: what changed, and what it comes from."""

from datetime import date
from typing import Any

import pandas as pd

from pages.overview_sentences import Told, sentences

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 12, 31)


def row(as_of: date = TODAY, ignored: str = "", **values: float | None) -> pd.DataFrame:
    frame = pd.DataFrame([values])
    frame.attrs = {"window": YEAR, "as_of": as_of, "ignored_by": {"Target": ignored} if ignored else {}}
    return frame


def by(dimension: str, metric: str, **values: float) -> pd.DataFrame:
    return pd.DataFrame({dimension: pd.Series(list(values), dtype=object), metric: list(values.values())})


def said(metric: str, now: pd.DataFrame, before: pd.DataFrame | None = None, **parts: Any) -> str:
    told = Told(now, pd.DataFrame([{}]) if before is None else before, parts, "EUR")
    return sentences(told)[metric].replace("\u00a0", " ").replace("\u2060", "")


def won(now: float, before: float, of_now: dict[str, float], of_before: dict[str, float]) -> str:
    parts = by("sector", "won_revenue", **of_now), by("sector", "won_revenue", **of_before)
    return said("won_revenue", row(won_revenue=now), row(won_revenue=before), sector=parts)


def test_a_rise_names_where_most_of_it_comes_from() -> None:
    assert won(900, 400, {"Retail": 700, "Medical": 200}, {"Retail": 300, "Medical": 100}) == (
        "Up €500, most of it from Retail (+€400)."
    )


def test_or_who_leads_it_where_nobody_has_most() -> None:
    now, before = {"a": 40, "b": 30, "c": 30}, {"a": 10, "b": 10, "c": 10}
    assert won(100, 30, now, before) == "Up €70, led by a (+€30)."


def test_or_who_outweighs_the_others() -> None:
    assert won(90, 60, {"a": 80, "b": 10}, {"a": 20, "b": 40}) == "Up €30: a +€60, all others −€30."
    assert won(60, 90, {"a": 20, "b": 40}, {"a": 80, "b": 10}) == "Down €30: a −€60, all others +€30."


def test_a_fall_names_who_fell() -> None:
    assert won(30, 100, {"a": 10, "b": 20}, {"a": 70, "b": 30}) == "Down €70, most of it from a (−€60)."
    now, before = {"a": 10, "b": 10, "c": 10}, {"a": 40, "b": 30, "c": 30}
    assert won(30, 100, now, before) == "Down €70, first of all a (−€30)."


def test_a_change_without_groups_and_no_change_are_said_plainly() -> None:
    assert won(900, 400, {"Retail": 900}, {"Retail": 400}) == "Up €500."
    assert won(400, 400, {}, {}) == "As much as before."


def test_a_count_is_told_as_a_count() -> None:
    parts = by("rep", "deals_won", Ann=30, Bob=10), by("rep", "deals_won", Ann=10, Bob=5)
    assert said("deals_won", row(deals_won=40), row(deals_won=15), rep=parts) == "Up 25, most of it from Ann (+20)."


def test_without_a_comparison_the_largest_group_is_named() -> None:
    parts = by("sector", "won_revenue", a=70.0, b=30.0), by("sector", "won_revenue")
    none = row(won_revenue=float("nan"))
    assert said("won_revenue", row(won_revenue=100), none, sector=parts) == "The largest part: a (€70)."
    assert said("won_revenue", row(won_revenue=0), none) == ""


def pace(as_of: date, won_: float, target: float | None, due: float | None, ignored: str = "") -> str:
    known = target is not None and due is not None and not ignored
    now = row(as_of, ignored, won_revenue=won_, target=target, target_to_date=due, pace=1.0 if known else None)
    return said("pace", now)


def test_the_pace_of_a_period_still_running_says_what_is_left_to_go() -> None:
    june = date(2026, 6, 30)
    assert pace(june, 60, 100, 50) == "€10 ahead of the target to date; €40 to go by Dec 31."
    assert pace(june, 45, 100, 50) == "€5 behind the target to date; €55 to go by Dec 31."
    assert pace(june, 120, 100, 50) == "The whole target of €100 is reached."


def test_the_pace_of_a_period_that_is_over_is_held_against_all_of_its_target() -> None:
    assert pace(TODAY, 120, 100, 100) == "€20 above the target of €100."
    assert pace(TODAY, 90, 100, 100) == "€10 below the target of €100."


def test_no_pace_says_why() -> None:
    assert pace(TODAY, 90, None, None) == "No target is set for this period with these filters."
    assert pace(TODAY, 90, 100, 100, ignored="sector, account") == "No target is set by account, sector."


def rate(value: float | None, n: int, low: float, high: float, before: float | None) -> str:
    now = row(win_rate=value, win_rate_n=n, win_rate_low=low, win_rate_high=high)
    return said("win_rate", now, row(win_rate=before))


def test_a_win_rate_that_chance_explains_is_not_called_a_change() -> None:
    assert rate(0.33, 500, 0.29, 0.37, 0.325) == "Within chance of the 32.5% before."
    assert rate(0.40, 500, 0.36, 0.44, 0.325) == "Up from 32.5%, by more than chance."
    assert rate(0.25, 500, 0.21, 0.29, 0.325) == "Down from 32.5%, by more than chance."


def test_a_win_rate_without_comparison_or_with_too_few_deals_says_how_far_it_can_be_trusted() -> None:
    assert rate(0.33, 500, 0.29, 0.37, None) == "Chance alone may move it by 4.0 pt either way."
    assert rate(0.5, 4, 0.15, 0.85, 0.325) == "4 deals decided: too few to tell."
    assert rate(None, 0, float("nan"), float("nan"), 0.3) == "No deal was decided."


def test_an_average_deal_is_told_beside_the_median() -> None:
    now, before = row(average_deal=700, median_deal=560), row(average_deal=400, median_deal=570)
    assert said("average_deal", now, before) == "Up €300; the median deal went from €570 to €560."
    assert said("average_deal", before, now) == "Down €300; the median deal went from €560 to €570."
    assert said("average_deal", now) == "Half of the deals were above €560."
    assert said("average_deal", row(average_deal=None)) == "No deal with an amount was won."


def test_a_sales_cycle_is_shorter_or_longer() -> None:
    assert said("sales_cycle_days", row(sales_cycle_days=40), row(sales_cycle_days=47)) == "7 days shorter than before."
    assert said("sales_cycle_days", row(sales_cycle_days=48), row(sales_cycle_days=47)) == "1 day longer than before."
    assert said("sales_cycle_days", row(sales_cycle_days=47.2), row(sales_cycle_days=47)) == "As long as before."


def test_there_is_a_sentence_for_what_was_measured_and_nothing_else() -> None:
    assert set(sentences(Told(row(won_revenue=1.0), row(), {}, "EUR"))) == {"won_revenue"}
