"""The small line of how a figure went over the periods shown, with its ends in words."""

from collections.abc import Callable, Sequence

from dash import html

from charts.period_axis import period_name
from charts.sparkline import sparkline
from i18n import _
from pages.components import aria
from pages.financials_range import Range


def course(values: Sequence[float | None], shown: Range, write: Callable[[float], str]) -> html.Span | None:
    """One value a period, null where it is not known; None where there is no line to draw."""
    picture = sparkline(values)
    if not picture:
        return None
    known = [(start, value) for start, value in zip(shown.periods, values, strict=True) if value is not None]
    (first, was), (last, now) = known[0], known[-1]
    text = _("{first}: {was}; {last}: {now}", first=period_name(first, shown.grain), was=write(was),
             last=period_name(last, shown.grain), now=write(now))  # fmt: skip
    mask = {"maskImage": f'url("{picture}")'}
    return html.Span(className="spark", style=mask, title=text, role="img", **aria(label=text))
