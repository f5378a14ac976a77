"""From the log's payloads to a frame of text columns, one per source field: trimmed, repaired, unpivoted."""

import re
from collections.abc import Sequence
from typing import Any

import orjson
import polars as pl

from data.mapping import Entry, KindSpec
from data.value_spec import Unpivot

SLICE = 20_000  # rows decoded at a time: the parser needs many times the text's memory, and is as fast so
ROW = "_record"  # the external id of the record that a row comes from


def decode(heads: pl.DataFrame, fields: Sequence[str]) -> pl.DataFrame:
    """Columns _record, _seq and one text column per field; null where a record lacks it or it is blank.

    `heads` has external_id, seq and payload (a JSON object as text). A nested value is reached by a dotted
    name ("account.name"); a list becomes its items joined by ", ".
    """
    parts = [_decode_slice(part["payload"], fields) for part in heads.iter_slices(SLICE)]
    values = pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(fields, pl.String))
    clean = [pl.col(f).str.replace_all("\u00a0", " ", literal=True).str.strip_chars().replace("", None) for f in fields]
    return pl.concat(
        [heads.select(pl.col("external_id").alias(ROW), pl.col("seq").alias("_seq")), values.select(clean)],
        how="horizontal",
    )


def _decode_slice(payloads: pl.Series, fields: Sequence[str]) -> pl.DataFrame:
    shape = pl.Struct(dict.fromkeys(fields, pl.String))
    if not any("." in field for field in fields):
        try:
            return payloads.str.json_decode(shape).struct.unnest()
        except pl.exceptions.ComputeError:  # something nested: the slow way
            pass
    rows = [_flat(orjson.loads(payload), fields) for payload in payloads]
    return pl.DataFrame(rows, schema=dict.fromkeys(fields, pl.String))


def payload_fields(heads: pl.DataFrame) -> list[str]:
    """Every field name that occurs in the payloads, in order of appearance."""
    names: dict[str, None] = {}
    for payload in heads["payload"]:
        names.update(dict.fromkeys(orjson.loads(payload)))
    return list(names)


def repair(frame: pl.DataFrame, spec: KindSpec) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The frame with the declared wrong spellings mended, and what was mended: _record, field, was, became."""
    mended = []
    for field, words in spec.repairs.items():
        wrong = frame.filter(pl.col(field).is_in(list(words)))
        mended.append(
            wrong.select(
                ROW,
                pl.lit(field).alias("field"),
                pl.col(field).alias("was"),
                pl.col(field).replace(words).alias("became"),
            )
        )
        frame = frame.with_columns(pl.col(field).replace(words))
    schema = {ROW: pl.String, "field": pl.String, "was": pl.String, "became": pl.String}
    return frame, pl.concat(mended) if mended else pl.DataFrame(schema=schema)


def feeding(rows: pl.DataFrame, entry: Entry) -> pl.DataFrame:
    """The rows that feed an entry's table."""
    for name, wanted in entry.where.items():
        rows = rows.filter(pl.col(name).is_in(wanted))
    return rows.drop_nulls(list(entry.when)) if entry.when else rows


def unpivot(frame: pl.DataFrame, spec: Unpivot) -> pl.DataFrame:
    """Wide to long: a row for each matching column, with the pattern's groups and the value as fields."""
    pattern = re.compile(spec.columns)
    wide = [c for c in frame.columns if pattern.fullmatch(c)]
    groups = list(pattern.groupindex)
    names = pl.DataFrame(
        [{"_column": c, **pattern.fullmatch(c).groupdict()} for c in wide],  # type: ignore[union-attr]
        schema=dict.fromkeys(["_column", *groups], pl.String),
    )
    long = frame.unpivot(
        wide, index=[c for c in frame.columns if c not in wide], variable_name="_column", value_name=spec.value
    )
    return (
        long.with_columns(pl.col(spec.value).cast(pl.String))
        .join(names, on="_column", maintain_order="left")
        .drop("_column")
        .drop_nulls(spec.value)
    )


def _flat(payload: dict[str, Any] | None, fields: Sequence[str]) -> dict[str, str | None]:
    return {field: _text(reach(payload or {}, field)) for field in fields}


def reach(payload: dict[str, Any], field: str) -> Any:
    """The value of a field: by its name as it is, else by the parts of a dotted one; None where there is none."""
    if field in payload:
        return payload[field]
    value: Any = payload
    for part in field.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and not any(isinstance(item, dict | list) for item in value):
        return ", ".join(_text(item) or "" for item in value)
    return orjson.dumps(value).decode()
