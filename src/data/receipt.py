"""The receipt of an import: every source row accounted for.

received = accepted + quarantined; accepted = new + changed + unchanged. Rows a mapping makes of them are
counted per table, with what was merged and where sources disagreed.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import polars as pl

from data.checks import CHECKS, ERROR, WARNING, say
from data.identity import is_by_content
from data.record_log import CHANGED, NEW, UNCHANGED
from i18n import _, number

SHOWN = 5  # examples per check
FIRST_ROW = 2  # of a table in a file: the header is row 1


@dataclass
class Receipt:
    origin: str
    mapping: str
    dry_run: bool = False
    received: int = 0
    accepted: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0
    deleted: int = 0
    kinds: dict[str, dict[str, int]] = field(default_factory=dict)
    tables: dict[str, dict[str, int]] = field(default_factory=dict)
    repairs: dict[str, int] = field(default_factory=dict)
    checks: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    snapshot: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def count_rows(
    receipt: Receipt, delivered: pl.DataFrame, findings: pl.DataFrame, repaired: dict[str, pl.DataFrame]
) -> None:
    """Fill in the counts.

    `delivered` has kind, external_id, outcome: a row per source row received; `findings` has kind, external_id
    and the columns of a finding; `repaired` has, by kind, _record, field, was, became.
    """
    key = ["kind", "external_id"]
    bad = findings.filter(pl.col("severity") == ERROR).select(key).unique()
    judged = delivered.join(bad.with_columns(pl.lit(True).alias("bad")), on=key, how="left")
    outcome = (
        pl.when(pl.col("bad")).then(pl.lit("quarantined")).otherwise(pl.col("outcome").cast(pl.String)).alias("outcome")
    )
    counts = judged.select("kind", outcome).group_by("kind", "outcome").len()
    names = (NEW, CHANGED, UNCHANGED, "quarantined")
    for kind in delivered["kind"].unique(maintain_order=True):
        found = dict(counts.filter(pl.col("kind") == kind).select("outcome", "len").iter_rows())
        row = {name: found.get(name, 0) for name in names}
        receipt.kinds[kind] = {"received": sum(row.values()), **row}
    for name in ("received", *names):
        setattr(receipt, name, sum(row[name] for row in receipt.kinds.values()))
    receipt.accepted = receipt.received - receipt.quarantined
    ids = delivered.select(*key, pl.int_range(FIRST_ROW, pl.len() + FIRST_ROW).over("kind").alias("row")).unique(key)
    ours = findings.join(ids, on=key, how="inner", maintain_order="left")
    receipt.checks = [_check(name, part) for (name,), part in ours.group_by("check", maintain_order=True)]
    for kind, mended in repaired.items():
        named = ids.filter(pl.col("kind") == kind)
        _count_repairs(receipt, mended.join(named, left_on="_record", right_on="external_id", how="semi"))


def _count_repairs(receipt: Receipt, mended: pl.DataFrame) -> None:
    for name, was, became, n in mended.group_by("field", "was", "became", maintain_order=True).len().iter_rows():
        words = f"{name}: {was} -> {became}"
        receipt.repairs[words] = receipt.repairs.get(words, 0) + n


def _check(name: str, found: pl.DataFrame) -> dict[str, Any]:
    """How many rows fail a check, and the first of them: kind, record (its id), row (in the file), column, value."""
    named = found.rename({"external_id": "record"}).select("kind", "record", "row", "column", "value")
    examples = named.head(SHOWN).to_dicts()
    rows = found.select("kind", "external_id").n_unique()
    return {"check": name, "severity": CHECKS[name].severity, "rows": rows, "examples": examples}


def example_text(check: str, example: dict[str, Any] | str) -> str:
    """What is wrong where, by the record's id, else its row in the file: "deals 17: amount: 'n/a' is not a number".

    Receipts in an older ledger hold that sentence itself.
    """
    if isinstance(example, str):
        return example
    named = _("row {row}", row=number(example["row"])) if is_by_content(example["record"]) else example["record"]
    wrong = say(check, example["column"], example["value"])
    return _("{kind} {record}: {wrong}", kind=example["kind"], record=named, wrong=wrong)


def receipt_lines(receipt: Receipt) -> Iterable[str]:
    """The receipt as text for the command line."""
    title = _("Dry run of {origin}: nothing was stored") if receipt.dry_run else _("Imported into {origin}")
    yield title.format(origin=receipt.origin) + f" ({receipt.mapping})"
    yield _("{received} rows received = {accepted} accepted + {quarantined} quarantined").format(
        received=receipt.received, accepted=receipt.accepted, quarantined=receipt.quarantined
    )
    yield _("{accepted} accepted = {new} new + {changed} changed + {unchanged} unchanged; {deleted} deleted").format(
        accepted=receipt.accepted, new=receipt.new, changed=receipt.changed, unchanged=receipt.unchanged,
        deleted=receipt.deleted,
    )  # fmt: skip
    for kind, row in receipt.kinds.items():
        counts = _(
            "{received} received: {new} new, {changed} changed, {unchanged} unchanged, {quarantined} quarantined"
        )
        yield f"  {kind}: {counts.format(**row)}"
    for table, row in receipt.tables.items():
        made = _("{rows} rows").format(rows=row["rows"])
        merged = _(", {merged} merged, {conflicts} in conflict").format(**row) if row["merged"] else ""
        yield f"  {table}: {made}{merged}"
    for words, n in receipt.repairs.items():
        yield _("  repaired {words}: {n} rows").format(words=words, n=n)
    for check in sorted(receipt.checks, key=lambda c: c["severity"]):
        label = _("Warning") if check["severity"] == WARNING else _("Quarantined")
        failed = _("{n} rows fail “{check}”").format(n=check["rows"], check=_(CHECKS[check["check"]].label))
        yield f"  {label}: {failed}"
        yield from (f"    {example_text(check['check'], example)}" for example in check["examples"])
    yield from (_("  not read: {problem}").format(problem=problem) for problem in receipt.problems)
    yield from (f"  {note}" for note in receipt.notes)
    if receipt.snapshot:
        yield _("Published as snapshot {id}").format(id=receipt.snapshot)
