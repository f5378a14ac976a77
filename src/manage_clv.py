"""The command line's `clv`: what customers are worth, on any order lines in a CSV file.

python src/manage.py clv --csv FILE --json
"""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from errors import BadInput
from i18n import _, day

if TYPE_CHECKING:
    from models.purchase_columns import ReadPurchases

UNREADABLE = 2  # exit code; a refusal is an answer, and ends with 0


def clv(
    file: Annotated[
        Path, typer.Option("--csv", help="Columns customer, date, amount; one line an order or a part of it.")
    ],
    margin: Annotated[float, typer.Option(help="Gross profit per revenue, e.g. 0.4; 1 gives revenue.")] = 1.0,
    months: Annotated[int, typer.Option(help="Months that a value is told for.", min=1, max=120)] = 12,
    until: Annotated[str | None, typer.Option(help="Only what was known on that day, YYYY-MM-DD.")] = None,
    date_format: Annotated[str | None, typer.Option(help="How dates are written, e.g. %d/%m/%Y.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Customer lifetime value from a CSV file of orders: who still buys, how often, for how much, or why not."""
    from models.customer_value import customer_value
    from models.lifetime_value import lifetime_value
    from models.purchase_histories import orders_of
    from models.value_answer import answer_object
    from models.value_lines import answer_lines

    try:
        _check_margin(margin)
        read = read_file(file, _day(until), date_format)
    except BadInput as error:
        typer.secho(_("Error: {message}", message=error.message), fg="red", err=True)
        if error.hint:
            typer.echo(error.hint, err=True)
        raise typer.Exit(UNREADABLE) from None
    orders = orders_of(read.lines.lazy(), read.until)
    found = customer_value(orders)
    answer = answer_object(found, orders, margin, None if found.refusal else lifetime_value(found, months, margin))
    answer["rows"] = {"received": read.received, "used": read.lines.height, "left_out": read.left_out,
                      "amount_without_customer": read.unnamed}  # fmt: skip
    typer.echo(json.dumps(answer) if as_json else "\n".join(answer_lines(answer)))


def read_file(file: Path, until: date | None = None, date_format: str | None = None) -> "ReadPurchases":
    """The order lines of a CSV file. Raises UnreadableFile or BadInput with the reason."""
    from data.csv_columns import csv_columns
    from models.purchase_columns import NEEDED, OTHER_NAMES, PARTS, read_purchases

    today = date.today()
    if until is not None and until > today:
        raise BadInput(_("{day} is still to come.", day=day(until)), _("Name a day that is over."))
    columns = csv_columns(file, OTHER_NAMES, NEEDED[:2])
    if not any(set(names) <= {*columns.columns} for names in (NEEDED, PARTS)):
        csv_columns(file, {name: OTHER_NAMES[name] for name in NEEDED}, NEEDED)  # says that there is no amount
    return read_purchases(columns, today, until, date_format)


def _check_margin(margin: float) -> None:
    if not 0 < margin <= 1:
        raise BadInput(_("A margin of {margin} is no share of the revenue.", margin=margin),
                       _("Write 0.4 for 40 %."))  # fmt: skip


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise BadInput(_("'{text}' is no day.", text=text), _("Write it like 2024-12-31.")) from None
