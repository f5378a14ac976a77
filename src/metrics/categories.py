"""Forecast categories: how sure its owner is of a deal, in the CRM's words or by a judgement made here."""

from collections.abc import Mapping

import pandas as pd

from data.judgements import CATEGORIES
from data.tables import DealJudgement
from settings import settings

UNSAID = "pipeline"  # where the CRM says nothing, or a word that no rule knows


def category_of(words: pd.Series) -> pd.Series:
    """What each of the CRM's words means: commit, best_case, pipeline or omitted."""
    meanings = {word: name for name, known in settings().rules.forecast_categories.items() for word in known}
    meanings |= {name: name for name in CATEGORIES}
    plain = words.astype(object).where(words.notna(), "").map(lambda word: str(word).strip().casefold())
    return plain.map(meanings).fillna(UNSAID).astype(object)


def judged(deals: pd.DataFrame, judgements: Mapping[str, DealJudgement]) -> pd.DataFrame:
    """The deals with `category` and `amount_expected`: as judged here, else as the CRM has them.

    `deals` has opportunity_id, value and forecast_category. Also adds `note`, `author` and `judged_at`, null where
    nobody judged.
    """
    found = deals["opportunity_id"].map(judgements.get)
    category = found.map(lambda j: j.category if j else None)
    amount = pd.to_numeric(found.map(lambda j: j.amount if j else None), errors="coerce")
    return deals.assign(
        category=category.where(category.notna(), category_of(deals["forecast_category"])),
        amount_expected=amount.where(amount.notna(), deals["value"]),
        note=found.map(lambda j: j.note if j else None),
        author=found.map(lambda j: j.author if j else None),
        judged_at=pd.to_datetime(found.map(lambda j: j.made_at if j else None), utc=True),
    )
