"""The printed table: what is within its budget passes, what is not is a MISS."""

from bench.commands import Cost
from bench.table import Line, of_load, of_size, table


def lines(found: object) -> list[str]:
    return [" ".join(line.split()) for line in str(found).splitlines()]


def test_a_figure_within_its_budget_passes_and_one_beyond_misses() -> None:
    assert lines(Line("publish", 15.0, "s", 15)) == ["publish 15 s 15 pass"]
    assert lines(Line("publish", 15.06, "s", 15)) == ["publish 15.1 s 15 MISS"]


def test_a_figure_without_a_budget_has_no_verdict() -> None:
    assert lines(Line("import", 1878.14, "MB")) == ["import 1,878 MB"]


def test_all_of_a_page_is_held_against_its_floor_and_its_first_screen_against_the_clock() -> None:
    page = {"figures": 3, "first": 30.0, "below": 12.0, "floor": 10.0, "default": 41.0}
    loaded = {"import": Cost(2.0, 300.0), "publish": Cost(1.0, 200.0), "derive": Cost(3.0, 250.0)}
    said = lines(
        table("10,000 opportunities", of_size(10_000, loaded, {"pages": {"pages.sales": page}, "megabytes": 270.0}))
    )
    assert said[7:12] == [
        "sales: first screen after a filter change 30 ms 60 pass",
        "below the fold, loaded after it 12 ms",
        "all of it, against 2.5 x floor + 4 ms x 3 figures 42 ms 37 MISS",  # 2.5 x 10 + 4 x 3
        "floor, the same in raw Polars 10 ms",
        "ratio to the floor 4.2 x",
    ]
    assert said[12] == "default view, warmed 41 ms 40 MISS"


def test_loading_has_budgets_at_a_million_only() -> None:
    loaded = {"import": Cost(80.0, 2100.0), "publish": Cost(16.0, 1900.0), "derive": Cost(59.0, 1999.0)}
    small, large = (list(of_size(size, loaded, {"pages": {}, "megabytes": 1.0})) for size in (10_000, 1_000_000))
    assert [line.budget for line in small] == [None] * 7
    verdicts = [lines(line)[0].split()[-1] for line in large[:6]]  # seconds, then memory: of import, publish, derive
    assert verdicts == ["MISS", "MISS", "pass", "MISS", "pass", "pass"]


def test_one_failed_answer_is_a_miss() -> None:
    said = lines(
        table("readers", of_load({"errors": 1, "requests": 16.7, "median": 40.0, "p95": 90.0, "p95 first": 95.0}))
    )
    assert said[1:] == [
        "failed answers 1 0 MISS",
        "requests a second 16.7 /s",
        "median 40 ms",
        "95 % within 90 ms 500 pass",
        "first screens, 95 % within 95 ms",
    ]
