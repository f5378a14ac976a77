"""The floor of the Reps page measures what the page measures, and the company it is measured on can be loaded."""

from datetime import date
from pathlib import Path

from auth.scope import Scope
from bench.points import run_floor
from bench.points_company import write_points_company, write_points_mapping
from data.engine import newest
from data.importing import import_path
from filters import Filters
from metrics.leaderboard import list_leaderboard
from metrics.points import POINTS
from metrics.registry import measure
from tests.data.rep_candidates import call, entry
from tests.metrics.frames import opportunities
from tests.metrics.rep_events import snapshot

DAY = date(2026, 3, 2)


def test_the_floor_has_the_points_calls_and_seconds_of_the_teams_reps() -> None:
    tables = snapshot(
        call("2026-03-02 09:00", "bob", "c1", duration_s=60.0), entry("2026-03-02 10:00", "Demo Given", "bob"),
        call("2026-03-02 09:00", "ann", "c2"), call("2026-03-01 09:00", "cy", "c3", duration_s=30.0),
    )  # fmt: skip
    deals = opportunities(["won", "lost"], team=["West", "West"], rep=["Bob", "Bob"], value=[5.0, 3.0],
                          decided_on=["2026-03-01", "2026-03-02"])  # fmt: skip
    sums, counts, newest_rows, listed, course, won = run_floor(tables.frames["rep_events"], deals, ("West", DAY))
    assert sums.rows() == [(1, 11.0, 1, 60.0)]
    assert sorted(counts.rows()) == [(1, "call", 1), (1, "stage:Demo Given", 1)]
    assert sorted(newest_rows.rows()) == [(1, 3), (2, 0)]
    assert (listed.height, course.height, won.rows()) == (2, 2, [("Bob", 1, 2, 5.0)])
    board = list_leaderboard(DAY, DAY, Filters(dims={"team": ["West"]}), Scope.all(), tables)
    assert board["points"].tolist() == [11.0, 0.0]


def test_the_company_makes_as_many_calls_as_asked_for_and_scores(var: Path, tmp_path: Path) -> None:
    write_points_mapping(var)
    files = write_points_company(tmp_path / "files", 2_000)
    import_path(str(files), "calls", tell=lambda _share, _message: None)
    snapshot = newest()
    assert snapshot.frame("activities").height == 2_000
    assert measure(POINTS, snapshot=snapshot)["points"].item() > 2_000
