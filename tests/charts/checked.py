"""Plotly's own checks of figures, which charts.theme.figure leaves out."""

import plotly.graph_objects as go


def checked(figure: go.Figure) -> go.Figure:
    """The figure, checked. Raises ValueError for a property or a value that Plotly does not know."""
    return go.Figure(figure.to_dict())
