"""The table of `make bench-forecast`: by measure, each method's mean at each length of history, and the bars."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bench.forecast_protocol import Protocol

MEASURES = ("MASE over 3", "MASE over all", "in 80 % band", "in 95 % band", "ms a series")
BARS: dict[tuple[str, str], dict[int, tuple[float, float]]] = {  # of Fairlead: at least, at most
    ("monthly", "MASE over 3"): {18: (0, 0.86), 24: (0, 0.83), 36: (0, 0.75), 84: (0, 0.77)},
    ("monthly", "MASE over all"): {18: (0, 0.98), 24: (0, 0.96), 36: (0, 0.87), 84: (0, 0.91)},
    ("monthly", "in 80 % band"): dict.fromkeys((18, 24, 36, 84), (0.76, 0.86)),
    ("monthly", "in 95 % band"): dict.fromkeys((18, 24, 36, 84), (0.92, 0.97)),
    ("monthly", "ms a series"): dict.fromkeys((18, 24, 36, 84), (0, 60)),
}


class Row(NamedTuple):
    """Means of one measure by history length."""

    measure: str
    method: str
    figures: Mapping[int, float]


def section(protocol: Protocol, count: int, rows: Iterable[Row]) -> str:
    """The table of one cadence: a block per measure, ours first, its bar last with the verdict."""
    head = f"{count} {protocol.name} series, {protocol.horizon} periods ahead; history of"
    lines = [f"{head:<54}" + "".join(f"{length:>11}" for length in protocol.lengths)]
    made = list(rows)
    for measure in MEASURES:
        block = [row for row in made if row.measure == measure]
        lines += [_line(measure if row is block[0] else "", row.method, _figures(row, protocol)) for row in block]
        ours = [row for row in block if row.method.startswith("Fairlead")]
        if ours and (protocol.name, measure) in BARS:
            lines += _bars(BARS[protocol.name, measure], ours[-1], protocol)
    return "\n".join(lines)


def _bars(bars: Mapping[int, tuple[float, float]], ours: Row, protocol: Protocol) -> list[str]:
    limits = [f"{low:g}-{high:g}" if low else f"{high:g}" for low, high in (bars[n] for n in protocol.lengths)]
    verdicts = ["pass" if bars[n][0] <= ours.figures[n] <= bars[n][1] else "MISS" for n in protocol.lengths]
    return [_line("", "bar", limits), _line("", "", verdicts)]


def _figures(row: Row, protocol: Protocol) -> list[str]:
    places = 1 if row.measure == "ms a series" else 3
    return [f"{row.figures[n]:.{places}f}" if n in row.figures else "" for n in protocol.lengths]


def _line(measure: str, method: str, cells: Iterable[str]) -> str:
    return (f"  {measure:<22}{method:<30}" + "".join(f"{cell:>11}" for cell in cells)).rstrip()
