"""The columns of a table: what stands in each, how it is written, sorted and filtered, as AG Grid is told of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_numeric_dtype

from i18n import N_, _
from metrics.definition import Metric, Unit
from metrics.dimensions import all_dimensions
from pages.exhibit import Exhibit
from pages.table_rows import bare, key_of
from settings import settings

PERIODS = {
    "day": N_("Day"), "week": N_("Week"), "month": N_("Month"), "quarter": N_("Quarter"), "year": N_("Year"),
    "fiscal_quarter": N_("Fiscal quarter"), "fiscal_year": N_("Fiscal year"),
}  # fmt: skip
LETTER, AROUND = 7.4, 58  # pixels of a heading's letter, and of what stands around its words: none is broken
SMALL = 100  # amounts below it are written with their cents
Column = dict[str, Any]


def columns(exhibit: Exhibit, currency: str, extra: Mapping[str, str]) -> list[Column]:
    """AG Grid's columnDefs: keys and named columns where they stand in the frame, a metric's with it."""
    frame, metrics = bare(exhibit.frame), {metric.name: metric for metric in exhibit.metrics}
    belonging = {f"{name}_{part}" for name in metrics for part in ("n", "low", "high")}
    names = _labels(exhibit, extra)
    found: list[Column] = []
    ns = _new_ns(frame)
    for name in (str(column) for column in frame.columns):
        if name in metrics:
            found += _metric(metrics[name], frame, currency, ns)
        elif name in names and name not in belonging:
            found.append(_other(name, names[name], frame[name], exhibit.units.get(name), currency))
    return found


def _metric(metric: Metric, frame: pd.DataFrame, currency: str, ns: Sequence[str]) -> Iterator[Column]:
    """The metric's own column; of a proportion its interval; n if it is among `ns`, those that are shown."""
    name, rate = metric.name, metric.kind == "proportion"
    n, few = f"{name}_n", settings().rules.too_few
    column = _number(name, _(metric.label), _(metric.about), metric.unit, frame[name], currency)
    if rate:
        words = json.dumps([n, few, _("too few deals")], ensure_ascii=False)[1:-1]
        column["valueFormatter"] = {"function": f"rate(params, {words})"}
        column["comparator"] = {"function": f"rates({json.dumps(n)}, {few})"}
        column["cellClassRules"] = {"too-few": f"params.data.{n} < {few}"}
        column["minWidth"] = max(column["minWidth"], 128)
    elif metric.kind in ("median", "quantile") and n in frame:
        column["cellClassRules"] = {"too-few": f"params.data.{n} < {few}"}
    yield column
    if rate:
        yield from _interval(metric)
    if n in ns:
        about = _("How many stand behind: {metric}", metric=_(metric.label))
        header = "n" if ns[0] == n else _("n: {metric}", metric=_(metric.label))
        yield {**_number(n, header, about, "count", frame[n], currency), "minWidth": 76}


def _new_ns(frame: pd.DataFrame) -> list[str]:
    """The columns of an n whose numbers no column before them has, nor any that is no n."""
    names = [str(name) for name in frame.columns]
    numbers = {name: frame[name].tolist() for name in names if is_numeric_dtype(frame[name])}
    return [
        n for i, n in enumerate(names)
        if n.endswith("_n") and n in numbers and not any(
            numbers[other] == numbers[n] for other in (*names[:i], *(o for o in names[i + 1 :] if not o.endswith("_n")))
            if other in numbers
        )
    ]  # fmt: skip


def _interval(metric: Metric) -> Iterator[Column]:
    low, high = f"{metric.name}_low", f"{metric.name}_high"
    texts = {low: _("{metric}, at least (95 %)", metric=_(metric.label)),
             high: _("{metric}, at most (95 %)", metric=_(metric.label))}  # fmt: skip
    about = _("Where the true rate lies in 95 of 100 cases (Wilson). Sorted by its lower end.")
    shown = _base(low, _("95 % interval"), about, numeric=True)
    yield {
        **shown, "minWidth": 132, "context": {"csv": texts[low]},
        "valueFormatter": {"function": f'interval(params, "{high}")'},
        "filterValueGetter": {"function": f'asPercent(params, "{low}")'},
    }  # fmt: skip
    yield {**_base(high, texts[high], about, numeric=True), "hide": True, "context": {"csv": texts[high], "with": low}}


def _number(name: str, label: str, about: str, unit: Unit, values: pd.Series, currency: str) -> Column:
    numbers = values.to_numpy(float, na_value=np.nan)
    known = numbers[~np.isnan(numbers)]
    whole = bool((known == known.round()).all())
    size = float(np.abs(known).max(initial=0))
    column = _base(name, label, about, numeric=True)
    match unit:
        case "money":
            text = f"money(params, {json.dumps(currency)}, {2 if size < SMALL and not whole else 0})"
        case "money_per_day":
            text = f"perDay(params, {json.dumps(currency)}, {json.dumps(_('{amount} / day'), ensure_ascii=False)})"
        case "fraction":
            text = "percent(params)"
            column["filterValueGetter"] = {"function": f'asPercent(params, "{name}")'}
        case "points":
            pt = _("{value} pt", value="{value}")
            text = f"points(params, {json.dumps(pt, ensure_ascii=False)})"
            column["filterValueGetter"] = {"function": f'asPercent(params, "{name}")'}
        case "days":
            text = "days(params)"
        case "times":
            text = "number(params, 2)"
        case _:
            text = f"number(params, {0 if whole else 1})"
    return {**column, "valueFormatter": {"function": text}}


def _other(name: str, label: str, values: pd.Series, unit: Unit | None, currency: str) -> Column:
    """A column that is no metric's: a period, a day, a number or a text."""
    if is_datetime64_any_dtype(values):
        text = f'text(params, "{name}_text")' if key_of(name) in PERIODS else "day(params)"
        return {
            **_base(name, label, "", numeric=False), "cellDataType": "dateString", "filter": "agDateColumnFilter",
            "valueFormatter": {"function": text}, "minWidth": 110, "flex": 1, "tooltipField": None,
        }  # fmt: skip
    if unit or (is_numeric_dtype(values) and not is_bool_dtype(values)):
        return _number(name, label, "", unit or "count", values, currency)
    return _base(name, label, "", numeric=False)


def _base(name: str, label: str, about: str, numeric: bool) -> Column:
    kind: Column = (
        {"type": "rightAligned", "filter": "agNumberColumnFilter", "comparator": {"function": "numbers"},
         "minWidth": 104, "flex": 1, "sortingOrder": ["desc", "asc", None]}
        if numeric
        else {"filter": "agTextColumnFilter", "comparator": {"function": "texts"}, "tooltipField": name,
              "minWidth": 132, "flex": 2}
    )  # fmt: skip
    more = {"headerTooltip": about} if about else {}
    width = max(kind["minWidth"], round(AROUND + LETTER * max(map(len, label.split()), default=0)))
    return {"field": name, "colId": name, "headerName": label, **kind, "minWidth": width, **more}


def _labels(exhibit: Exhibit, extra: Mapping[str, str]) -> dict[str, str]:
    """Headings of the frame's columns that are no metric's."""
    dims = {name: _(dimension.label) for name, dimension in all_dimensions(extra).items()}
    known = dims | {name: _(label) for name, label in PERIODS.items()}
    found = {str(c): known[key_of(str(c))] for c in exhibit.frame.columns if key_of(str(c)) in known}
    return found | dict(exhibit.labels)
