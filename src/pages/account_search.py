"""The filter on accounts: there are thousands, so the reader types and the server looks."""

import asyncio
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from dash import Input, Output, State, callback

from auth.scope import current_scope
from data import engine
from metrics.checks import dimension_values
from pages.filter_offer import SEARCHED

MOST = 50  # matches that are listed
CONTROL = {"type": "filter", "name": SEARCHED}


def matches(typed: str, names: Sequence[str]) -> list[str]:
    """The names that have all the typed words in them, those that begin with the first word ahead."""
    words = plain(typed).split()
    found = [name for name in names if all(word in plain(name) for word in words)]
    return sorted(found, key=lambda name: not plain(name).startswith(words[0]))[:MOST] if words else found[:MOST]


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Without capitals and accents, as people type."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def account_options(typed: str, chosen: Sequence[str], names: Sequence[str]) -> list[dict[str, str]]:
    """Matches and what is chosen already, as a menu's options; `search` is what the menu itself compares."""
    listed = dict.fromkeys([*chosen, *matches(typed, names)])
    return [{"label": name, "value": name, "search": plain(name)} for name in listed]


@callback(
    Output(CONTROL, "options", allow_duplicate=True),
    Input(CONTROL, "search_value"),
    State(CONTROL, "value"),
    prevent_initial_call=True,
)
async def search(typed: str | None, chosen: list[str] | None) -> list[dict[str, Any]]:
    return await asyncio.to_thread(_search, typed or "", chosen or [])


def _search(typed: str, chosen: list[str]) -> list[dict[str, Any]]:
    return account_options(typed, chosen, dimension_values(SEARCHED, current_scope(), engine.current()))
