"""The command line's `price-response`: what price does to winning, on any deals in a CSV file.

python src/manage.py price-response --csv FILE --json
"""

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from errors import BadInput
from i18n import _, number, percent

if TYPE_CHECKING:
    from models.price_columns import ReadDeals

UNREADABLE = 2  # exit code; a refusal is an answer, and ends with 0
BASES = ("column", "segment_median", "median")


def price_response(
    file: Annotated[Path, typer.Option("--csv", help="Columns won, price, and perhaps reference, segment.")],
    unit_cost: Annotated[
        float | None, typer.Option(help="Unit cost as a share of the reference price, e.g. 0.6.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Win probability by relative price from a CSV file: slope, willingness to pay, best price, or why not."""
    from models.price_answer import answer_object
    from models.price_response import price_response as respond

    try:
        _check_cost(unit_cost)
        read = read_file(file)
    except BadInput as error:
        typer.secho(_("Error: {message}", message=error.message), fg="red", err=True)
        if error.hint:
            typer.echo(error.hint, err=True)
        raise typer.Exit(UNREADABLE) from None
    found = respond(read.deals, unit_cost)
    answer = answer_object(found, None if math.isnan(read.reference) else read.reference, unit_cost)
    answer["reference_basis"] = read.basis
    answer["rows"] = {"received": read.received, "used": found.n, "left_out": read.left_out}
    typer.echo(json.dumps(answer) if as_json else "\n".join(_lines(answer)))


def read_file(file: Path) -> "ReadDeals":
    """The deals of a CSV file. Raises UnreadableFile with the line and the reason."""
    from data.csv_columns import csv_columns
    from models.price_columns import NEEDED, OPTIONAL, read_deals

    return read_deals(csv_columns(file, dict.fromkeys((*NEEDED, *OPTIONAL), ()), NEEDED))


def _check_cost(unit_cost: float | None) -> None:
    if unit_cost is not None and not 0 <= unit_cost < 100:
        raise BadInput(_("A unit cost of {cost} is no share of the reference price.", cost=unit_cost),
                       _("Write 0.6 for 60 %."))  # fmt: skip


def _lines(answer: dict[str, Any]) -> list[str]:
    from models.price_columns import LEFT_OUT

    rows = answer["rows"]
    counts = {"received": number(rows["received"]), "used": number(rows["used"]), "won": number(answer["won"])}
    lines = [_("{received} rows, {used} used, {won} of them won.", **counts)]
    lines += [f"  {number(n)}  {_(LEFT_OUT[reason])}" for reason, n in rows["left_out"].items()]
    if answer["reference_basis"] != BASES[0]:
        lines.append(_("No reference price: the median price of the segment stands for it.")
                     if answer["reference_basis"] == BASES[1]
                     else _("No reference price: the median price stands for it."))  # fmt: skip
    refusal = answer["refusal"]
    if refusal:
        return [*lines, "", _("No price curve: {message}", message=refusal["message"]), refusal["hint"]]
    caution = _("Discounts are given for reasons: this is what went with a price, not proof of what it does.")
    return [*lines, "", *_figures(answer), "", *_curve(answer["curve"]), caution]


def _figures(answer: dict[str, Any]) -> list[str]:
    best, name = answer["best_price"], 44
    rows = [(_("slope, log-odds per unit of relative price"), answer["slope"]),
            (_("willingness to pay, relative"), answer["willingness_to_pay"]),
            (_("willingness to pay"), answer["willingness_to_pay_price"]),
            (_("best price for margin, relative"), best["margin"]),
            (_("best price for revenue, relative"), best["revenue"])]  # fmt: skip
    return [f"{label:{name}}{_interval(found)}" for label, found in rows if found]


def _interval(found: dict[str, Any]) -> str:
    low, high = (number(found[end], 3) for end in ("low", "high"))
    text = _("{value} (95 % interval {low} to {high})", value=number(found["value"], 3), low=low, high=high)
    beyond = {"above": _("above all prices that were asked"), "below": _("below all prices that were asked")}
    return f"{text}; {beyond[found['beyond_observed']]}" if found.get("beyond_observed") else text


def _curve(curve: list[dict[str, float]]) -> list[str]:
    head = f"{_('relative price'):>16}{_('chance to win'):>16}{_('95 % interval'):>20}"
    return [head] + [
        f"{number(row['relative_price'], 3):>16}{percent(row['probability']):>16}"
        f"{percent(row['low']) + ' – ' + percent(row['high']):>20}"
        for row in curve[::5]
    ]
