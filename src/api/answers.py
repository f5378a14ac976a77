"""The shapes of the API's answers, as OpenAPI shows them."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Figure = int | float | None


class Error(BaseModel):
    """What happened and why, and what to do."""

    code: str = Field(examples=["unknown_name"])
    message: str = Field(examples=["There is no metric 'winrate'. Did you mean 'win_rate'?"])
    hint: str = Field(examples=["Valid: average_deal, deals_won, win_rate."])


class ErrorAnswer(BaseModel):
    error: Error


class MetricDefinition(BaseModel):
    """A metric as it is defined, in the reader's language."""

    name: str = Field(examples=["win_rate"])
    label: str = Field(examples=["Win rate"])
    about: str = Field(examples=["Won / (won + lost), by close date. Open deals are not counted."])
    kind: str = Field(examples=["proportion"])
    unit: str = Field(examples=["fraction"])
    better: str | None = Field(description="Which way is better: up, down, or neither.")
    dimensions: list[str] = Field(description="What it can be broken down by; mappings may add more.")


class Row(BaseModel):
    """A figure with its keys beside it, e.g. "sector": "retail"; null is not known, and never 0."""

    model_config = ConfigDict(extra="allow")

    value: Figure
    n: Figure = Field(None, description="How many cases the value rests on.")
    low: Figure = Field(None, description="Lower end of the 95 % Wilson interval of a proportion.")
    high: Figure = Field(None, description="Its upper end.")


class Applied(BaseModel):
    """The filters as they were understood, the days they mean, and what a reader must know of them."""

    model_config = ConfigDict(extra="allow")

    dims: dict[str, list[str]]
    start: date | None = Field(None, description="First day measured; null is from the beginning.")
    end: date | None = Field(None, description="Last day measured.")
    undated: int = Field(0, description="Rows left out because they have no date.")
    notes: list[str] = Field([], description="Sentences that belong beside the figures.")


class SnapshotStamp(BaseModel):
    """The snapshot that was measured."""

    id: str
    published_at: datetime
    as_of: dict[str, dict[str, date]] = Field(description="The last day with facts, by origin and table.")


class MetricAnswer(BaseModel):
    """A metric's figures: one row per group, and all of them as one."""

    metric: str
    unit: str
    by: list[str]
    rows: list[Row]
    total: Row
    filters: Applied
    snapshot: SnapshotStamp


class KpiAnswer(BaseModel):
    """One KPI: the first metric is its figure, the others are shown beside it."""

    name: str = Field(examples=["won_total"])
    label: str = Field(examples=["Won sales and revenue"])
    metrics: list[MetricDefinition]
    by: str | None
    grain: str | None
    rows: list[dict[str, Any]] = Field(description="Keys and metrics by their names, with <metric>_n, _low, _high.")
    undated: int = Field(0, description="Rows left out because they have no date.")
    notes: list[str] = Field([], description="Sentences that belong beside the figures.")


class KpisAnswer(BaseModel):
    kpis: list[KpiAnswer]
    filters: dict[str, Any]
    snapshot: SnapshotStamp


class DimensionDefinition(BaseModel):
    """Something to filter and break down by."""

    name: str = Field(examples=["sector"])
    label: str = Field(examples=["Sector"])
    tables: list[str] = Field(description="Canonical tables that have it.")


class DimensionAnswer(DimensionDefinition):
    values: list[str] = Field(description="The values that occur, in natural order.")


class SnapshotAnswer(SnapshotStamp):
    currency: str = Field(description="The reporting currency, in which money is given.")
    dimensions: dict[str, str] = Field(description="Dimensions that mappings brought, with their labels.")
    tables: list[str]
