"""The public face: all metrics by name, and how to measure them.

Metrics are found by listing the modules of this folder: a new file with a `Metric` in it is enough. Such files
import from metrics.definition, since this module reads them all.
"""

import importlib
import pkgutil
from typing import Any

import metrics
from errors import UnknownName
from i18n import _
from metrics.definition import Metric, ratio
from metrics.dimensions import DIMENSIONS, Dimension, all_dimensions
from metrics.query import OTHER, Query
from metrics.run import measure, measure_all, measure_queries

__all__ = [
    "DIMENSIONS",
    "METRICS",
    "OTHER",
    "Dimension",
    "Metric",
    "Query",
    "describe",
    "find",
    "measure",
    "measure_all",
    "measure_queries",
    "metric",
    "ratio",
]


def find() -> dict[str, Metric]:
    """Look for metrics in every module of the folder, by name. Raises ValueError if two have the same."""
    found: dict[str, Metric] = {}
    for info in pkgutil.iter_modules(metrics.__path__):
        for value in vars(importlib.import_module(f"metrics.{info.name}")).values():
            if isinstance(value, Metric) and found.setdefault(value.name, value) is not value:
                raise ValueError(f"Two metrics are called {value.name}; the second is in metrics/{info.name}.py.")
    return dict(sorted(found.items()))


def metric(name: str) -> Metric:
    """The metric of that name. Raises UnknownName with the valid ones."""
    if name not in METRICS:
        raise UnknownName(_("metric"), name, METRICS)
    return METRICS[name]


def describe(metric: Metric) -> dict[str, Any]:
    """What the API and the info buttons say of a metric, in the reader's language.

    `dimensions` are those that each of its parts can be grouped by; mappings may add more.
    """
    tables = {part.table for part in metric.parts}
    return {
        "name": metric.name,
        "label": _(metric.label),
        "about": _(metric.about),
        "kind": metric.kind,
        "unit": metric.unit,
        "better": metric.better,
        "dimensions": [d.name for d in all_dimensions({}).values() if tables <= set(d.tables)],
    }


METRICS = find()
