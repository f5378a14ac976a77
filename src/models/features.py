"""What is known of a deal while it is open, as numbers a model can use.

Only what is settled on the day a deal is opened or read off it on the day of the prediction: never the final amount,
the close month, the length of the cycle, how often the stage changed, why it was lost. Nor whether a field is filled
in: CRMs have fields completed at the close (an account, a source), so that "missing" would foretell "still open".
A missing value therefore counts as unknown, and moves no prediction.

Each column is centred on its mean over the deals learnt from: 0 is "as usual", so coefficient x column is what
knowing the value adds. Categories know nothing of the outcome: levels are the most frequent ones, the rest is pooled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from metrics.definition import Numbers

CATEGORIES = ("product", "category", "sector", "region", "team", "rep", "lead_source", "size_band", "country")
NUMBERS = ("value",)  # as expected while open (list price x quantity where nothing was entered), never as won
RARE = 5  # deals; a level seen less often is pooled
MOST_LEVELS = 40  # of one category; the rest is pooled


@dataclass(frozen=True)
class Category:
    """A field with named levels: one column a level, and one for all the others where there were any."""

    name: str
    levels: tuple[str, ...]
    shares: tuple[float, ...]  # of each column among the deals whose value is known

    @property
    def width(self) -> int:
        return len(self.shares)

    def columns(self, values: pd.Series) -> Numbers:
        """Deals x width. A missing value, and a new one where no level was pooled, gives zeros: unknown."""
        known = values.notna().to_numpy()
        places = pd.Index(self.levels, dtype=object).get_indexer(pd.Index(_text(values), dtype=object))
        places[known & (places < 0)] = len(self.levels)
        held = known & (places < self.width)
        result = np.zeros((len(values), self.width))
        result[held, places[held]] = 1
        result[held] -= np.array(self.shares)
        return result


@dataclass(frozen=True)
class Amount:
    """A number of any size: its logarithm, in standard deviations, kept within what was seen."""

    name: str
    mean: float
    deviation: float
    low: float
    high: float
    width: int = 1

    def columns(self, values: pd.Series) -> Numbers:
        """Deals x 1. A missing or endless value gives zero: unknown."""
        logs = (np.clip(_logarithm(values), self.low, self.high) - self.mean) / self.deviation
        return np.nan_to_num(logs)[:, None]


@dataclass(frozen=True)
class Encoding:
    """How deals become columns: the fields that varied among the deals it was learnt from."""

    fields: tuple[Category | Amount, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def slices(self) -> tuple[slice, ...]:
        """The columns of each field."""
        ends = np.cumsum([0, *(field.width for field in self.fields)]).tolist()
        return tuple(slice(start, end) for start, end in pairwise(ends))

    def matrix(self, deals: pd.DataFrame) -> Numbers:
        """Deals x columns, each centred on its mean; a field that the frame lacks is unknown."""
        nothing = pd.Series(np.nan, deals.index)
        blocks = [field.columns(deals.get(field.name, nothing)) for field in self.fields]
        return np.hstack(blocks) if blocks else np.zeros((len(deals), 0))


def learn_encoding(
    deals: pd.DataFrame, categories: Sequence[str] = CATEGORIES, numbers: Sequence[str] = NUMBERS
) -> Encoding:
    """The encoding of those of the fields that the deals have and in which they differ."""
    found = [_category(deals[name]) for name in categories if name in deals]
    amounts = [_amount(deals[name]) for name in numbers if name in deals]
    return Encoding(tuple(field for field in [*found, *amounts] if field is not None))


def _category(values: pd.Series) -> Category | None:
    counts = _text(values).value_counts()
    levels = counts[counts >= RARE].head(MOST_LEVELS)
    pooled = counts.sum() - levels.sum()
    columns = [*levels, pooled] if pooled else [*levels]
    if len(columns) < 2:
        return None
    return Category(str(values.name), tuple(levels.index), tuple(float(n / counts.sum()) for n in columns))


def _amount(values: pd.Series) -> Amount | None:
    logs = _logarithm(values)
    logs = logs[~np.isnan(logs)]
    if len(logs) < 2 or np.ptp(logs) < 1e-9:
        return None
    return Amount(str(values.name), float(logs.mean()), float(logs.std()), float(logs.min()), float(logs.max()))


def _text(values: pd.Series) -> pd.Series:
    """Values as text; a missing one stays missing."""
    return values.astype(object).map(str, na_action="ignore")


def _logarithm(values: pd.Series) -> Numbers:
    """log(1 + |x|) with the sign of x; NaN where there is no finite number."""
    found = pd.to_numeric(values, errors="coerce").astype(float).to_numpy(dtype=float, na_value=np.nan)
    found = np.where(np.isfinite(found), found, np.nan)
    return np.sign(found) * np.log1p(np.abs(found))
