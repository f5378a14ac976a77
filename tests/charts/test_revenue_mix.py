"""The mix: shares on top of each other, totals above, names behind the last column."""

from datetime import date

import pandas as pd

from charts.revenue_mix import revenue_mix
from tests.charts.checked import checked

Q1, Q2 = date(2024, 1, 1), date(2024, 4, 1)


def frame(rows: list[tuple[date, str, float, float]]) -> pd.DataFrame:
    made = [(start, line, line.title(), amount, share) for start, line, amount, share in rows]
    return pd.DataFrame(made, columns=["period", "line", "label", "amount", "share"])


TWO = frame([(Q1, "goods", 75, 0.75), (Q1, "service", 25, 0.25), (Q2, "goods", 50, 1.0)])


def test_a_column_a_period_of_the_streams_shares_nothing_where_a_stream_is_not() -> None:
    goods, service = checked(revenue_mix(TWO, "quarter", "EUR")).data
    assert (list(goods.y), list(service.y)) == ([0.75, 1.0], [0.25, 0.0])
    assert goods.customdata[0][0] == "<b>Goods</b><br>Q1 2024<br>€75, 75.0% of revenue"


def test_totals_stand_above_and_names_behind_the_last_column() -> None:
    texts = [note.text for note in revenue_mix(TWO, "quarter", "EUR").layout.annotations]
    assert texts[-2:] == ["€100", "€50"]
    assert [text.split("</span> ")[1] for text in texts[:2]] == ["Goods", "Service"]


def test_a_broken_total_is_marked() -> None:
    texts = [note.text for note in revenue_mix(TWO, "quarter", "EUR", [Q1]).layout.annotations]
    assert "⚠ €100" in texts


def test_a_phone_keeps_the_first_and_the_last_total() -> None:
    starts = [date(2020 + i, 1, 1) for i in range(6)]
    many = frame([(start, "goods", 10.0 + i, 1.0) for i, start in enumerate(starts)])
    texts = [note.text for note in revenue_mix(many, "year", "EUR", narrow=True).layout.annotations]
    assert texts[1:] == ["€10", "€15"]


def test_of_many_streams_the_smaller_are_one() -> None:
    rows = [(Q1, f"s{i:02d}", float(i), i / 45) for i in range(10)]
    names = [bar.name for bar in revenue_mix(frame(rows), "quarter", "EUR").data]
    assert names == ["S04", "S05", "S06", "S07", "S08", "S09", "all others"]


def test_what_is_below_zero_is_drawn_there() -> None:
    rows = [(Q1, "goods", 120.0, 1.2), (Q1, "returns", -20.0, -0.2)]
    figure = revenue_mix(frame(rows), "quarter", "EUR")
    assert figure.layout.yaxis.range[0] < -0.2
    assert figure.layout.barmode == "relative"


def test_no_revenue_is_said() -> None:
    assert "No revenue" in revenue_mix(frame([]), "quarter", "EUR").layout.annotations[0].text
    assert "No revenue" in revenue_mix(frame([(Q1, "goods", 0.0, 0.0)]), "year", "EUR").layout.annotations[0].text
