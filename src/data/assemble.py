"""One origin's canonical tables from the conformed rows of its kinds: merged, joined up, checked as a whole.

Runs at every publish, because a reference may be found later, and days and rules change.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from data.checks import findings, no_findings
from data.conform import Conformed
from data.decode import ROW
from data.dimensions import look_up
from data.mapping import Mapping
from data.plausibility import implausible_amounts, incomplete_deals, unknown_stages
from data.row_checks import Checked
from data.schema import TABLES, Table
from data.subtotals import broken_subtotals
from data.templates import filled
from settings import settings

MADE = (ROW, "_seq", "_kind")  # columns about the source row, left out of what is published


@dataclass
class OriginTables:
    """All canonical tables of one origin, and what the checks found in them."""

    origin: str
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    findings: pl.DataFrame = field(default_factory=no_findings)
    checked: Checked = field(default_factory=Counter)
    rows: dict[str, dict[str, int]] = field(default_factory=dict)  # table -> produced, rows, merged, conflicts
    lost_deals: pl.DataFrame = field(default_factory=pl.DataFrame)  # deleted, or in quarantine since an edit
    lost_entries: pl.DataFrame = field(default_factory=pl.DataFrame)  # theirs into stages
    rep_events: pl.DataFrame = field(default_factory=pl.DataFrame)  # what may score, as data.rep_events makes it


def assemble(origin: str, mapping: Mapping, currency: str | None, kinds: dict[str, Conformed]) -> OriginTables:
    """Put the kinds of an origin together. `currency` is that of money which names none; default the mapping's."""
    result = OriginTables(origin)
    currency = currency or mapping.currency or settings().company.currency
    named = {kind: part.named for kind, part in kinds.items()}
    for kind, part in kinds.items():
        result.checked.update(part.checked)
        result.findings = pl.concat([result.findings, part.findings])
        for name, given in part.tables.items():
            frame = _looked_up(result, mapping, kind, name, given, named)
            before = result.tables.get(name)
            parts = [frame] if before is None else [before, frame]
            result.tables[name] = pl.concat(parts, how="diagonal_relaxed")
    _add_stages(result, mapping)
    for name in list(result.tables):
        table = TABLES[name]
        frame = result.tables[name]
        counts = {"produced": frame.height, "conflicts": 0}
        if table.merged:
            frame, conflicts = _merge(frame, table)
            result.findings = pl.concat([result.findings, conflicts])
            result.checked[name, "merge_conflict"] = frame.height
            counts["conflicts"] = conflicts.height
        result.rows[name] = {**counts, "rows": frame.height, "merged": counts["produced"] - frame.height}
        result.tables[name] = _with_currency(frame, table, currency)
    _resolve_references(result)
    found = [implausible_amounts(result.tables.get(t), TABLES[t], result.checked) for t in ("opportunities", "orders")]
    found.append(incomplete_deals(result.tables.get("opportunities"), mapping, result.checked))
    found.append(unknown_stages(result.tables.get("opportunities"), mapping, result.checked))
    found.append(broken_subtotals(result.tables.get("statement_lines"), result.checked))
    result.findings = pl.concat([result.findings, *found])
    return result


def warn_of_future(result: OriginTables, today: date) -> None:
    """Facts dated after today are kept, but no period reaches them: say so."""
    for name, frame in result.tables.items():
        days = ("created_on", "closed_on") if name == "opportunities" else (TABLES[name].dated,)
        if ROW not in frame.columns or name in ("statement_lines", "fx_rates"):
            continue
        for day in filter(None, days):
            result.checked[name, "future_date"] += frame.height
            late = findings(frame, (pl.col(day) > today).fill_null(False), "future_date", name, day, pl.col(day))
            result.findings = pl.concat([result.findings, late])


def _add_stages(result: OriginTables, mapping: Mapping) -> None:
    if not mapping.stages:
        return
    rows = [
        {"stage_id": f"{result.origin}:stages:{p or ''}|{s.stage}", **s.model_dump(), "position": i, "pipeline": p}
        for i, s in enumerate(mapping.stages)
        for p in ([s.pipeline] if s.pipeline else _pipelines(result, mapping))
    ]
    made = {ROW: pl.String, "_seq": pl.Int64, "_kind": pl.String}
    columns = {**made, **TABLES["stages"].polars_schema}
    result.tables["stages"] = pl.DataFrame(rows, schema=columns)


