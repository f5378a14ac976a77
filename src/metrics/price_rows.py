"""Price positions as rows, and as frames of them: what is worked out further goes by rows."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from metrics.remembered import with_notes
from metrics.sold_things import THING

TEXTS = (*THING, "matched_by", "verdict", "competitor", "seller")
COUNTS = ("n", "things", "things_sold")


class Positions(NamedTuple):
    """Rows of `price_positions`, the largest revenue first, and what its `attrs` say of them."""

    rows: list[dict[str, Any]]
    attrs: dict[Hashable, Any]

    @property
    def matched(self) -> list[dict[str, Any]]:
        """The things that rivals sell too."""
        return [row for row in self.rows if row["matched_by"]]

    def framed(self, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
        """These rows as a frame that says the same of itself, with notes in the caller's language.

        Texts are None where not known, counts that are always known whole, all else numbers.
        """
        values = {column: [row.get(column) for row in rows] for column in columns}
        frame = pd.DataFrame({column: _typed(column, known) for column, known in values.items()})
        frame.attrs = dict(self.attrs)
        return with_notes(frame)


def _typed(column: str, values: list[Any]) -> Any:
    if column in TEXTS:
        return pd.Series(values, dtype=object)
    return np.array(values, dtype="int64" if column in COUNTS else bool if column == "thin" else float)
