"""The rules of the business, as settings.toml gives them: the company, its points, its prices."""

from itertools import pairwise
from math import inf
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

FROZEN = ConfigDict(frozen=True, extra="forbid")


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"there is no time zone '{name}'; one reads Europe/Paris")
    return name


class Company(BaseModel):
    model_config = FROZEN

    name: str = Field("My company", description="Shown in the header.")
    timezone: str = Field("UTC", description="Zone whose calendar days are the business days.")
    currency: str = Field("EUR", description="Reporting currency (ISO 4217).")
    language: str = Field("en", description="Language and formats where the browser names none we have.")
    fiscal_year_start: int = Field(1, ge=1, le=12, description="First month of the fiscal year.")
    working_days: tuple[int, ...] = Field(
        (0, 1, 2, 3, 4), description="Working days of the week, Monday is 0; pace is counted in them."
    )
    size_bands: tuple[int, ...] = Field(
        (50, 250, 1000, 5000), min_length=1, description="Employees at which the next company size band starts."
    )
    discount_bands: tuple[float, ...] = Field(
        (0.0, 0.05, 0.1, 0.2, 0.3), min_length=1, description="Discounts (fractions) at which the next band starts."
    )

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, name: str) -> str:
        return _known_zone(name)


class Rules(BaseModel):
    model_config = FROZEN

    too_few: int = Field(10, description="Fewer decided deals than this are too few to rank.")
    cohort_age_days: int = Field(180, description="Age at which a created cohort's win rate is read.")
    kpi_stages: tuple[str, ...] = Field(
        ("Engaging", "Prospecting"), description="Open stages that the KPIs list by name."
    )
    implausible_factor: float = Field(
        8.0, gt=1, description="An amount this many times its product's median or more is flagged."
    )
    forecast_categories: dict[str, tuple[str, ...]] = Field(
        {
            "commit": ("commit", "committed", "closed"),
            "best_case": ("best case", "bestcase", "upside", "most likely"),
            "pipeline": ("pipeline",),
            "omitted": ("omitted", "not forecasted", "none"),
        },
        description="What the CRM's words for forecast categories mean; upper and lower case are the same.",
    )
    stage_prior_deals: int = Field(
        20, description="Weight, in deals, of the overall win rate in a stage's observed probability."
    )

    tenure_months: tuple[int, ...] = Field(
        (6, 12, 24, 60), min_length=1, description="Months with the company at which the next band of tenure starts."
    )

    @field_validator("tenure_months")
    @classmethod
    def _rising(cls, months: tuple[int, ...]) -> tuple[int, ...]:
        if any(later <= earlier for earlier, later in pairwise((0, *months))):
            raise ValueError(f"{list(months)} are no bands; they read [6, 12, 24, 60], each longer than the one before")
        return months

    def __hash__(self) -> int:  # rules are part of cache keys, and a mapping has no hash of its own
        return hash(self.model_dump_json())


class ActivityPoints(BaseModel):
    """What one kind of activity is worth, and which of them count; nothing named: all of them."""

    model_config = FROZEN

    weight: float = Field(1.0, ge=0, allow_inf_nan=False, description="Points of one that counts.")
    directions: tuple[str, ...] = Field((), description="Directions that count, e.g. outbound; empty: all.")
    statuses: tuple[str, ...] = Field((), description="Statuses that count, e.g. completed; empty: all.")
    min_seconds: float = Field(0.0, ge=0, allow_inf_nan=False, description="Shorter ones do not count.")


class Points(BaseModel):
    """The point rules a database begins with; later versions are saved in it, each from a day on."""

    model_config = FROZEN

    goal: float = Field(100.0, ge=0, allow_inf_nan=False, description="Points a rep should make on a working day.")
    teams: tuple[str, ...] = Field((), description="Teams that play; empty: all.")
    silent_days: int = Field(14, ge=0, description="Days without a call or deal after which a rep is hidden.")
    zones: dict[str, str] = Field({}, description="Time zone of a team, whose local days count; default the company's.")
    activities: dict[str, ActivityPoints] = Field(
        {"call": ActivityPoints()}, description="By kind of activity: weight, directions, statuses, min_seconds."
    )
    stages: dict[str, float] = Field({}, description="Points for a deal that enters a stage, by the stage's name.")

    @field_validator("zones")
    @classmethod
    def _known_zones(cls, zones: dict[str, str]) -> dict[str, str]:
        return {team: _known_zone(name) for team, name in zones.items()}

    @field_validator("activities")
    @classmethod
    def _kinds_in_lower_case(cls, activities: dict[str, ActivityPoints]) -> dict[str, ActivityPoints]:
        return {kind.strip().lower(): rule for kind, rule in activities.items()}

    @field_validator("stages")
    @classmethod
    def _weights(cls, stages: dict[str, float]) -> dict[str, float]:
        wrong = [stage for stage, weight in stages.items() if not 0 <= weight < inf]
        if wrong:
            raise ValueError(f"points are 0 or more: {', '.join(wrong)}")
        return stages

    def __hash__(self) -> int:
        return hash(self.model_dump_json())


class Pricing(BaseModel):
    """What pages on prices and margins go by."""

    model_config = FROZEN

    quote_days: int = Field(
        365, gt=0, description="Rivals' quotes older than that at the end of the period are not compared."
    )
    price_reasons: tuple[str, ...] = Field(
        ("Price", "Too expensive"),
        description="Loss reasons that mean the price; upper and lower case are the same.",
    )
    corridor_low: float = Field(
        0.1, ge=0, le=1, description="Quantile of won deals' discounts where the usual corridor begins."
    )
    corridor_high: float = Field(0.9, ge=0, le=1, description="Quantile of won deals' discounts where it ends.")
    max_discount: dict[str, float] = Field(
        {}, description="By category or tier: the discount where the corridor ends, instead of the quantile."
    )
    demand_weeks: int = Field(13, gt=0, description="Weeks up to the last day whose sales are the demand on stock.")
    sales_roles: tuple[str, ...] = Field(
        ("marketing", "sales"), description="Roles of statement lines that count as the cost of winning customers."
    )

    @field_validator("max_discount")
    @classmethod
    def _fractions(cls, limits: dict[str, float]) -> dict[str, float]:
        wrong = [name for name, limit in limits.items() if not 0 <= limit <= 1]
        if wrong:
            raise ValueError(f"discounts are fractions from 0 to 1: {', '.join(wrong)}")
        return limits

    @model_validator(mode="after")
    def _in_order(self) -> "Pricing":
        if self.corridor_low >= self.corridor_high:
            raise ValueError("corridor_low must lie below corridor_high; they read 0.1 and 0.9")
        return self

    def __hash__(self) -> int:
        return hash(self.model_dump_json())
