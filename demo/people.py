"""Regions, managers and the 36 reps: 24 in the field, 12 at the inside-sales desk."""

import numpy as np
import pandas as pd

from demo.randomness import stream

REGIONS = ("North", "Centre", "South")
INSIDE = "Inside Sales"

DESK_TURNS = ("Centre", "North", "Centre", "South")  # the regions that the desk's reps look after

# manager, team, office, region; six reps each
MANAGERS = (
    ("Ilse Vanderhoek", INSIDE, "Ghent", None),
    ("Marek Dolinski", INSIDE, "Ghent", None),
    ("Astrid Holmgaard", "Field North", "Aarhus", "North"),
    ("Konrad Eibenstein", "Field Centre", "Leipzig", "Centre"),
    ("Franziska Ruhwald", "Field Centre", "Leipzig", "Centre"),
    ("Lucien Maravel", "Field South", "Lyon", "South"),
)
NAMES = (
    "Anouk Merlier", "Bram Oosterlee", "Celia Ravnsborg", "Dario Pellucci", "Edda Lindqvall", "Finn Aldermark",
    "Greta Sommerau", "Hugo Castelmar", "Ines Barroquel", "Jonas Wetterlin", "Klara Nebelung", "Liam Torquhart",
    "Mette Frydensby", "Niels Brandager", "Oda Skarphed", "Per Lillegard", "Runa Estvold", "Sander Kuipfeld",
    "Tilda Morgenrot", "Urs Zellbach", "Vera Hollerich", "Willem Drachten", "Xenia Kowalbrink", "Yannick Steinau",
    "Zofia Malenkowicz", "Arno Birkental", "Britta Felsenau", "Caspar Wiesinger", "Dorit Achenfeld", "Emil Tannhof",
    "Fabienne Clairmont", "Gaspard Lonvilliers", "Helena Montesquiva", "Iker Zabalgorri", "Joana Vidalenc",
    "Kilian Dumoret",
)  # fmt: skip
STRONG = ("Celia Ravnsborg", "Ines Barroquel", "Mette Frydensby", "Zofia Malenkowicz")
WEAK = ("Hugo Castelmar", "Urs Zellbach", "Gaspard Lonvilliers")
JOINED = {"Jonas Wetterlin": "2023-03-01", "Emil Tannhof": "2024-02-01", "Kilian Dumoret": "2024-09-02"}


def reps() -> pd.DataFrame:
    """One row a rep: canonical columns, `skill` (log-odds of winning) and `starts` (a date)."""
    rng = stream("people")
    frame = pd.DataFrame({"rep_id": [f"R{n:02}" for n in range(1, 37)], "rep": NAMES})
    managers = pd.DataFrame(MANAGERS, columns=["manager", "team", "office", "region"])
    frame = pd.concat([frame, managers.loc[np.repeat(range(6), 6)].reset_index(drop=True)], axis=1)
    frame["region"] = frame.region.fillna(pd.Series(DESK_TURNS * 9))
    frame["email"] = frame.rep.str.lower().str.replace(" ", ".") + "@tarvenholt.example"
    hired = np.datetime64("2012-01-02") + rng.integers(0, 3500, 36).astype("timedelta64[D]")
    frame["started_on"] = [JOINED.get(rep, str(day)) for rep, day in zip(frame.rep, hired, strict=True)]
    frame["active"] = "yes"
    frame["skill"] = rng.normal(0, 0.10, 36) + 0.60 * frame.rep.isin(STRONG) - 0.75 * frame.rep.isin(WEAK)
    return frame


def territory(reps: pd.DataFrame, region: str, *, inside: bool) -> np.ndarray:
    """Row numbers of the reps who look after a region's accounts, at the desk or in the field."""
    return np.flatnonzero((reps.region == region) & ((reps.team == INSIDE) == inside))


def cover(reps: pd.DataFrame, owners: np.ndarray, days: np.ndarray, first: np.datetime64) -> np.ndarray:
    """The owners of work on these days: before a rep joined, the one listed four before, of the same region, did it."""
    starts = (reps.started_on.to_numpy(dtype="datetime64[D]") - first).astype(int)
    return np.where(starts[owners] > days, owners - 4, owners)
