"""One series as it was known at its end and at past cuts, each fitted once, with the bands of each."""

from models.bands import Bands, bands
from models.cadence import CADENCES
from models.rules import Fit, fit, method_of
from models.series import Floats

FEWEST_TO_JUDGE = 8  # points below which a past forecast says nothing of the errors of a later one


class Cuts:
    """Forecasts of `horizon` periods from cuts of a series `back` periods before its end."""

    def __init__(self, values: Floats, freq: str, horizon: int) -> None:
        self.values, self.freq, self.horizon = values, freq, horizon
        self._fitted: dict[tuple[int, str], Fit] = {}

    def known(self, back: int) -> Floats:
        """What a model remembered at the cut."""
        return self.values[: len(self.values) - back][-CADENCES[self.freq].memory :]

    def method(self, back: int) -> str:
        """The method that the rules named at the cut."""
        return method_of(self.known(back), self.freq)

    def fit(self, back: int, method: str) -> Fit:
        """The forecast from the cut by that method."""
        if (back, method) not in self._fitted:
            self._fitted[back, method] = fit(self.known(back), self.freq, self.horizon, method)
        return self._fitted[back, method]

    def banded(self, back: int) -> tuple[Fit, Bands]:
        """The forecast from the cut with its bands; only where the method is not NONE."""
        method = self.method(back)
        made, known = self.fit(back, method), self.known(back)

        def earlier(further: int) -> Fit | None:
            long_enough = len(known) - further >= FEWEST_TO_JUDGE
            return self.fit(back + further, method) if long_enough else None

        return made, bands(known, self.freq, made, earlier)
