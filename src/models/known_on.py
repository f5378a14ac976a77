"""What was known of all deals at the end of a day: those open then, as they stood, and those decided by then.

Nothing that happened later enters: a deal decided after the day is open, with what was expected of it on the day.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from models.trait_choice import TRAITS

DEAL = "opportunity_row"
ENDED = ("from_on", "outcome", "left_on")


@dataclass(frozen=True)
class KnownOn:
    """Deals known on a day.

    open: opportunity_row, opportunity_id, opened_on, stage, status, expected_close_on, value (expected), traits.
    decided: opportunity_row, opportunity_id, opened_on, decided_on, outcome, value (expected while it was open),
    amount (what a won deal brought), traits. entries: opportunity_row, opportunity_id, stage, entered_on. undated: open
    deals whose day of opening nobody knows; they are in none of the frames.
    """

    day: date
    open: pd.DataFrame
    decided: pd.DataFrame
    entries: pd.DataFrame
    undated: int

    @property
    def deals(self) -> pd.DataFrame:
        """Open and decided together, as `hazard.fit` and `new_business` take them."""
        still = self.open.assign(decided_on=pd.Series(pd.NaT, self.open.index), outcome=None, amount=float("nan"))
        columns = [name for name in self.decided if name in still]
        return pd.concat([self.decided[columns], still[columns]], ignore_index=True)


def known_on(deals: pd.DataFrame, states: pd.DataFrame, day: date) -> KnownOn:
    """What of these was known at the end of the day.

    deals: opportunity_row, opportunity_id, opened_on, decided_on, outcome, amount, list_amount and traits, as of now;
    of a deal decided after the day nothing is taken from here. states: the table `deal_states`. Labels may be text or
    categories that are the same in both.
    """
    at = pd.Timestamp(day)
    begun = states["from_on"].isna() | (states["from_on"] <= at)
    still = begun & (states["to_on"].isna() | (states["to_on"] > at))
    traits = [name for name in TRAITS if name in states and name != "value"]
    shown = [DEAL, "opened_on", "stage", "status", "expected_close_on", "value", *traits]
    undated = still & states["opened_on"].isna()
    standing = states.loc[still & ~undated, [name for name in shown if name in states]].reset_index(drop=True)
    ended = states.loc[states["left_on"] <= at, [name for name in (*shown, *ENDED) if name in states]]
    decided = _decided(deals, ended, at, traits)
    decided = decided[~decided[DEAL].isin(states.loc[still, DEAL])].reset_index(drop=True)
    ids = deals.set_index(DEAL)["opportunity_id"]
    standing, decided, entries = (_named(frame, ids) for frame in (standing, decided, _entries(states, begun)))
    return KnownOn(day, standing, decided, entries, int(undated.sum()))


def _named(frame: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """The frame with the deals' ids, which are put on last: as text they are large."""
    frame.insert(1, "opportunity_id", ids.reindex(frame[DEAL]).to_numpy())
    return frame


def _decided(deals: pd.DataFrame, ended: pd.DataFrame, at: pd.Timestamp, traits: list[str]) -> pd.DataFrame:
    """Each deal decided by then as it last stood, with its outcome; and those never seen open at the end of a day."""
    last = ended.sort_values([DEAL, "from_on"], kind="stable", na_position="first").drop_duplicates(DEAL, keep="last")
    of_deal = deals.set_index(DEAL)[["decided_on", "amount"]].reindex(last[DEAL])
    same = (of_deal["decided_on"] <= at).to_numpy(bool)  # what was decided on the day is so still
    amount = pd.Series(of_deal["amount"].to_numpy(), last.index).where(same & (last["outcome"] == "won").to_numpy(bool))
    stood = last.assign(decided_on=last["left_on"], amount=amount)
    brief = deals[(deals["decided_on"] <= at) & deals["opened_on"].notna() & ~deals[DEAL].isin(last[DEAL])]
    brief = brief.assign(value=brief["list_amount"], amount=brief["amount"].where(brief["outcome"] == "won"))
    columns = [DEAL, "opened_on", "decided_on", "outcome", "value", "amount"]
    both = pd.concat(
        [frame[[name for name in (*columns, *traits) if name in frame]] for frame in (stood, brief)], ignore_index=True
    )
    return both[both["opened_on"].notna() & both["decided_on"].notna()]


def _entries(states: pd.DataFrame, begun: pd.Series) -> pd.DataFrame:
    """Stage entries up to the day, from the stretches in which a deal stood in a stage."""
    entered = states["entered_on"].fillna(states["from_on"])
    held = begun & states["stage"].notna() & entered.notna()
    found = states.loc[held, [DEAL, "stage"]].assign(entered_on=entered[held])
    return found.drop_duplicates(ignore_index=True)
