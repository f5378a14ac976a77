"""What is told of a price response: estimated prices and the columns of its curve."""

from dataclasses import dataclass
from typing import Literal

CURVE = ["relative_price", "probability", "low", "high"]
Beyond = Literal["", "above", "below"]


@dataclass(frozen=True)
class Estimate:
    """A relative price with its 95 % interval, whose ends are null where it is open. `beyond`: the prices that were
    asked; `value` is then the end of their range where it is a best price, and extrapolated where it is a
    willingness to pay."""

    value: float
    low: float | None
    high: float | None
    beyond: Beyond = ""
