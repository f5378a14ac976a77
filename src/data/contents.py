"""What a snapshot holds: the tables of all origins in one, wide and in one currency, its manifest and checks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import polars as pl
import polars.selectors as cs

from data.acquisition_periods import with_acquisition
from data.assemble import MADE, OriginTables
from data.bought import days_bought
from data.checks import CHECKS, ERROR, WARNING, no_findings
from data.deal_states import OF_DETAIL, OF_ENTRIES, deal_states
from data.decode import ROW
from data.dimensions import DEAL_DIMENSIONS, categorical, table_of
from data.manifest import Part, manifest_of
from data.mapping import Mapping
from data.money import Converted, convert
from data.origins import mapping_of
from data.point_rules import ALWAYS, DatedRules
from data.schema import TABLES
from data.sightings import SEEN
from data.stage_stays import with_stays
from data.target_days import target_days
from data.united import number_on, united, united_events
from data.wide_deals import LABELS as DEAL_LABELS
from data.wide_deals import Context, wide_opportunities
from data.wide_facts import FACTS, wide_facts, wide_parties, wide_prices
from data.wide_rep_events import wide_rep_events
from settings import Settings

FACT_LABELS = tuple(label for fact in FACTS.values() for label in fact.labels)


@dataclass(frozen=True)
class Contents:
    tables: Iterator[tuple[str, pl.DataFrame]]  # made one by one, as they are asked for: together they are too large
    manifest: dict[str, Any]
    checks: list[dict[str, Any]]  # rows of check_results


def contents(
    parts: list[Part], settings: Settings, today: date, rules: tuple[DatedRules, ...] | None = None
) -> Contents:
    """The contents of a snapshot of these origins on that day, under point rules, default those of the settings.

    Takes the origins' tables, so that none is held twice, and forgets each table once it is no longer needed.
    """
    rules = rules or (DatedRules(ALWAYS, settings.points),)
    built = [tables for _origin, tables in parts]
    mappings = {origin.name: mapping_of(origin) for origin, _tables in parts}
    manifest = manifest_of(parts, mappings, today)
    number_on(built)
    events = united_events(built)
    money = convert(united(built), settings.company.currency)
    money.tables["rep_events"] = events
    manifest["currency"] = money.currency
    manifest["point_rules"] = [version.as_json() for version in rules]
    found = _findings(built, money)
    told = {
        name: found.filter(pl.col("severity") == severity).drop("severity")
        for name, severity in (("quarantine", ERROR), ("warnings", WARNING))
    }
    tables = _tables(money.tables, _context(manifest, mappings, settings, today), rules)
    return Contents(chain(tables, told.items()), manifest, _check_rows(built, money, found))


def _tables(
    kept: dict[str, pl.DataFrame], context: Context, rules: tuple[DatedRules, ...]
) -> Iterator[tuple[str, pl.DataFrame]]:
    """All tables, in an order in which the largest can be let go early. Empties `kept`, the canonical ones."""
    labels = (*DEAL_DIMENSIONS, *context.extra, *DEAL_LABELS, *FACT_LABELS, "competitor")
    yield "target_days", target_days(kept, context.company.working_days, context.company.fiscal_year_start)
    for name in TABLES:
        kept[name] = categorical(table_of(kept, name).drop(MADE, strict=False), labels)
    bought = []
    for name, frame in wide_facts(kept, context, ("orders",)):  # the largest: let go before the deals are made wide
        if name == "orders":
            bought.append(days_bought(frame, "ordered_on"))
        yield name, frame
        del frame
    yield from wide_rep_events(kept.pop("rep_events"), kept, context, rules)
    wide = wide_opportunities(kept, context)
    bought.append(days_bought(wide["opportunities"].filter("is_sale"), "decided_on"))
    yield from _in_short(wide, "opportunities_detail", OF_DETAIL)
    for name, frame in wide_facts(kept, context, ("activities", "stage_changes")):
        if name == "stage_changes":
            wide[name] = with_stays(frame, wide["opportunities"], kept["stages"])
            yield from _in_short(wide, name, OF_ENTRIES)
        else:
            yield name, frame
        del frame
    kept["opportunities"] = kept["opportunities"].select("origin", cs.by_name(*SEEN, require_all=False))
    yield "deal_states", deal_states(kept, wide, context)
    kept["deal_changes"] = kept["deal_changes"].select(*TABLES["deal_changes"].names, "origin")
    kept |= {**wide_parties(kept, context, bought), **wide_prices(kept, context)}
    kept |= with_acquisition(kept["statement_lines"], kept["accounts"], context)
    yield from {**kept, "opportunities": wide["opportunities"]}.items()


def _in_short(wide: dict[str, pl.DataFrame], name: str, columns: Sequence[str]) -> Iterator[tuple[str, pl.DataFrame]]:
    """The table, of which no more than these columns are kept."""
    frame = wide.pop(name)
    wide[name] = frame.select(columns)
    yield name, frame


def _context(manifest: dict[str, Any], mappings: dict[str, Mapping], settings: Settings, today: date) -> Context:
    as_of = {origin: days["opportunities"] for origin, days in manifest["as_of"].items() if "opportunities" in days}
    return Context(
        settings.company,
        settings.rules,
        today,
        tuple(manifest["dimensions"]),
        {name: mapping.date_basis for name, mapping in mappings.items()},
        {origin: date.fromisoformat(day) for origin, day in as_of.items()},
        manifest["money"],
        settings.pricing.sales_roles,
    )


def _findings(parts: list[OriginTables], money: Converted) -> pl.DataFrame:
    """Every finding of the snapshot with its origin."""
    frames = [p.findings.with_columns(pl.lit(p.origin).alias("origin")) for p in parts]
    none = no_findings().with_columns(pl.lit(None, pl.String).alias("origin"))
    return pl.concat([none, *frames, money.findings]).rename({ROW: "external_id", "_kind": "kind"})


def _check_rows(parts: list[OriginTables], money: Converted, found: pl.DataFrame) -> list[dict[str, Any]]:
    checked = {(p.origin, table, check): n for p in parts for (table, check), n in sorted(p.checked.items())}
    checked |= {(origin, table, "missing_rate"): n for (origin, table), n in sorted(money.checked.items())}
    failed = {tuple(key): n for *key, n in found.group_by("origin", "table", "check").len().iter_rows()}
    return [
        {
            "origin": origin, "table": table, "check": check, "severity": CHECKS[check].severity,
            "checked": n, "failed": failed.get((origin, table, check), 0),
        }
        for (origin, table, check), n in checked.items()
    ]  # fmt: skip
