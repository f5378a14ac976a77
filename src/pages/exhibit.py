"""An exhibit: what one panel of a page shows, and the table behind it that exports write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import html

from metrics.definition import Metric, Unit


@dataclass(frozen=True)
class Exhibit:
    """A chart or a table with its words.

    `frame` is what it shows, as measured: keys first, then the columns of `metrics` (each with its _n, _low and
    _high where it has them), then others that `labels` names. `draw` makes the figure when it is needed.
    """

    name: str  # of its panel
    title: str
    frame: pd.DataFrame
    metrics: tuple[Metric, ...]
    draw: Callable[[], go.Figure] = go.Figure
    subtitle: str = ""
    note: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)  # headings of columns that are no metric or dimension
    units: Mapping[str, Unit] = field(default_factory=dict)  # of those columns; what has none is a plain number

    def parts(self) -> list[Any]:
        """What `panel.outputs` of its name receive. Why a figure is empty is said to those who cannot see it, too."""
        figure = self.draw()
        if figure.data:
            return [figure, self.title, self.subtitle, self.note]
        said = " ".join(annotation.text for annotation in figure.layout.annotations).replace("<br>", " ")
        return [figure, self.title, self.subtitle, [html.Span(f"{said} ", className="only-read"), self.note]]
