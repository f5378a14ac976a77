"""What the point rules say of an event by itself: which rule is about it, what it gives, and why it does not count."""

from collections.abc import Sequence

import polars as pl

from data.point_rules import DatedRules
from data.rep_events import STAGE
from settings import Points

DIRECTION, STATUS, TOO_SHORT, REPEATED = "direction", "status", "too_short", "repeated"
NO_RULE, OTHER_TEAM, NO_REP = "no_rule", "team", "no_rep"
KEY = ("_version", "event", "stage", "direction", "call_status")
VERDICT: dict[str, "type[pl.DataType]"] = {
    "rule": pl.String, "points": pl.Float64, "_least": pl.Float64, "why": pl.String,
}  # fmt: skip


def stage_rule(stage: str) -> str:
    """The key of the rule about deals that enter the stage; that of a kind of activity is its own name."""
    return f"{STAGE}:{stage}"


def weights(rules: Points) -> dict[str, float]:
    """What each rule gives, by its key: kinds of activities, then stages."""
    kinds = {kind: rule.weight for kind, rule in rules.activities.items()}
    return kinds | {stage_rule(stage): weight for stage, weight in rules.stages.items()}


def plays(team: str | None, rules: Points) -> bool:
    """Whether the reps of a team play."""
    return not rules.teams or team in rules.teams


def verdicts(rows: pl.DataFrame, rules: Sequence[DatedRules]) -> pl.DataFrame:
    """A row with KEY and VERDICT for each kind of event there is: the rule about it, its points, the seconds that it
    must last, and what speaks against it whoever did it. `_version` is the place of a version in `rules`."""
    keys = rows.select(KEY).unique()
    said = [_verdict(rules[version].rules, *kind) for version, *kind in keys.iter_rows()]
    return keys.hstack(pl.DataFrame(said, schema=VERDICT, orient="row"))


def _verdict(
    points: Points, event: str, stage: str | None, direction: str | None, status: str | None
) -> tuple[str | None, float, float, str | None]:
    if event == STAGE:
        known = stage is not None and stage in points.stages
        return (stage_rule(str(stage)), points.stages[str(stage)], 0.0, None) if known else (None, 0.0, 0.0, NO_RULE)
    rule = points.activities.get(event)
    if rule is None:
        return None, 0.0, 0.0, NO_RULE
    against = [
        name
        for name, value, allowed in ((DIRECTION, direction, rule.directions), (STATUS, status, rule.statuses))
        if not _among(value, allowed)
    ]
    return event, rule.weight, rule.min_seconds, next(iter(against), None)


def _among(value: str | None, allowed: Sequence[str]) -> bool:
    """Whether a value is one of those allowed, upper and lower case being the same; none named: all are."""
    return not allowed or (value or "").strip().casefold() in {each.strip().casefold() for each in allowed}


def by_version_and_rep(reps: pl.DataFrame, rules: Sequence[DatedRules], zone: str) -> pl.DataFrame:
    """Of each rep under each version: `_zone`, that of the team, and `_plays`, null of what is no person.

    `_rep` is the rep's row in `reps`; `zone` is that of teams without one.
    """
    teams = reps["team"].cast(pl.String).to_list()
    shared = reps["shared"].to_list() if "shared" in reps.columns else [None] * reps.height
    rows = [
        (v, r, version.rules.zones.get(team or "", zone), None if is_shared else plays(team, version.rules))
        for v, version in enumerate(rules)
        for r, (team, is_shared) in enumerate(zip(teams, shared, strict=True))
    ]
    schema: dict[str, type[pl.DataType]] = {"_version": pl.Int32, "_rep": pl.Int32, "_zone": pl.String}
    return pl.DataFrame(rows, schema={**schema, "_plays": pl.Boolean}, orient="row")
