"""The figures of an exhibit as a reader would write them."""

from datetime import date, datetime

import pandas as pd
import pytest

from exports.columns import Column
from exports.readable import readable, text
from pages.exhibit import Exhibit
from tests.exports.conftest import Exporting


def test_rows_are_texts_and_figures_are_marked(exporting: Exporting, sectors: Exhibit) -> None:
    shown = readable(exporting(sectors))
    assert (shown["title"], shown["subtitle"], shown["note"]) == ("Win rate by sector", "2017", "A note.")
    assert shown["numeric"] == [False, True, True, True, True, True, True]
    assert shown["rows"][0] == ["retail", "€1,236", "3", "75.0%", "4", "30.0%", "95.0%"]
    assert shown["rows"][2] == ["not known", "—", "0", "—", "0", "—", "—"]


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [("money", 12.5, "€12.50"), ("money", 1235.6, "€1,236"), ("fraction", 0.416, "41.6%"), ("days", 47, "47 days"),
     ("points", -0.0123, "−1.2\u00a0pt"),
     ("days", 46.5, "46.5 days"), ("times", 1.234, "1.23"), ("count", 1234, "1,234"), ("number", 1.5, "1.50"),
     ("money_per_day", 1234.0, "€1,234 / day"), ("month", date(2017, 1, 1), "Jan 2017"), ("flag", True, "yes"),
     ("quarter", date(2017, 4, 1), "Q2 2017"), ("day", date(2017, 4, 3), "Apr 3, 2017"), ("text", None, ""),
     ("moment", datetime(2017, 4, 3, 14, 5), "Apr 3, 2017, 2:05:00\u202fPM"), ("number", None, "—")],
)  # fmt: skip
def test_each_kind_is_written_in_its_way(kind: str, value: object, written: str) -> None:
    assert text(Column("x", "X", kind, []), value, "EUR") == written


def test_a_long_table_is_cut_and_says_so(exporting: Exporting) -> None:
    exhibit = Exhibit("x", "X", pd.DataFrame({"what": range(501)}), (), labels={"what": "What"})
    shown = readable(exporting(exhibit))
    assert len(shown["rows"]) == 500
    assert shown["cut"] == "The first 500 of 501 rows."
