"""A receipt on screen: every row of a delivery accounted for, with what was refused and why."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dash import html

from data.checks import CHECKS, ERROR
from data.receipt import example_text
from i18n import N_, _, ngettext, number

Result = Mapping[str, Any]  # data.receipt.Receipt.as_dict()

TABLES = {
    "reps": N_("Reps"), "accounts": N_("Accounts"), "contacts": N_("Contacts"), "products": N_("Products"),
    "stages": N_("Stages"), "opportunities": N_("Deals"), "stage_changes": N_("Stage changes"),
    "deal_changes": N_("Changes of deals"), "activities": N_("Activities"), "orders": N_("Orders"),
    "competitor_prices": N_("Competitor prices"), "price_survey": N_("Price survey"),
    "statement_lines": N_("Income statement"), "targets": N_("Targets"), "stock": N_("Stock"),
    "fx_rates": N_("Exchange rates"),
}  # fmt: skip
SEVERITIES = {"error": N_("Quarantine"), "warning": N_("Warning")}


def receipt(result: Result) -> html.Div:
    """What an import or a dry run received and what became of it."""
    parts = [
        sums(result), *_problems(result), *_findings(result), *_repairs(result),
        html.Div([table for table in (_kinds(result), _tables(result)) if table], className="receipt-tables"),
        *(html.P(note, className="receipt-note") for note in result["notes"]),
    ]  # fmt: skip
    if result["snapshot"]:
        parts.append(html.P(_("Published as snapshot {id}", id=result["snapshot"]), className="muted"))
    return html.Div([part for part in parts if part is not None], className="receipt")


def table_label(name: str) -> str:
    """A canonical table's name in the reader's words."""
    return _(TABLES[name]) if name in TABLES else name


def plain_table(headings: Sequence[str], rows: Sequence[Sequence[Any]], caption: str, numbers: int = 0) -> html.Div:
    """A short table; its first column names the rows, its last `numbers` columns are numbers."""
    first = len(headings) - numbers

    def classes(place: int) -> str:
        return "n" if place >= first else ""

    head = html.Tr([html.Th(text, scope="col", className=classes(i)) for i, text in enumerate(headings)])
    body = [
        html.Tr([html.Th(row[0], scope="row"), *(html.Td(v, className=classes(i)) for i, v in enumerate(row[1:], 1))])
        for row in rows
    ]
    titled = html.Caption(caption, className="only-read")
    return html.Div(html.Table([titled, html.Thead(head), html.Tbody(body)]), className="plain-table")


def sums(result: Result) -> html.Div:
    """Received = accepted + quarantined; accepted = new + changed + unchanged."""

    def figure(name: str, label: str) -> html.Span:
        kind = f"sum-figure {name}" + ("" if result[name] else " none")
        return html.Span([html.Strong(number(result[name])), html.Span(f" {label}")], className=kind)

    def sign(text: str) -> html.Span:
        return html.Span(f" {text} ", className="sum-sign")

    first = [figure("received", _("received")), sign("="), figure("accepted", _("accepted")), sign("+"),
             figure("quarantined", _("in quarantine"))]  # fmt: skip
    second = [figure("accepted", _("accepted")), sign("="), figure("new", _("new")), sign("+"),
              figure("changed", _("changed")), sign("+"), figure("unchanged", _("unchanged"))]  # fmt: skip
    if result["deleted"]:
        gone = ngettext("{n} record is deleted", "{n} records are deleted", result["deleted"])
        second.append(html.Span(f" · {gone}", className="sum-figure"))
    return html.Div([html.P(first, className="sum"), html.P(second, className="sum small")])


def _problems(result: Result) -> Iterator[html.P]:
    for problem in result["problems"]:
        yield html.P([html.Strong(_("Not read:")), " ", problem], className="receipt-problem")


def _findings(result: Result) -> Iterator[html.Details]:
    """What the checks found: what was refused first."""
    for check in sorted(result["checks"], key=lambda c: (c["severity"] != ERROR, -c["rows"])):
        examples = [html.Li(example_text(check["check"], example)) for example in check["examples"]]
        label = _(CHECKS[check["check"]].label)
        words = ngettext("{n} row fails “{check}”", "{n} rows fail “{check}”", check["rows"], check=label)
        chip = html.Span(_(SEVERITIES[check["severity"]]), className=f"badge {check['severity']}")
        summary = html.Summary([chip, html.Span(words)])
        yield html.Details([summary, html.Ul(examples)], className="finding", open=check["severity"] == ERROR)


def _kinds(result: Result) -> html.Div | None:
    names = ("received", "new", "changed", "unchanged", "quarantined")
    headings = [_("Received"), _("New"), _("Changed"), _("Unchanged"), _("Quarantined")]
    return _counts(_("Kind of record"), dict(zip(names, headings, strict=True)), result["kinds"], _("Rows by kind"))


def _tables(result: Result) -> html.Div | None:
    """The rows of all the origin's tables, as they are with this delivery."""
    columns = {"rows": _("Rows"), "merged": _("Merged"), "conflicts": _("In conflict")}
    made = {table_label(name): counts for name, counts in result["tables"].items() if counts["produced"]}
    return _counts(_("Table"), columns, made, _("Rows by table"))


def _counts(
    first: str, columns: Mapping[str, str], rows: Mapping[str, Mapping[str, int]], caption: str
) -> html.Div | None:
    """Counts by name; what is 0 everywhere needs no column."""
    if not rows:
        return None
    shown = [name for place, name in enumerate(columns) if place == 0 or any(counts[name] for counts in rows.values())]
    body = [[name, *(number(counts[column]) for column in shown)] for name, counts in rows.items()]
    return plain_table([first, *(columns[name] for name in shown)], body, caption, numbers=len(shown))


def _repairs(result: Result) -> Iterator[html.Details]:
    if result["repairs"]:
        total = sum(result["repairs"].values())
        lines = [html.Li(_("{words}: {n}", words=words, n=number(n))) for words, n in result["repairs"].items()]
        chip = html.Span(_("Repaired"), className="badge repaired")
        summary = html.Summary(
            [chip, ngettext("{n} value that the mapping mends", "{n} values that the mapping mends", total)]
        )
        yield html.Details([summary, html.Ul(lines)], className="finding")
