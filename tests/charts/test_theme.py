"""The palette: repainted for the dark theme, readable in both, told apart by colour-blind eyes."""

import re
from itertools import combinations

import numpy as np
import plotly.graph_objects as go
import pytest

from charts import season, theme
from charts.sunburst import FADED
from charts.theme import COMPARISON, INK, LOST, SERIES, STRONGEST, WON, tint
from settings import ROOT

CSS = (ROOT / "assets" / "charts.css").read_text("utf-8")
TOKENS = (ROOT / "assets" / "tokens.css").read_text("utf-8")
REPAINTED = ("WON", "LOST", "OPEN", "FORECAST", "MUTED", "LINE", "INK", "SURFACE")
SURFACES = {"light": "#ffffff", "dark": "#151d26"}
LEAST_APART = 0.1  # OKLab; that of Okabe and Ito's seven colours is 0.09
# Machado, G. M., Oliveira, M. M. and Fernandes, L. A. F. (2009). A physiologically-based model for simulation of
# color vision deficiency. IEEE TVCG 15, 1291-1298: severity 1.0.
EYES = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_LMS = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
          [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
TO_LAB = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
          [0.0259040371, 0.7827717662, -0.8086757660]]  # fmt: skip


def variable(name: str, shown: str) -> str:
    """A CSS variable's colour in a theme."""
    found = re.findall(rf"--{name}: (#[0-9a-f]{{6}})", CSS + TOKENS)
    return str(found[0] if shown == "light" else found[1])


def in_theme(colour: str, shown: str) -> str:
    """What a figure's colour is repainted to."""
    repainted = re.search(re.escape(f'"fill: {colour}"') + r"\] \{ fill: var\(--([\w-]+)\)", CSS)
    assert repainted, colour
    return variable(repainted.group(1), shown)


def rgb(colour: str) -> np.ndarray:
    if colour.startswith("#"):
        return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float)
    return np.array(re.findall(r"\d+", colour)[:3], float)


def linear(values: np.ndarray) -> np.ndarray:
    share = values / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    low, high = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other))
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, eye: str) -> np.ndarray:
    lms = np.array(TO_LMS) @ np.clip(np.array(EYES[eye]) @ linear(rgb(colour)), 0, 1)
    return np.array(TO_LAB) @ np.cbrt(lms)


@pytest.mark.parametrize("name", REPAINTED)
def test_every_colour_of_the_palette_is_repainted_for_the_dark_theme(name: str) -> None:
    colour = getattr(theme, name)
    assert f'"fill: {colour}"' in CSS
    assert f'"stroke: {colour}"' in CSS


@pytest.mark.parametrize("colour", SERIES)
def test_every_colour_of_the_series_is_repainted_and_in_the_light_theme_is_itself(colour: str) -> None:
    assert f'"stroke: {colour}"' in CSS
    assert list(rgb(in_theme(colour, "light"))) == list(rgb(colour))


@pytest.mark.parametrize("shown", SURFACES)
@pytest.mark.parametrize("eye", EYES)
def test_the_series_is_told_apart_with_any_colour_blindness(shown: str, eye: str) -> None:
    colours = [in_theme(colour, shown) for colour in SERIES]
    apart = [float(np.linalg.norm(seen(a, eye) - seen(b, eye))) for a, b in combinations(colours, 2)]
    assert min(apart) > LEAST_APART


@pytest.mark.parametrize("shown", SURFACES)
def test_lines_of_the_series_stand_out_from_the_panel(shown: str) -> None:
    assert min(contrast(rgb(in_theme(c, shown)), rgb(SURFACES[shown])) for c in SERIES) >= 3


def of_ink(fills: list[np.ndarray], opacity: float, shown: str) -> float:
    """The least contrast of ink on these fills, seen through."""
    ink, surface = rgb(in_theme(INK, shown)), rgb(SURFACES[shown])
    return min(contrast(ink, opacity * fill + (1 - opacity) * surface) for fill in fills)


@pytest.mark.parametrize("opacity", FADED)
@pytest.mark.parametrize("shown", SURFACES)
def test_ink_can_be_read_on_every_piece_of_a_ring(shown: str, opacity: float) -> None:
    assert opacity <= STRONGEST
    assert of_ink([*(rgb(in_theme(c, shown)) for c in SERIES), rgb(COMPARISON)], opacity, shown) >= 4.5


@pytest.mark.parametrize("opacity", [season.FAINT, 0.3, season.STRONGEST])
@pytest.mark.parametrize("shown", SURFACES)
def test_ink_can_be_read_on_every_cell_of_the_season(shown: str, opacity: float) -> None:
    assert of_ink([rgb(in_theme(c, shown)) for c in (WON, LOST)], opacity, shown) >= 4.5


def test_a_tint_is_the_colour_seen_through() -> None:
    assert tint("rgb(37, 99, 201)", 0.55) == "rgba(37, 99, 201, 0.55)"


def test_a_plain_figure_is_sent_as_plotly_would_send_it() -> None:
    drawn = theme.figure([{"type": "bar", "x": [1, None], "y": ["a", "b"]}], {"bargap": 0.3})
    assert drawn.to_plotly_json() == go.Figure(drawn).to_plotly_json()
    assert drawn.to_plotly_json()["layout"]["template"]["layout"]["showlegend"] is False
