"""Price surveys as pages read them: from what was derived."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import polars as pl

from auth.scope import Scope
from data.engine import Snapshot
from derive.forecasts import derived_for
from derive.pricing_survey import KEYS
from models.price_refusals import Refusal


@dataclass(frozen=True)
class SurveyView:
    """One product's survey: a row of the table survey by its columns, points and curves of models.price_survey."""

    row: Mapping[str, Any]
    refusal: Refusal | None
    points: pd.DataFrame
    curves: pd.DataFrame

    @property
    def name(self) -> str:
        """Its product, else its category; "" where neither is known."""
        return str(self.row["product"] or self.row["category"] or "")


async def survey_views(scope: Scope, snapshot: Snapshot) -> list[SurveyView] | None:
    """Each product's survey, those with most answers first; none without a survey. None where nothing is derived."""
    return await asyncio.to_thread(find_survey_views, scope, snapshot)


def find_survey_views(scope: Scope, snapshot: Snapshot) -> list[SurveyView] | None:
    """`survey_views` for callers that are not async."""
    found = derived_for(scope, snapshot)
    if found is None or "survey" not in found.about.get("rows", {}):
        return None
    views = []
    for row in found.frame("survey").iter_rows(named=True):
        mine = [pl.col(key).eq_missing(pl.lit(row[key], pl.String)) for key in KEYS]
        points, curves = (
            pd.DataFrame(found.frame(name).filter(mine).drop(KEYS).to_dict(as_series=False))
            for name in ("survey_points", "survey_curves")
        )
        refusal = row["refusal"] and Refusal(row["refusal"], json.loads(row["refusal_values"]))
        views.append(SurveyView(row, refusal, points, curves))
    return views
