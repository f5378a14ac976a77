"""A stage of a sales pipeline, as a mapping or an origin says it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Stage(BaseModel):
    """One stage; its place in the list is its place in the pipeline. Without a pipeline it is one of all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str
    status: Literal["untouched", "open", "won", "lost"]
    pipeline: str | None = None
    probability: float | None = Field(None, ge=0, le=1)
