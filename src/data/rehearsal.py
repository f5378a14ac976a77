"""A dry run: what an import would do, without storing anything."""

import polars as pl

from data.assemble import assemble, warn_of_future
from data.conform import Conformed, conform_kind
from data.conformed import conformed
from data.delivery import Batch, Delivery, batches
from data.importing import refuse_unread
from data.mapping import Mapping, load_mapping
from data.origins import all_origins, check_name, ensure_origin, mapping_of, retires_demo
from data.publish import Tell, today
from data.receipt import Receipt, count_rows
from data.record_log import CHANGED, NEW, UNCHANGED, head_digests, heads_frame, kind_states
from data.sources._base import SourceConfig, get
from i18n import _
from settings import settings

HEADS = {"external_id": pl.String, "seq": pl.Int64, "payload": pl.String}


READING, CHECKING = 0.55, 0.4  # of the work


def dry_run(
    path: str, mapping_name: str, origin: str | None = None, *, tell: Tell = lambda share, message: None
) -> Receipt:
    """The receipt that an import of these files would give: outcomes, quarantine, warnings and deletions."""
    name = origin or mapping_name
    check_name(name)
    known = ensure_origin(name, mapping_name) if name in {o.name for o in all_origins()} else None
    mapping, currency = (mapping_of(known), known.currency) if known else (load_mapping(mapping_name), None)
    delivery, arrived, gone = Delivery(), dict[str, list[pl.DataFrame]](), dict[str, set[str]]()
    config = SourceConfig(name, {"path": path}, mapping.kinds, lambda share, message: tell(READING * share, message))
    for batch in batches(get("files").pages(config, None), mapping, delivery):
        gone.setdefault(batch.kind, set()).update(delivery.gone(name, batch, mapping))
        outcomes = _outcomes(name, batch)
        delivery.add(batch, outcomes)
        arrived.setdefault(batch.kind, []).append(_changed(batch, outcomes))
    refuse_unread(delivery)
    kinds = _conformed(name, mapping, arrived, gone, tell)
    tell(READING + CHECKING, _("Building the tables"))
    built = assemble(name, mapping, currency, _with_others(name, mapping, kinds))
    if not mapping.shift_years:
        warn_of_future(built, today())
    receipt = Receipt(
        name, mapping_name, dry_run=True, problems=delivery.problems, notes=[*delivery.unused], tables=built.rows
    )
    if delivery.rows and retires_demo(name):
        receipt.notes.append(_("The import turns the demo company off."))
    receipt.deleted = sum(map(len, gone.values()))
    found = built.findings.rename({"_record": "external_id", "_kind": "kind"})
    count_rows(receipt, delivery.frame(), found, {kind: part.repaired for kind, part in kinds.items()})
    return receipt


def _conformed(
    origin: str, mapping: Mapping, arrived: dict[str, list[pl.DataFrame]], gone: dict[str, set[str]], tell: Tell
) -> dict[str, Conformed]:
    """The delivered kinds as they would be. Takes what has arrived: its content is held only as long as needed."""
    kinds, zone, total = {}, settings().company.timezone, len(arrived)
    for number, kind in enumerate(list(arrived)):

        def tell_of(share: float, message: str, before: int = number) -> None:
            tell(READING + CHECKING * (before + share) / total, message)

        kinds[kind] = conform_kind(
            origin, kind, mapping, _heads(origin, kind, arrived.pop(kind), gone[kind]), zone, tell_of
        )
    return kinds


def _outcomes(origin: str, batch: Batch) -> list[str]:
    known = head_digests(origin, batch.kind, [version.external_id for version in batch.versions])
    return [
        NEW if v.external_id not in known else UNCHANGED if known[v.external_id] == v.digest else CHANGED
        for v in batch.versions
    ]


def _changed(batch: Batch, outcomes: list[str]) -> pl.DataFrame:
    """The records of a batch that would enter the log."""
    pairs = zip(batch.versions, outcomes, strict=True)
    rows = [(version.external_id, 0, version.payload) for version, outcome in pairs if outcome != UNCHANGED]
    return pl.DataFrame(rows, schema=HEADS, orient="row")


def _heads(origin: str, kind: str, frames: list[pl.DataFrame], gone: set[str]) -> pl.DataFrame:
    """The live records of a kind as they would be: those there are, but for the deleted and the changed ones."""
    before, arrived = heads_frame(origin, kind), pl.concat(frames)
    last = pl.lit(before["seq"].max() or 0, pl.Int64)
    arrived = arrived.with_columns((last + pl.int_range(1, arrived.height + 1)).alias("seq"))
    kept = before.filter(~pl.col("external_id").is_in(gone)).join(arrived, on="external_id", how="anti")
    return pl.concat([kept, arrived])


def _with_others(origin: str, mapping: Mapping, kinds: dict[str, Conformed]) -> dict[str, Conformed]:
    """The delivered kinds, beside what the origin has of others, so that references are found."""
    states = kind_states()
    return {
        kind: kinds.get(kind) or conformed(origin, kind, mapping, states[origin, kind])
        for kind in mapping.kinds
        if kind in kinds or (origin, kind) in states
    }
