"""Order lines from columns of text, as anybody's file has them: customer, date, amount (or quantity and unit price).

Lines that cannot be used are counted by reason, and nothing is guessed.
"""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import mul

import polars as pl

from data.values import LARGEST
from errors import BadInput
from i18n import N_, _
from models.text_days import days_of
from models.text_numbers import decimal_mark, number_of, text_of

NEEDED = ("customer", "date", "amount")
PARTS = ("quantity", "unit_price")  # whose product is the amount, where there is no such column
OTHER_NAMES = {  # as shops and tills export them; the first that is there
    "customer": ("customer_id", "customer_key", "customer_no", "customer_number", "client", "client_id", "account",
                 "account_id", "account_key", "buyer", "user_id", "user", "customer_name", "customer_email", "email"),
    "date": ("order_date", "ordered_on", "ordered_at", "sold_on", "invoice_date", "transaction_date", "purchase_date",
             "closed_on", "close_date", "day", "datetime", "timestamp", "created_at"),
    "amount": ("order_value", "value", "revenue", "sales", "total", "net_amount", "line_total", "order_total",
               "total_amount", "turnover", "spend", "montant"),
    "quantity": ("qty", "units"),
    "unit_price": ("price", "item_price"),
}  # fmt: skip
LEFT_OUT = {  # reason -> words; a line is counted under the first that applies
    "no_customer": N_("no customer"),
    "no_date": N_("no date"),
    "unreadable_date": N_("a date that is none"),
    "in_future": N_("a date in the future"),
    "after_until": N_("a date after the day that was asked for"),
    "no_amount": N_("no amount"),
    "unreadable_amount": N_("an amount that is no number, or none that can be"),
    "zero_amount": N_("an amount of zero: nothing was bought"),
}


@dataclass(frozen=True)
class ReadPurchases:
    """`lines`: customer, day, amount, all known. `until`: the last day with one, or that was asked for. `left_out`:
    lines by reason, of LEFT_OUT; `unnamed`: amount of lines without a customer, as a share of all amounts."""

    lines: pl.DataFrame
    until: date
    received: int
    left_out: dict[str, int]
    unnamed: float
    decimal: str


def read_purchases(
    columns: pl.DataFrame, today: date, until: date | None = None, form: str | None = None
) -> ReadPurchases:
    """Read columns of text called as in NEEDED, or with PARTS for the amount. `form`: how dates are written, where they
    read in two ways.

    Raises BadInput if they do, or no date can be read.
    """
    money = ("amount",) if "amount" in columns.columns else PARTS
    texts = columns.select(pl.col(name).str.strip_chars() for name in (*NEEDED[:2], *money))
    decimal = decimal_mark(pl.concat([texts[name] for name in money]))
    days = days_of(texts.select(text_of("date"))["date"], form)
    if not days["day"].is_not_null().any():
        raise BadInput(_("No date can be read."), _("Write dates like 2024-01-31."))
    typed = texts.join(days, left_on="date", right_on="text", how="left", maintain_order="left").select(
        text_of("customer"), text_of("date").is_not_null().alias("dated"), "day",
        pl.all_horizontal(text_of(name).is_not_null() for name in money).alias("priced"),
        reduce(mul, [number_of(name, decimal) for name in money]).alias("amount"),
    )  # fmt: skip
    known = typed.with_columns(_reason(today, until).alias("reason"))
    used = known.filter(pl.col("reason").is_null())
    counts = dict(known.drop_nulls("reason").group_by("reason").len().iter_rows())
    nobody = float(known.filter(pl.col("reason") == "no_customer")["amount"].abs().sum())
    total = float(typed["amount"].abs().sum())
    end = until or used["day"].max() or today
    left_out = {name: counts[name] for name in LEFT_OUT if name in counts}
    lines = used.select("customer", "day", "amount")
    return ReadPurchases(lines, end, columns.height, left_out, nobody / total if total else 0.0, decimal)  # type: ignore[arg-type]


def _reason(today: date, until: date | None) -> pl.Expr:
    """Why a line is left out, null where it is not."""
    cases = {
        "no_customer": pl.col("customer").is_null(),
        "no_date": ~pl.col("dated"),
        "unreadable_date": pl.col("day").is_null(),
        "in_future": pl.col("day") > today,
        "after_until": pl.lit(False) if until is None else pl.col("day") > until,
        "no_amount": ~pl.col("priced"),
        "unreadable_amount": pl.col("amount").is_null() | (pl.col("amount").abs() > LARGEST),
        "zero_amount": pl.col("amount") == 0,
    }
    return pl.coalesce(pl.when(failed).then(pl.lit(reason)) for reason, failed in cases.items())
