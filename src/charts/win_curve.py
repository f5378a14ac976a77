"""The win curve: what share of deals is won by which age, losing being the other way to end."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.bands import band
from charts.clicks import HOVER, mark
from charts.labels import name_of, short
from charts.lines import Line, amounts, end_labels
from charts.scales import round_step
from charts.theme import CLEAR, COMPARISON, INK, MUTED, SERIES, WON, empty_figure, figure, tint
from i18n import _, ngettext, number, percent

BANDED = 3  # groups at most that have bands and dotted levels: more would lie on each other
POINTS = 100  # steps at most of each curve: no screen shows more
STEPS = 60  # of a curve that are seen as steps; with more they only fray the line
POINTED = 24  # ages at which hovering says something
LABEL = 10  # characters of a group behind its curve
TWO_LINES, ONE_LINE = 0.14, 0.08  # share of the axis between two names


def win_curves(curves: pd.DataFrame) -> go.Figure:
    """Share won by age, a step line for each group (at most as many as there are colours), named at its end.

    `curves` as models.win_curve gives them: group (null where there is one), day, won, low, high, lost, at_risk,
    naive (won of those decided). Up to three groups have 95 % bands, and the naive rate as a dotted level.
    """
    known = curves[curves["won"].notna()]
    if known.empty or not known["at_risk"].max() > 0:
        return empty_figure(_("Too few deals to tell how winning goes with age"), _("Take filters off."))
    groups = [(name, _thinned(rows)) for name, rows in known.groupby("group", dropna=False, sort=False)][: len(SERIES)]
    many = len(groups) > 1
    colours = SERIES if many else (WON,)
    last = max(float(rows["day"].iloc[-1]) for _name, rows in groups)
    banded = len(groups) <= BANDED
    drawn = [_group(name, rows, colour, last, many)
             for (name, rows), colour in zip(groups, colours, strict=False)]  # fmt: skip
    shapes = [band(rows["day"].tolist(), amounts(rows["low"]), amounts(rows["high"]), tint(colour, 0.14), _shape(rows))
              for (_name, rows), colour in zip(groups, colours, strict=False)] if banded else []  # fmt: skip
    naive = [_level(rows, colour if many else COMPARISON, last)
             for (_name, rows), colour in zip(groups, colours, strict=False)] if banded else []  # fmt: skip
    axis = _share_axis([rows for _name, rows in groups], banded)
    named = [line for line, _trace in drawn] + ([] if many else [_naive_name(groups[0][1])])
    layout = {
        "xaxis": {**_age_axis(last), "title": {"text": _("age of the deal in days")}}, "yaxis": axis,
        "hovermode": "x", "hoverdistance": -1, "margin": {"l": 8, "r": 124, "t": 12, "b": 8},
        "annotations": [*_ends(named, last, axis["range"]), *(_levels_named(groups) if banded and many else [])],
    }  # fmt: skip
    return figure([*shapes, *naive, *(trace for _line, trace in drawn), _pointed(groups, last)], layout)


def _thinned(rows: pd.DataFrame) -> pd.DataFrame:
    every = -(-len(rows) // POINTS)
    kept = rows.iloc[::every]
    return kept if (len(rows) - 1) % every == 0 else pd.concat([kept, rows.tail(1)])


def _shape(rows: pd.DataFrame) -> str:
    return "hv" if len(rows) <= STEPS else "linear"


def _group(name: Any, rows: pd.DataFrame, colour: str, last: float, many: bool) -> tuple[Line, dict[str, Any]]:
    """The name with the share at the end, and the curve, held from its last step to the end of the axis."""
    won = amounts(rows["won"])
    end = percent(won[-1], 0)
    dot = f'<span style="color: {colour}">●</span>'
    text = f"{dot} {short(name, LABEL)} {end}" if many else f"{_('won')}<br>{end}"
    trace = {
        "type": "scatter", "x": [*rows["day"].tolist(), last], "y": [*won, won[-1]], "mode": "lines",
        "line": {"color": colour, "width": 2.5, "shape": _shape(rows)}, "hoverinfo": "skip",
    }  # fmt: skip
    return Line([won[-1]], text, colour, INK if many else colour), trace


def _level(rows: pd.DataFrame, colour: str, last: float) -> dict[str, Any]:
    naive = amounts(rows["naive"])[-1]
    return {"type": "scatter", "x": [0, last], "y": [naive, naive], "mode": "lines", "hoverinfo": "skip",
            "line": {"color": colour, "width": 1.5, "dash": "dot"}}  # fmt: skip


def _naive_name(rows: pd.DataFrame) -> Line:
    naive = amounts(rows["naive"])[-1]
    return Line([naive], f"{_('of decided')}<br>{percent(naive, 0)}", COMPARISON, MUTED)


def _levels_named(groups: Sequence[tuple[Any, pd.DataFrame]]) -> list[dict[str, Any]]:
    """What dotted levels are, over the highest."""
    known = [value for _name, rows in groups if (value := amounts(rows["naive"])[-1]) is not None]
    return [{"x": 0, "y": value, "text": _("dotted: won of those decided"), "xanchor": "left", "yanchor": "bottom",
             "showarrow": False, "font": {"size": 12, "color": MUTED}} for value in sorted(known)[-1:]]  # fmt: skip


def _ends(named: Sequence[Line], last: float, span: Sequence[float]) -> list[dict[str, Any]]:
    return end_labels([last], named, span, TWO_LINES if len(named) == 2 else ONE_LINE, aligned=True)


def _share_axis(groups: Sequence[pd.DataFrame], banded: bool) -> dict[str, Any]:
    """From zero: shares of deals are amounts of a whole."""
    highest = max(
        max(float(value) for value in (*rows["won"], *(rows["high"].dropna() if banded else ()),
                                       *(rows["naive"].dropna().tail(1) if banded else ())))
        for rows in groups
    )  # fmt: skip
    step = max(round_step(max(highest, 0.01) / 4), 0.01)
    values = [step * i for i in range(int(-(-highest // step)) + 1)]
    edge = 0.02 * (values[-1] or step)
    texts = [percent(value, 0) if round(step * 1000) % 10 == 0 else percent(value) for value in values]
    return {"range": [-edge, (values[-1] or step) + edge], "tickvals": values, "ticktext": texts}


def _age_axis(last: float) -> dict[str, Any]:
    step = round_step(max(last, 1.0) / 5)
    values = [step * i for i in range(int(last // step) + 1)]
    return {"range": [0, max(last, 1.0)], "tickvals": values, "ticktext": [number(value) for value in values]}


def _pointed(groups: Sequence[tuple[Any, pd.DataFrame]], last: float) -> dict[str, Any]:
    """What the pointer meets, at evenly spaced ages: all groups at once."""
    ages = sorted({round(last * i / POINTED) for i in range(POINTED + 1)})
    columns = [_at(rows, ages) for _name, rows in groups]
    there = list(zip(*columns, strict=True))
    marks = [mark(_said(groups, age, steps), None) for age, steps in zip(ages, there, strict=True)]
    heights = [0.0 if steps[0] is None else steps[0]["won"] for steps in there]
    return {"type": "scatter", "x": ages, "y": heights, "mode": "markers", "customdata": marks, "hovertemplate": HOVER,
            "marker": {"color": CLEAR, "size": 6}}  # fmt: skip


def _at(rows: pd.DataFrame, ages: Sequence[float]) -> list[dict[Any, Any] | None]:
    """The step that holds at each age; None before the first."""
    steps = rows[["won", "low", "high", "lost", "at_risk"]].to_dict("records")
    places = rows["day"].searchsorted(pd.Index(ages), side="right") - 1
    return [steps[place] if place >= 0 else None for place in places]


def _said(groups: Sequence[tuple[Any, pd.DataFrame]], age: float, steps: Sequence[dict[Any, Any] | None]) -> str:
    lines = [f"<b>{ngettext('by {n} day', 'by {n} days', int(age))}</b>"]
    for (name, _rows), step in zip(groups, steps, strict=True):
        if step is None:
            continue
        won = _("won {share}", share=percent(step["won"]))
        many = [f"{name_of(name)}: {won}"] if len(groups) > 1 else [won, _("lost {share}", share=percent(step["lost"]))]
        if pd.notna(step["low"]) and len(groups) <= BANDED:
            low, high = percent(step["low"]), percent(step["high"])
            many.append(_("95 % interval {low} – {high}", low=low, high=high))
        lines += many
        if len(groups) == 1:
            lines.append(_("{n} deals of that age or older", n=number(step["at_risk"])))
    return "<br>".join(lines)
