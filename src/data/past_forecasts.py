"""Forecasts as they were made, kept for good, so that they can be held against what came."""

from datetime import UTC, datetime, time

import pandas as pd
from sqlalchemy import delete, func, insert, select

from data.database import database, writing
from data.tables import PastForecast
from periods import DAY
from settings import settings

KEYS = ("measure", "dimension", "value", "method", "cut_off", "period")
FIGURES = ("forecast", "low80", "high80", "low95", "high95")


def keep_forecasts(made: pd.DataFrame, currency: str) -> None:
    """Keep forecasts: a frame with the columns KEYS and FIGURES, dates as dates, one cut-off and measure.

    Of the same cut-off and measure the first that were made after its last day count, whatever became known since.
    """
    if made.empty:
        return
    given = made[[*KEYS, *FIGURES]].astype(object).where(made[[*KEYS, *FIGURES]].notna(), None)
    now = datetime.now(UTC)
    rows = [
        {**dict(zip(given.columns, row, strict=True)), "currency": currency, "made_at": now} for row in given.to_numpy()
    ]
    [cut_off], [measure] = set(made["cut_off"]), set(made["measure"])
    of_these = (PastForecast.cut_off == cut_off, PastForecast.measure == measure)
    over = datetime.combine(cut_off + DAY, time(), settings().zone)  # from when on the cut-off's day was over
    with writing() as connection:
        if connection.scalar(select(func.count(PastForecast.id)).where(*of_these, PastForecast.made_at >= over)):
            return
        connection.execute(delete(PastForecast).where(*of_these))
        connection.execute(insert(PastForecast), rows)


def past_forecasts(measure: str, currency: str, dimension: str = "", value: str = "") -> pd.DataFrame:
    """The forecasts kept of a measure in a currency: method, cut_off, period and FIGURES, in order of time.

    Of the whole company, or of one value of a dimension.
    """
    columns = [getattr(PastForecast, name) for name in ("method", "cut_off", "period", *FIGURES)]
    query = (
        select(*columns)
        .where(PastForecast.measure == measure, PastForecast.currency == currency)
        .where(PastForecast.dimension == dimension, PastForecast.value == value)
        .order_by(PastForecast.cut_off, PastForecast.period, PastForecast.method)
    )
    with database().connect() as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=[c.name for c in columns])
