"""Yesterday's pipeline is the same today, whatever is edited today: from files through the log to the figures."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from auth.scope import Scope
from data.engine import newest
from data.importing import import_path
from data.publish import today
from filters import Filters
from metrics.past_pipeline import list_pipeline_days, list_pipeline_on
from metrics.pipeline import DEALS_OPEN, PIPELINE
from metrics.run import measure
from tests.maven_files import many_deals, write_company
from tests.state import state

FIELDS = "id,account,sector,rep,team,product,stage,status,created,closed,expected_close,amount,quantity,list_price"
EVERYTHING = Scope.all()


def deliver(folder: Path, *deals: str, mapping: str = "simple") -> None:
    folder.mkdir(exist_ok=True)
    (folder / "deals.csv").write_text("\n".join([FIELDS, *deals]) + "\n", encoding="utf-8")
    import_path(str(folder), mapping, tell=lambda _share, _message: None)


def stood(day: date | None) -> pd.DataFrame:
    """The pipeline of a day by deal; how good deals of its stage were is not known of a company of five."""
    frame = list_pipeline_on(day, Filters(), EVERYTHING, newest())
    return frame.drop(columns=["opportunity_row"]).sort_values("opportunity_id", ignore_index=True)


def test_edits_of_today_change_nothing_of_yesterday(fairlead: Path, tmp_path: Path) -> None:
    yesterday, now = today() - timedelta(days=1), today().isoformat()
    later = (today() + timedelta(days=40)).isoformat()
    before = (
        f"1,Acme,retail,Ann,East,Lamp,Talk,Open,2024-03-01,,{later},100,1,120",
        "2,Acme,retail,Ann,East,Lamp,Talk,Open,2024-03-02,,2024-06-30,,2,120",
        "3,Bolt,retail,Ben,West,Lamp,Offer,Open,2024-03-03,,2024-06-30,300,1,120",
        "4,Bolt,retail,Ben,West,Lamp,Offer,Open,2024-03-04,,,400,1,120",
        "5,Bolt,retail,Ben,West,Lamp,Offer,Won,2024-03-05,2024-04-01,,90,1,120",
    )
    edited = (
        "1,Acme,retail,Ann,East,Lamp,Offer,Open,2024-03-01,,2024-08-31,150,1,120",  # stage, amount, expected close
        "2,Acme,retail,Cid,North,Lamp,Talk,Open,2024-03-02,,2024-06-30,,3,200",  # owner, quantity, list price
        "3,Bolt,retail,Cid,North,Lamp,Done,Won,2024-03-03," + now + ",2024-06-30,10,1,120",  # won for less
        "4,Bolt,retail,Cid,North,Lamp,Gone,Lost,2024-03-04," + now + ",,0,1,120",  # lost, its amount forgotten
        "5,Bolt,retail,Ben,West,Lamp,Offer,Won,2024-03-05,2024-04-01,,80,1,120",
        "6,Bolt,retail,Ben,West,Lamp,Talk,Open," + now + ",,,70,1,120",
    )
    deliver(tmp_path / "files", *before)
    first = stood(yesterday)
    assert first["value"].to_list() == [100, 240, 300, 400]
    assert first["rep"].to_list() == ["Ann", "Ann", "Ben", "Ben"]
    assert first["reconstructed"].all()

    deliver(tmp_path / "files", *edited)
    assert_frame_equal(stood(yesterday), first, check_dtype=False)
    assert_frame_equal(stood(date(2024, 3, 31)).iloc[:4][["value", "rep"]], first[["value", "rep"]])

    present = stood(today())
    assert_frame_equal(present, stood(None))
    assert present["value"].to_list() == [150, 600, 70]
    assert present["rep"].to_list() == ["Ann", "Cid", "Ben"]
    assert present["stage"].to_list() == ["Offer", "Talk", "Talk"]
    assert not present["reconstructed"].any()


def test_a_deal_won_today_shows_what_it_was_worth_yesterday_and_never_what_it_brought(
    fairlead: Path, tmp_path: Path
) -> None:
    """Seen only once, already won: its expected amount. The figures of past days agree with it."""
    now, yesterday = today(), today() - timedelta(days=1)
    deliver(tmp_path / "files", f"1,Acme,retail,Ann,East,Lamp,Done,Won,2024-03-01,{now},,10,2,120")
    found = stood(yesterday)
    assert (found["value"].item(), found["stage"].item(), found["reconstructed"].item()) == (240, None, True)
    assert stood(now).empty


@pytest.fixture
def _maven(tmp_path: Path):
    with state(tmp_path / "var"):
        import_path(str(write_company(tmp_path / "maven", many_deals(40))), "maven", tell=lambda _s, _m: None)
        yield


@pytest.mark.usefixtures("_maven")
def test_without_a_history_the_days_agree_with_the_stocks() -> None:
    year = Filters(start=date(2024, 1, 1), end=date(2024, 3, 1))
    stocks = measure(DEALS_OPEN, PIPELINE, grain="week", filters=year, snapshot=newest())
    ends = [min(start + timedelta(days=6), date(2024, 3, 1)) for start in stocks["week"].dt.date]
    days = list_pipeline_days(ends, Filters(), EVERYTHING, newest())
    assert days["deals_open"].to_list() == stocks["deals_open"].to_list()
    assert days["pipeline"].to_list() == pytest.approx(stocks["pipeline"].to_list())
    assert len(set(stocks["deals_open"])) == 3
