"""Expressions whose translation is kept.

Narwhals puts an expression into the engine's words anew each time it is used, which on a small company takes as long
as the query itself. What a metric aggregates never changes, so it is translated once.
"""

from typing import Any

import narwhals as nw


class Kept(nw.Expr):
    """An expression of Narwhals that remembers what it is in an engine's words."""

    def __init__(self, *nodes: Any) -> None:
        super().__init__(*nodes)
        self._translated: dict[type, Any] = {}

    def _to_compliant_expr(self, ns: Any) -> Any:
        """Narwhals asks this of every expression; should it once ask otherwise, nothing is kept and all else holds."""
        if type(ns) not in self._translated:
            self._translated[type(ns)] = super()._to_compliant_expr(ns)
        return self._translated[type(ns)]


def kept(expression: nw.Expr, name: str | None = None) -> nw.Expr:
    """The same expression, under that name if one is given."""
    return Kept(*(expression if name is None else expression.alias(name))._nodes)