def _pipelines(result: OriginTables, mapping: Mapping) -> list[str | None]:
    """The pipelines that a stage which names none is in: those of the deals whose stages the mapping does not name."""
    deals, own = result.tables.get("opportunities"), {s.pipeline for s in mapping.stages if s.pipeline}
    if deals is None or deals["pipeline"].null_count() == deals.height:
        return [None]
    return [pipeline for pipeline in deals["pipeline"].unique(maintain_order=True) if pipeline not in own]


def _merge(frame: pl.DataFrame, table: Table) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per key: of each column the newest value there is; and a finding per key whose rows disagree."""
    assert table.key is not None  # noqa: S101 (narrows the type)
    values = [c for c in frame.columns if c not in (*MADE, table.key)]
    single = frame.filter(~pl.col(table.key).is_duplicated())
    rest = frame.filter(pl.col(table.key).is_duplicated()).sort("_seq")
    distinct = rest.unique([table.key, *values], keep="last", maintain_order=True)
    merged = distinct.group_by(table.key, maintain_order=True).agg(
        pl.col(ROW, "_seq", "_kind").last(),
        pl.col(values).drop_nulls().last(),
        pl.any_horizontal(pl.col(values).drop_nulls().n_unique() > 1).alias("_conflict"),
    )
    conflicts = findings(
        merged, pl.col("_conflict"), "merge_conflict", table.name, table.key, pl.col(table.label or table.key)
    )
    return pl.concat([single, merged.select(single.columns)]), conflicts


def _looked_up(
    result: OriginTables, mapping: Mapping, kind: str, name: str, frame: pl.DataFrame, named: dict[str, pl.DataFrame]
) -> pl.DataFrame:
    """The rows of a kind in a table with names in place of ids; null, and told, where there is no such record."""
    specs = {c: s for e in mapping.entries_of(kind) if e.table == name for c, s in (e.columns | e.dimensions).items()}
    for column, spec in specs.items():
        if spec.lookup:
            owner, field = spec.looks_up
            known = named.get(owner, pl.DataFrame(schema={ROW: pl.String, field: pl.String}))
            meant = known.select(filled(spec.compared(ROW)).alias(column), pl.col(field).alias("_name")).unique(column)
            ids = frame.select(filled(spec.compared(column)).alias(column))
            lost = ids[column].is_not_null() & ~ids[column].is_in(meant[column].implode())
            missing = findings(frame, lost, "missing_reference", name, column, pl.col(column))
            result.findings = pl.concat([result.findings, missing])
            result.checked[name, "missing_reference"] += frame.height
            frame = frame.with_columns(look_up(ids, meant, column)["_name"].alias(column))
    return frame


def _with_currency(frame: pl.DataFrame, table: Table, currency: str) -> pl.DataFrame:
    """Money that names no currency is in that of the origin."""
    if "currency" not in table.names:
        return frame
    return frame.with_columns(pl.col("currency").str.to_uppercase().fill_null(currency))


def _resolve_references(result: OriginTables) -> None:
    """Null the references that lead nowhere, and list them; the row stays and is looked up again next time."""
    for name in result.tables:
        for column in TABLES[name].columns:
            if column.references:
                _resolve(result, name, column.name, column.references)


def _resolve(result: OriginTables, name: str, column: str, target: str) -> None:
    frame, key = result.tables[name], TABLES[target].key
    if frame[column].null_count() == frame.height:
        return
    result.checked[name, "missing_reference"] += frame.height
    known = result.tables[target] if target in result.tables else pl.DataFrame(schema={str(key): pl.String})
    lost = frame.select(ROW, "_kind", column).filter(pl.col(column).is_not_null())
    lost = lost.join(known, left_on=column, right_on=key, how="anti")
    if lost.is_empty():
        return
    short = pl.col(column).str.replace(r"^[^:]*:[^:]*:", "")
    missing = findings(lost, pl.lit(True), "missing_reference", name, column, short)
    result.findings = pl.concat([result.findings, missing])
    gone = lost[column].unique().implode()
    result.tables[name] = frame.with_columns(pl.when(~pl.col(column).is_in(gone)).then(pl.col(column)).alias(column))
