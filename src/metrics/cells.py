"""From collected aggregates to values by key: stocks at the end of each bucket, medians of durations."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import numpy as np

from metrics.definition import Metric
from metrics.plan import Plan
from metrics.slices import Key, Shape
from metrics.stocks import levels
from metrics.survival import kaplan_meier_median

Values = dict[Key, float]
Cells = dict[tuple[str, str], Values]  # (metric, "value" or "n") -> by key


def cells(plan: Plan, metric: Metric, shape: Shape, buckets: Sequence[date]) -> Cells:
    """A metric's value and n by key. Rows without a date have no bucket and are left out of a grain."""
    if metric.survival:
        found = _survival(plan, metric, shape)
    elif metric.kind == "stock":
        found = {"value": _stock(plan, metric, shape, buckets)}
    else:
        names = ("value", "n") if metric.has_n else ("value",)
        found = {name: plan.result(metric, shape, name) for name in names}
    return {
        (metric.name, name): {k: v for k, v in values.items() if not shape.grain or k[-1] is not None}
        for name, values in found.items()
    }


def first_bucket(plan: Plan, metrics: Sequence[Metric], shape: Shape) -> date | None:
    """The earliest bucket in which anything was collected."""
    found = [
        key[-2] if metric.survival else key[-1]
        for metric in metrics
        if not metric.today_only
        for name in (("ended",) if metric.survival else ("value", "came", "went"))
        for key in plan.result(metric, shape, name)
    ]
    return min((bucket for bucket in found if bucket is not None), default=None)


def _stock(plan: Plan, metric: Metric, shape: Shape, buckets: Sequence[date]) -> Values:
    if not metric.today_only:
        if not shape.grain:
            return plan.result(metric, shape, "value")
        found = levels(plan.result(metric, shape, "came"), plan.result(metric, shape, "went"), buckets)
        return found | _today(plan, metric, shape, found, buckets)
    if shape.window and shape.window.end < plan.as_of:
        return {}
    today = plan.result(metric, shape, "value")
    if not shape.grain:
        return today
    return {(*key, buckets[-1]): value for key, value in today.items()} if buckets else {}


def _today(plan: Plan, metric: Metric, shape: Shape, levels: Values, buckets: Sequence[date]) -> Values:
    """The last bucket of a course that ends today, where past days come from the history: as it is without a course."""
    if not buckets or not plan.collects(metric, shape, "today"):
        return {}
    today = plan.result(metric, shape, "today")
    groups = {key[:-1] for key in levels} | today.keys()
    return {(*group, buckets[-1]): today.get(group, 0) for group in groups}


def _survival(plan: Plan, metric: Metric, shape: Shape) -> dict[str, Values]:
    ended, running = plan.result(metric, shape, "ended"), plan.result(metric, shape, "running")
    groups: dict[Key, list[Key]] = defaultdict(list)
    for key in ended:
        if key[-1] is not None:
            groups[key[:-1]].append(key)
    value: Values = {}
    for group, keys in groups.items():
        days, ends, runs = np.array([(k[-1], ended[k], running[k]) for k in keys], float).T
        value[group] = kaplan_meier_median(days, ends, runs)
    n = {group: sum(ended[k] + running[k] for k in keys) for group, keys in groups.items()}
    return {"value": value, "n": n}
