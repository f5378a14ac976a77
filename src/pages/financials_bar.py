"""The strip on top of the Financials page: the grain, and a slider for the first and the last period.

What stands here is changed in place (`bar_outputs`), so that nothing loses the focus. assets/financials.js writes the
slider's periods into the URL.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import Output, dcc, html

from auth.scope import current_scope
from charts.period_axis import period_name
from data.engine import Snapshot
from i18n import _
from metrics.statement import statement_origins
from pages.choices import choice
from pages.components import aria, data
from pages.financials_range import FLOW, FROM, GRAINS, ORIGIN, TO, USUAL, Range

SLIDER, PERIODS, WORDS, LATEST = "financials-slider", "financials-periods", "financials-words", "financials-latest"
MOST = 8  # names below the slider, so that a phone has room for them


def bar(query: Mapping[str, Any], snapshot: Snapshot | None) -> html.Div:
    """Grain, slider, the periods in words, the way back to the latest; whose statement, where there are several."""
    slider = dcc.RangeSlider(
        id=SLIDER, min=0, max=1, value=[0, 1], step=1, marks={"0": "\u00a0"}, updatemode="mouseup",
        allow_direct_input=False, pushable=False, className="financials-slider",
    )  # fmt: skip
    latest = html.Button(_("Latest"), id=LATEST, type="button", className="button", disabled=True,
                         title=_("As many periods as usual, up to the latest"),
                         **data(view=json.dumps({FROM: "", TO: ""})))  # fmt: skip
    thumbs = data(first=_("First period"), last=_("Last period"))
    return html.Div(
        [
            *_origins(query, snapshot),
            html.Div([_grain(grain) for grain in GRAINS], className="segmented", role="group",
                     **aria(label=_("Length of the periods"))),
            html.Div(slider, className="financials-slider-place", role="group", **aria(label=_("Periods shown")),
                     **thumbs),
            html.Span(id=WORDS, className="financials-words", **aria(live="polite")),
            latest,
            dcc.Store(id=PERIODS),
        ],
        className="financials-bar", role="group", **aria(label=_("Periods")),
    )  # fmt: skip


def _grain(grain: str) -> html.Button:
    return html.Button(_(GRAINS[grain]), id=f"financials-grain-{grain}", type="button", disabled=True,
                       **aria(pressed="false"))  # fmt: skip


def _origins(query: Mapping[str, Any], snapshot: Snapshot | None) -> list[Any]:
    origins = statement_origins(snapshot, current_scope()) if snapshot else []
    return [choice(ORIGIN, _("Statement of"), {name: name for name in origins}, query)] if len(origins) > 1 else []


def bar_outputs() -> list[Output]:
    """What `bar_parts` gives, in its order."""
    grains = [Output(f"financials-grain-{grain}", part) for grain in GRAINS
              for part in ("data-view", "aria-pressed", "disabled")]  # fmt: skip
    slider = [Output(SLIDER, part) for part in ("min", "max", "marks", "value", "disabled")]
    return [*grains, *slider, Output(PERIODS, "data"), Output(WORDS, "children"), Output(LATEST, "disabled")]


def bar_parts(shown: Range) -> list[Any]:
    """The strip as it is for these periods."""
    grains = [part for grain in GRAINS for part in (
        json.dumps({**shown.at(grain), FLOW: ""}), str(grain == shown.grain).lower(), grain not in shown.grains,
    )]  # fmt: skip
    last = len(shown.offered) - 1
    places = [shown.offered.index(shown.start), shown.offered.index(shown.last)]
    slider = [0, max(last, 1), marks(shown.offered, shown.grain), places, last < 1]
    usual = [max(last + 1 - USUAL[shown.grain], 0), last]
    periods = {"starts": [start.isoformat() for start in shown.offered], "shown": places, "usual": usual,
               "names": [period_name(start, shown.grain) for start in shown.offered]}  # fmt: skip
    return [*grains, *slider, periods, shown.words(), shown.is_usual]


def marks(offered: Sequence[date], grain: str) -> dict[str, str]:
    """Few names below the slider: of all periods where they are few, else the years where they begin."""
    if len(offered) <= (MOST if grain == "year" else MOST // 2):
        return {str(i): period_name(start, grain) for i, start in enumerate(offered)}
    begins = [i for i, start in enumerate(offered) if i and start.year != offered[i - 1].year]
    if grain != "year" and len(begins) < 2:
        ends = (0, len(offered) - 1)
        return {str(i): period_name(offered[i], grain) for i in ends}
    begins = begins if grain != "year" else list(range(len(offered)))
    step = -(-len(begins) // MOST)
    return {str(i): str(offered[i].year) for i in begins[::step]}
