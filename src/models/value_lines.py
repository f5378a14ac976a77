"""The worth of customers as the command line prints it for people."""

from datetime import date
from typing import Any

from i18n import _, day, ngettext, number, percent
from models.purchase_columns import LEFT_OUT

TOP = 10  # customers that are printed


def answer_lines(answer: dict[str, Any]) -> list[str]:
    """The JSON object of value_answer, with its rows, as lines of text in the reader's language."""
    rows, observed = answer["rows"], answer["observed"]
    lines = [_("{received} lines, {used} used.", received=number(rows["received"]), used=number(rows["used"]))]
    lines += [f"  {number(n)}  {_(LEFT_OUT[reason])}" for reason, n in rows["left_out"].items()]
    if rows["amount_without_customer"]:
        lines.append(_("Lines without a customer are {share} of all amounts.",
                       share=percent(rows["amount_without_customer"])))  # fmt: skip
    lines += _cancelled(answer["cancellations"])
    lines += _observed(observed)
    refusal = answer["refusal"]
    if refusal:
        return [*lines, "", _("No customer value: {message}", message=refusal["message"]), refusal["hint"]]
    return [*lines, "", *_parameters(answer), "", *_worth(answer), *_check(answer["check"]), "", *_customers(answer)]


def _cancelled(cancelled: dict[str, Any]) -> list[str]:
    if not cancelled["lines"]:
        return []
    figures = {"amount": number(cancelled["amount"]), "days": number(cancelled["orders_cancelled"]),
               "unmatched": number(cancelled["unmatched_amount"])}  # fmt: skip
    return [ngettext(
        "{n} cancellation of {amount} was taken off earlier orders: {days} orders are gone, {unmatched} had none.",
        "{n} cancellations of {amount} were taken off earlier orders: {days} orders are gone, {unmatched} had none.",
        cancelled["lines"], **figures,
    )]  # fmt: skip


def _observed(observed: dict[str, Any]) -> list[str]:
    if not observed["customers"]:
        return []
    until = date.fromisoformat(observed["until"])
    lines = [_("{customers} customers with {orders} order days from {since} to {until}; {share} bought again.",
               customers=number(observed["customers"]), orders=number(observed["orders"]),
               since=day(date.fromisoformat(observed["since"])), until=day(until),
               share=percent(observed["repeat_share"]))]  # fmt: skip
    if observed["last_month_cut"]:
        lines.append(
            _("The data end on {day}, before the month does: customers are observed until that day.", day=day(until))
        )
    return lines


def _parameters(answer: dict[str, Any]) -> list[str]:
    lines = []
    for name, found in answer["parameter_intervals"].items():
        if found is None:
            continue
        interval = _("(95 % interval {low} to {high})", low=number(found["low"], 3), high=number(found["high"], 3))
        ending = _("(a bound: the data drive it to its end)") if found["bound"] else interval
        lines.append(f"{name:8}{number(answer['parameters'][name], 3):>12}  {ending}")
    if answer["parameters"]["p"] is None:
        lines.append(_("Order values hardly differ or have no mean: the average stands for gamma-gamma."))
    return lines


def _worth(answer: dict[str, Any]) -> list[str]:
    worth = answer["lifetime_value"]
    told = {
        name: _("{value} (95 % interval {low} to {high})", **{key: number(worth[name][key], 2) for key in
                ("value", "low", "high")})
        for name in ("existing", "new")
    }  # fmt: skip
    what = _("revenue") if answer["margin"] == 1 else _("gross profit")
    return [_("Expected {what} in {months} months: {mean} of an existing customer, {new} of a new one.",
              what=what, months=worth["months"], mean=told["existing"], new=told["new"])]  # fmt: skip


def _check(check: dict[str, Any] | None) -> list[str]:
    if check is None:
        return [_("Too few repeat orders to hold a part of them out as a check.")]
    said = [_("Check: fitted on orders until {day}, {expected} repeat orders were expected after it, {actual} came.",
              day=day(date.fromisoformat(check["fitted_until"])), expected=number(check["expected_orders"]),
              actual=number(check["actual_orders"]))]  # fmt: skip
    if check["off"]:
        said.append(_("That is off by more than a quarter: do not rely on these figures."))
    return said


def _customers(answer: dict[str, Any]) -> list[str]:
    customers = sorted(answer["customers"], key=lambda row: -row["expected_value"])[:TOP]
    heads = (_("alive"), _("orders, 6 mo."), _("orders, 12 mo."), _("order value"), _("value"))
    lines = [f"{_('customer'):30}" + "".join(f"{head:>16}" for head in heads)]
    for row in customers:
        cells = (percent(row["probability_alive"]), number(row["expected_orders_6"], 2),
                 number(row["expected_orders_12"], 2), number(row["expected_order_value"], 2),
                 number(row["expected_value"], 2))  # fmt: skip
        lines.append(f"{row['customer'][:29]:30}" + "".join(f"{cell:>16}" for cell in cells))
    more = len(answer["customers"]) - len(customers)
    return [*lines, _("and {n} more: see --json", n=number(more))] if more > 0 else lines
