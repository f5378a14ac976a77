"""Cards: value, change, evidence, course and sentence; nothing that jumps."""

from datetime import date
from typing import Any

import pandas as pd
from dash import html

from metrics.cycles import SALES_CYCLE_DAYS
from metrics.definition import Metric
from metrics.goals import ATTAINMENT
from metrics.sales import DEALS_WON, WIN_RATE, WON_REVENUE
from pages.cards import cards, metric_cards

YEAR, BEFORE = (date(2017, 1, 1), date(2017, 12, 31)), (date(2016, 1, 1), date(2016, 12, 31))


def row(window: Any = YEAR, **values: float | None) -> pd.DataFrame:
    frame = pd.DataFrame([values])
    frame.attrs = {"window": window, "as_of": date(2017, 12, 31), "notes": []}
    return frame


def parts(component: Any, name: str) -> list[Any]:
    """All elements of that class below a component."""
    children = getattr(component, "children", None)
    below = children if isinstance(children, list) else [children] if children is not None else []
    mine = [component] if name in (getattr(component, "className", "") or "").split() else []
    return mine + [found for child in below for found in parts(child, name)]


def text(component: Any) -> str:
    children = component if isinstance(component, str) else component.children
    return children if isinstance(children, str) else "".join(text(c) for c in children or [])


def drawn(metric: Metric, now: pd.DataFrame, before: pd.DataFrame, **more: Any) -> html.Div:
    return html.Div(metric_cards([metric], now, before, "EUR", **more))


def test_a_card_has_value_change_and_what_stands_behind_it() -> None:
    now, before = row(won_revenue=108.1, won_revenue_n=12), row(BEFORE, won_revenue=100.0, won_revenue_n=9)
    card = drawn(WON_REVENUE, now, before)
    assert text(parts(card, "card-value")[0]) == "€108"
    (change,) = parts(card, "change")
    assert (text(change), change.className) == ("▲ +8.1% (better)", "change better")
    assert change.title == "€100 in Jan 1, 2016 – Dec 31, 2016"
    assert text(parts(card, "evidence")[0]) == "n 12"
    assert text(parts(card, "against")[0]) == "Change against Jan 1, 2016 – Dec 31, 2016"


def test_a_rate_shows_its_interval_or_that_there_are_too_few_deals() -> None:
    def evidence(n: int) -> str:
        now = row(win_rate=0.5, win_rate_n=n, win_rate_low=0.4, win_rate_high=0.6)
        return text(parts(drawn(WIN_RATE, now, row(BEFORE, win_rate=0.55)), "evidence")[0])

    assert evidence(50) == "40.0% – 60.0% · n 50"
    assert evidence(9) == "too few deals: n 9"


def test_a_change_of_a_rate_of_too_few_deals_is_not_judged() -> None:
    now = row(win_rate=0.75, win_rate_n=4, win_rate_low=0.30, win_rate_high=0.95)
    (change,) = parts(drawn(WIN_RATE, now, row(BEFORE, win_rate=1.0)), "change")
    assert (text(change).strip(), change.className.strip()) == ("▼ −25.0\u00a0pt", "change")


def test_a_median_of_too_few_deals_says_so_and_its_change_is_not_judged() -> None:
    now, before = row(sales_cycle_days=133.0, sales_cycle_days_n=3), row(BEFORE, sales_cycle_days=168.0)
    card = drawn(SALES_CYCLE_DAYS, now, before)
    assert text(parts(card, "evidence")[0]) == "too few deals: n 3"
    assert parts(card, "change")[0].className.strip() == "change"
    enough = drawn(SALES_CYCLE_DAYS, row(sales_cycle_days=133.0, sales_cycle_days_n=10), before)
    assert parts(enough, "change")[0].className == "change better"


def test_what_is_not_known_is_a_dash_that_says_why() -> None:
    (value,) = parts(drawn(WIN_RATE, row(win_rate=float("nan"), win_rate_n=0), row(BEFORE)), "card-value")
    assert (value.children, value.title.startswith("Not known: in this period")) == ("—", True)
    held_against = row(attainment=float("nan"))
    held_against.attrs["notes"] = ["Target is not filtered by sector."]
    assert (
        parts(drawn(ATTAINMENT, held_against, row(BEFORE)), "card-value")[0].title
        == "Target is not filtered by sector."
    )


def test_why_nothing_is_compared_is_said() -> None:
    def against(now: Any, before: Any) -> str:
        card = drawn(WON_REVENUE, row(now, won_revenue=1.0), row(before, won_revenue=float("nan")))
        return text(parts(card, "against")[0])

    assert against(YEAR, None) == "Compared with nothing"
    assert against(None, None) == "All time: there is nothing before it to compare with."
    assert against(YEAR, BEFORE) == "No comparison: there are no figures for all of Jan 1, 2016 – Dec 31, 2016."


def months(**columns: list[float]) -> pd.DataFrame:
    starts = pd.date_range("2017-01-01", periods=len(next(iter(columns.values()))), freq="MS").as_unit("s")
    frame = pd.DataFrame({"month": starts, **columns})
    frame.attrs = {"window": (date(2017, 1, 1), date(2017, 12, 31)), "as_of": date(2017, 4, 12)}
    return frame


def test_the_course_leaves_out_a_month_that_is_not_whole() -> None:
    trend = months(won_revenue=[10.0, 30.0, 20.0, 1.0])
    (spark,) = parts(drawn(WON_REVENUE, row(won_revenue=61.0), row(BEFORE), trend=trend), "spark")
    assert spark.title == "Jan 2017: €10; Mar 2017: €20"
    assert spark.style["maskImage"].startswith('url("data:image/svg+xml,')
    assert spark.role == "img"


def test_a_course_of_one_month_or_without_the_metric_is_none() -> None:
    for trend in (months(won_revenue=[10.0]), months(deals_won=[1.0, 2.0, 3.0])):
        assert parts(drawn(WON_REVENUE, row(won_revenue=1.0), row(BEFORE), trend=trend), "spark") == []


def test_a_sentence_says_what_changed() -> None:
    card = drawn(DEALS_WON, row(deals_won=3), row(BEFORE), sentences={"deals_won": "Up 2, led by Ann (+1)."})
    assert [text(said) for said in parts(card, "card-sentence")] == ["Up 2, led by Ann (+1)."]
    assert parts(drawn(DEALS_WON, row(deals_won=3), row(BEFORE)), "card-sentence") == []


def test_skeletons_have_the_parts_of_the_cards_so_that_nothing_jumps() -> None:
    skeletons = cards("id", [WON_REVENUE, WIN_RATE], sentences=True)
    real = drawn(WON_REVENUE, row(won_revenue=1.0), row(BEFORE), sentences={})
    for name in ("card-head", "card-figure", "card-foot", "card-sentence", "against"):
        assert len(parts(skeletons, name)) == (1 if name == "against" else 2)
        assert len(parts(real, name)) == 1
    assert parts(cards("id", [WON_REVENUE]), "card-sentence") == []


def test_more_than_four_cards_put_the_evidence_below_the_change() -> None:
    assert cards("id", [WON_REVENUE] * 4).className == "cards"
    assert cards("id", [WON_REVENUE] * 5).className == "cards many"
