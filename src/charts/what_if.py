"""What another price would do: deals, revenue and margin beside today's, and their course over changes of the price."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.bands import NARROW, WIDE, band
from charts.clicks import HOVER, mark
from charts.lines import Line, end_labels
from charts.scales import round_step
from charts.theme import COMPARISON, FORECAST, INK, MUTED, SERIES, WON, figure, tint
from i18n import _, percent, signed

EDGES = (("low95", "high95", 4, WIDE * 2), ("low80", "high80", 9, NARROW * 1.6))


def what_if_rows(rows: pd.DataFrame, names: Mapping[str, str], amounts: Mapping[str, tuple[str, str]]) -> go.Figure:
    """A row for each measure: the expected change in percent of today, with its bands of 80 and 95 %.

    `rows`: measure, today, expected, low80, high80, low95, high95; `names` by measure; `amounts`: today and expected
    in words.
    """
    known = [row for row in rows.to_dict("records") if row["today"] > 0]
    places = [len(known) - 1 - i for i in range(len(known))]
    changes = [{name: row[name] / row["today"] - 1 for name in ("expected", *(e for edge in EDGES for e in edge[:2]))}
               for row in known]  # fmt: skip
    reach = max([0.02, *(abs(value) for change in changes for value in change.values())]) * 1.1
    traces = [_whiskers(changes, places, *edge) for edge in EDGES]
    hover = [mark(_said(names[row["measure"]], amounts[row["measure"]], change), None)
             for row, change in zip(known, changes, strict=True)]  # fmt: skip
    dots = {"type": "scatter", "mode": "markers", "x": [change["expected"] for change in changes], "y": places,
            "customdata": hover, "hovertemplate": HOVER, "marker": {"color": FORECAST, "size": 11}}  # fmt: skip
    zero = {"type": "scatter", "mode": "lines", "x": [0, 0], "y": [-0.6, len(known) - 0.4], "hoverinfo": "skip",
            "line": {"color": COMPARISON, "width": 1.5}}  # fmt: skip
    texts = [f"<b>{names[row['measure']]}</b><br>{' → '.join(amounts[row['measure']])}" for row in known]
    layout = {
        "xaxis": {**_change_axis(-reach, reach), "showgrid": True, "title": {"text": _("change against today")}},
        "yaxis": {"range": [-0.6, len(known) - 0.4], "tickvals": places, "ticktext": texts, "showgrid": False},
        "margin": {"l": 8, "r": 16, "t": 20, "b": 8},
        "annotations": [
            {"x": change["expected"], "y": place, "text": f"<b>{_signed(change['expected'])}</b>",
             "showarrow": False, "yshift": 18, "font": {"size": 12, "color": INK}}
            for change, place in zip(changes, places, strict=True)
        ],
    }  # fmt: skip
    return figure([zero, *traces, dots], layout)


def _whiskers(
    changes: list[dict[str, float]], places: list[int], low: str, high: str, width: int, opacity: float
) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    for change, place in zip(changes, places, strict=True):
        x += [change[low], change[high], None]
        y += [place, place, None]
    return {"type": "scatter", "mode": "lines", "x": x[:-1], "y": y[:-1], "hoverinfo": "skip",
            "line": {"color": tint(FORECAST, opacity), "width": width}}  # fmt: skip


def _said(name: str, amounts: tuple[str, str], change: Mapping[str, float]) -> str:
    of = {end: _signed(value) for end, value in change.items()}
    return "<br>".join([
        f"<b>{name}</b>", _("today {amount}", amount=amounts[0]),
        _("expected {amount} ({change})", amount=amounts[1], change=of["expected"]),
        _("80 % interval {low} – {high}", low=of["low80"], high=of["high80"]),
        _("95 % interval {low} – {high}", low=of["low95"], high=of["high95"]),
    ])  # fmt: skip


def what_if_course(asked: pd.DataFrame, names: Mapping[str, str], chosen: float) -> go.Figure:
    """A line for each of the measures in `names` over changes of the price, with bands of 80 %; `chosen` is marked.

    `asked`: change, measure, today, expected, low80, high80.
    """
    traces: list[dict[str, Any]] = []
    lines: list[Line] = []
    highest, lowest = 0.02, -0.02
    colours = dict(zip(names, (WON, FORECAST, SERIES[1]), strict=False))
    for measure, name in names.items():
        rows = asked[(asked["measure"] == measure) & (asked["today"] > 0)].sort_values("change").to_dict("records")
        if not rows:
            continue
        changes = [row["change"] for row in rows]
        share = {end: [row[end] / row["today"] - 1 for row in rows] for end in ("expected", "low80", "high80")}
        highest, lowest = max(highest, *share["high80"]), min(lowest, *share["low80"])
        traces.append(band(changes, share["low80"], share["high80"], tint(colours[measure], 0.14)))
        hover = [mark(_course_words(name, change, row), None) for change, row in zip(changes, rows, strict=True)]
        traces.append({
            "type": "scatter", "x": changes, "y": share["expected"], "mode": "lines", "customdata": hover,
            "hovertemplate": HOVER, "line": {"color": colours[measure], "width": 2.5},
        })  # fmt: skip
        lines.append(Line(share["expected"], name, colours[measure], colours[measure]))
    edge = 0.05 * (highest - lowest)
    span = [lowest - edge, highest + edge]
    here = {"type": "scatter", "x": [chosen, chosen], "y": span, "mode": "lines", "hoverinfo": "skip",
            "line": {"color": COMPARISON, "width": 1.5, "dash": "dot"}}  # fmt: skip
    ends = [line._replace(amounts=[None, line.amounts[-1]]) for line in lines]
    layout = {
        "xaxis": {**_change_axis(-0.2, 0.2), "title": {"text": _("change of the price")}},
        "yaxis": {**_change_axis(*span), "title": {"text": _("change against today")}},
        "margin": {"l": 8, "r": 120, "t": 12, "b": 8},
        "annotations": [*end_labels([-0.2, 0.2], ends, span), _here(chosen, span[1])],
    }  # fmt: skip
    return figure([here, *traces], layout)


def _here(chosen: float, top: float) -> dict[str, Any]:
    text = _("price {change}", change=_signed(chosen, 0)) if chosen else _("price as today")
    return {"x": chosen, "y": top, "text": text, "showarrow": False, "yanchor": "top",
            "xanchor": "right" if chosen > 0 else "left", "xshift": -4 if chosen > 0 else 4,
            "font": {"size": 12, "color": MUTED}}  # fmt: skip


def _course_words(name: str, change: float, row: Mapping[Any, Any]) -> str:
    of = {end: row[end] / row["today"] - 1 for end in ("expected", "low80", "high80")}
    words = {end: _signed(value) for end, value in of.items()}
    return "<br>".join([
        f"<b>{_('price {change}', change=_signed(change, 0))}</b>", f"{name} {words['expected']}",
        _("80 % interval {low} – {high}", low=words["low80"], high=words["high80"]),
    ])  # fmt: skip


def _signed(change: float, decimals: int = 1) -> str:
    return signed(percent(abs(change), decimals), change)


def _change_axis(low: float, high: float) -> dict[str, Any]:
    step = round_step((high - low) / 5)
    values = [step * i for i in range(int(-(-low // step)), int(high // step + 1e-9) + 1)]
    return {"range": [low, high], "tickvals": values,
            "ticktext": [_signed(value, 0 if step >= 0.01 else 1) for value in values]}  # fmt: skip
