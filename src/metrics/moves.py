"""What became of each deal between two days: which part of the pipeline's movement it is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from errors import BadFilter
from filters import Window
from i18n import _
from metrics.kept import kept
from metrics.rows import in_window
from metrics.slices import Tables
from metrics.states import CLOSE, DEAL, until
from metrics.stretches import IN_PIPELINE, held_on

BETWEEN, SAME = "between", "same"  # came and was decided since; unchanged: in no bar of the movement
SIDES = ("before", "after")
FLAGS = ("_before", "_after", "_had", "_has", "_untouched", "_decided", "_decided_due")


@dataclass(frozen=True)
class Between:
    """Two days, and the window within which deals are due."""

    start: date
    end: date
    due_by: Window | None

    @property
    def due(self) -> nw.Expr:
        return in_window("expected_close_on", self.due_by) if self.due_by else ~nw.col(DEAL).is_null()

    def holds(self) -> tuple[nw.Expr, nw.Expr, nw.Expr]:
        """Rows that hold at the start, at the end, or until their deal was decided in between."""
        decided = nw.col("left_on")
        last = (nw.col("to_on") == decided) & (decided > self.start) & (decided <= self.end)
        return held_on(self.start), held_on(self.end), last


def between(tables: Tables, start: date, end: date, due_by: Window | None) -> Between:
    """The two days, as far as they are known. Raises BadFilter if they are in the wrong order."""
    if start > end:
        message = _("The movement starts on {start}, after its end on {end}.", start=start, end=end)
        raise BadFilter(message, _("Swap from and to."))
    return Between(until(tables, start), until(tables, end), due_by)


def changes(rows: nw.LazyFrame[Any], days: Between) -> nw.LazyFrame[Any]:
    """The deals that are in the pipeline on one of the days, or were decided in between, by `kind`.

    Columns opportunity_row, kind, change, value_before, value_after, close_before, close_after; null: not in it then.
    """
    first, last, decided = days.holds()
    due = days.due & IN_PIPELINE
    flagged = rows.filter(first | last | decided).with_columns(
        (first & due).fill_null(False).alias("_before"), (last & due).fill_null(False).alias("_after"),
        (first & IN_PIPELINE).fill_null(False).alias("_had"), (last & IN_PIPELINE).fill_null(False).alias("_has"),
        (first & ~IN_PIPELINE).fill_null(False).alias("_untouched"),
        decided.fill_null(False).alias("_decided"), (decided & due).fill_null(False).alias("_decided_due"),
    )  # fmt: skip
    deals = flagged.group_by(DEAL).agg(*OF_A_DEAL)
    opened = (nw.col("opened_on") > days.start).fill_null(False).alias("_opened")
    return deals.with_columns(CHANGE, opened).with_columns(KIND)


def _of_a_deal() -> tuple[nw.Expr, ...]:
    """What is known of a deal from its rows on the two days and of its end."""
    return (
        *(nw.col(flag).max() for flag in FLAGS),
        *(
            nw.when(nw.col(f"_{when}")).then(nw.col("value").fill_null(0)).max().alias(f"value_{when}")
            for when in SIDES
        ),
        *(nw.when(nw.col(f"_{when}")).then(CLOSE).max().alias(f"close_{when}") for when in SIDES),
        nw.when(nw.col("_decided")).then(nw.col("outcome") == "won").max().alias("_won"),
        nw.col("opened_on").max(),
        nw.when(nw.col("_before")).then(nw.col("reconstructed")).max().alias("_reconstructed"),
    )


def _kind() -> nw.Expr:
    """Which part a deal is in; "" for one that was due on neither day."""
    before, after, change = nw.col("_before"), nw.col("_after"), nw.col("change")
    opened = nw.col("_opened") | nw.col("_untouched")
    came = nw.when(opened).then(nw.lit("new")).when(nw.col("_had")).then(nw.lit("pulled_in"))
    won = nw.when(nw.col("_won")).then(nw.lit("won")).otherwise(nw.lit("lost"))
    went = nw.when(nw.col("_decided")).then(won).when(nw.col("_has")).then(nw.lit("pushed_out"))
    moved = nw.when(change > 0).then(nw.lit("up")).when(change < 0).then(nw.lit("down"))
    passed = nw.col("_decided_due") & ~nw.col("_had")
    return (
        nw.when(before & after).then(moved.otherwise(nw.lit(SAME)))
        .when(before).then(went.otherwise(nw.lit("other_out")))
        .when(after).then(came.otherwise(nw.lit("other_in")))
        .when(passed).then(nw.lit(BETWEEN)).otherwise(nw.lit(""))
    )  # fmt: skip


OF_A_DEAL = tuple(kept(expression) for expression in _of_a_deal())
CHANGE = kept(nw.col("value_after").fill_null(0) - nw.col("value_before").fill_null(0), "change")
KIND = kept(_kind(), "kind")
