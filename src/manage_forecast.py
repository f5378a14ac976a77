"""The command line's `forecast`: the revenue forecaster on any series in a CSV file.

python src/manage.py forecast --csv FILE --freq M --horizon 12 --json
"""

import csv
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from errors import BadInput, UnreadableFile
from i18n import _

NEEDED = ("series_id", "t", "y")
Row = tuple[int, dict[str, str]]  # line in the file, cells by column
Series = dict[str, dict[str, list[Any]]]  # by series_id, columns period and value


def forecast(
    file: Annotated[Path, typer.Option("--csv", help="Columns series_id, t (an integer order or a date), y.")],
    freq: Annotated[str, typer.Option(help="M, Q or W: months, quarters or weeks.")] = "M",
    horizon: Annotated[int, typer.Option(help="Periods ahead.")] = 12,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Forecast each series of a CSV file: next periods with bands of 80 and 95 %, or why there is no forecast."""
    from models.cadence import cadence_of
    from models.forecast import check_horizon

    freq = freq.upper()
    cadence_of(freq)
    check_horizon(horizon)
    rows = [row for name, columns in read_series(file, freq).items() for row in _rows(name, columns, freq, horizon)]
    typer.echo(json.dumps(rows) if as_json else _as_table(rows))


def read_series(file: Path, freq: str) -> Series:
    """The series of the file, in its order. UnreadableFile says the line of what cannot be read, or is there twice."""
    from models.cadence import number_of

    series: Series = {}
    lines: dict[tuple[str, int], int] = {}
    for line, row in _lines(file):
        name, period = row["series_id"], row["t"].strip()
        try:
            number = number_of(period, freq)[0]
        except BadInput as error:
            raise UnreadableFile(str(file), error.message, line, error.hint) from None
        if (name, number) in lines:
            raise _twice(file, line, lines[name, number], name, period)
        lines[name, number] = line
        columns = series.setdefault(name, {"period": [], "value": []})
        columns["period"].append(period)
        columns["value"].append(_number(row["y"], file, line))
    if not series:
        raise UnreadableFile(str(file), _("no rows below the header."))
    return series


def _lines(file: Path) -> Iterator[Row]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened, restval="")
            _check_columns(file, reader.fieldnames or [])
            yield from ((reader.line_num, row) for row in reader)
    except OSError as error:
        raise UnreadableFile(str(file), error.strerror or str(error)) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(str(file), _("not a CSV file in UTF-8: {reason}", reason=error)) from None


def _check_columns(file: Path, found: Any) -> None:
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise UnreadableFile(
            str(file),
            _("no column {missing}; found: {found}.", missing=", ".join(missing), found=", ".join(found) or _("none")),
            hint=_("The first line names the columns: series_id,t,y"),
        )


def _number(text: str, file: Path, line: int) -> float:
    """Null for an empty cell: a period without revenue."""
    try:
        return float(text) if text.strip() else math.nan
    except ValueError:
        raise UnreadableFile(
            str(file), _("'{text}' is not a number.", text=text), line, _("Write 1234.5: no currency, no separators.")
        ) from None


def _twice(file: Path, line: int, before: int, name: str, period: str) -> UnreadableFile:
    reason = _("series {name} has {period} in line {before} already.", name=name, period=period, before=before)
    return UnreadableFile(str(file), reason, line, _("Sum them first: one row per month, quarter or week."))


def _rows(name: str, columns: dict[str, list[Any]], freq: str, horizon: int) -> Iterator[dict[str, Any]]:
    """The forecast's rows as JSON has them; a series that cannot be read as one gets method none, and the reason."""
    from pandas import DataFrame

    from models.forecast import declined
    from models.forecast import forecast as forecast_of

    try:
        found = forecast_of(DataFrame(columns), freq, horizon)
    except BadInput as error:
        found = declined([None] * horizon, error.message)
    for row in found.to_dict("records"):
        cells = {str(key): _cell(value) for key, value in row.items()}
        yield {"series_id": name, **cells, "note": _(row["note"])}


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, (int, str, type(None))) else value.isoformat()


def _as_table(rows: list[dict[str, Any]]) -> str:
    from pandas import DataFrame

    return DataFrame(rows).to_string(index=False, na_rep="", float_format=lambda number: f"{number:,.6g}")
