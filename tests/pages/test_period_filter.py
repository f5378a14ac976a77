"""Periods as the bar offers them."""

from datetime import date
from pathlib import Path

from filters import Window
from pages.period_filter import period_options, windows
from tests.state import state

AS_OF = date(2017, 6, 14)


def test_each_preset_is_offered_with_its_days_and_dates_come_last() -> None:
    options = {option["value"]: option for option in period_options(AS_OF)}
    assert options["trailing_12_months"] == {
        "label": "Trailing 12 months", "value": "trailing_12_months", "title": "Jun 15, 2016 – Jun 14, 2017",
    }  # fmt: skip
    assert options["all"]["title"] == "Until Jun 14, 2017"
    assert list(options)[-1] == "custom"


def test_the_fiscal_year_is_the_companys(tmp_path: Path) -> None:
    with state(tmp_path, FAIRLEAD_COMPANY__FISCAL_YEAR_START="4"):
        assert windows(AS_OF)["this_fiscal_year"] == Window(date(2017, 4, 1), date(2018, 3, 31))
