"""Every setting, from the environment, `.env` and settings.toml, as one frozen object.

The environment wins over `.env`, `.env` over settings.toml. Secrets belong in the environment or
`.env`; the rules of the business belong in settings.toml.
"""

import os
import re
import tomllib
from functools import cache
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import TomlConfigSettingsSource as Toml

from errors import SettingsError
from i18n import _

ROOT = Path(__file__).resolve().parent.parent
FROZEN = ConfigDict(frozen=True, extra="forbid")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


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


class Origin(BaseModel):
    """A configured instance of a source, seeded into the origins table on the first start."""

    model_config = FROZEN

    source: str = Field("files", description="Type of connector: a module in src/data/sources.")
    mapping: str = Field(description="Name of a mapping: one shipped, or your own in var/mappings.")
    currency: str | None = Field(None, description="Currency of its money; default the mapping's.")
    enabled: bool = Field(True, description="Whether its data is published.")
    options: dict[str, Any] = Field(default_factory=dict, description="What its source needs, e.g. a path.")


class Sync(BaseModel):
    """When the server reads its live origins again by itself, by the company's clock and working days."""

    model_config = FROZEN

    every_minutes: float = Field(
        10, ge=0, description="Minutes between two syncs in working hours; 0.25 is 15 seconds, 0 none."
    )
    outside_minutes: float = Field(60, ge=0, description="Minutes between two syncs at any other time; 0: none.")
    hours: tuple[str, str] = Field(("08:00", "18:00"), description="Working hours of a working day, from and to.")

    @field_validator("hours")
    @classmethod
    def _in_order(cls, hours: tuple[str, str]) -> tuple[str, str]:
        if not all(CLOCK.fullmatch(hour) for hour in hours) or hours[0] >= hours[1]:
            raise ValueError(f"'{hours[0]}' to '{hours[1]}' are no hours of a day; they read 08:00 and 18:00")
        return hours


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="FAIRLEAD_",
        env_nested_delimiter="__",
        env_file=ROOT / ".env",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    var: Path = Field(ROOT / "var", description="Folder for the database, snapshots, cache and logs.")
    database_url: SecretStr | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="PostgreSQL, e.g. postgresql://user:pass@host/db; default a SQLite file in var.",
    )
    password: SecretStr | None = Field(
        None, description="Guards pages, callbacks and API; needed for any address but loopback."
    )
    host: str = Field("127.0.0.1", description="Address to serve on.")
    port: int = Field(8050, validation_alias="PORT", description="Port to serve on.")
    workers: int = Field(1, ge=1, validation_alias="WEB_CONCURRENCY", description="Server processes.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR."
    )
    keep_snapshots: int = Field(3, ge=1, description="Published snapshots kept on disk.")
    upload_mb: int = Field(200, ge=1, description="Megabytes that one upload in the browser may have at most.")
    demo: bool = Field(True, description="Load the demo company when there is no data at all.")
    derive: bool = Field(True, description="Fit the forecasts and deal models after each publish, while serving.")
    company: Company = Company()
    rules: Rules = Rules()
    points: Points = Points()
    origins: dict[str, Origin] = {}
    credentials: dict[str, dict[str, SecretStr]] = Field(
        {}, description="Secrets of origins: FAIRLEAD_CREDENTIALS__ORIGIN__OPTION, never in settings.toml."
    )
    sync: Sync = Sync()

    @field_validator("password", "database_url", mode="before")
    @classmethod
    def _blank_is_unset(cls, value: Any) -> Any:
        """A variable that is set to nothing guards nothing: it counts as not set."""
        return None if isinstance(value, str) and not value.strip() else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, Toml(settings_cls, _settings_file())

    @property
    def sql_url(self) -> str:
        """SQLAlchemy's address of the database; `postgres://` of hosting services is understood."""
        if self.database_url is None:
            return f"sqlite:///{self.var / 'fairlead.db'}"
        scheme, _, rest = self.database_url.get_secret_value().partition("://")
        return f"postgresql+psycopg://{rest}" if scheme.startswith("postgres") else f"{scheme}://{rest}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.company.timezone)


def _settings_file() -> Path:
    """settings.toml, or the file that FAIRLEAD_SETTINGS names. Raises SettingsError if that one is not there."""
    named = os.environ.get("FAIRLEAD_SETTINGS")
    if named and not Path(named).is_file():
        message = _("FAIRLEAD_SETTINGS names {file}, and there is no such file.", file=named)
        raise SettingsError(message, _("Check its path."))
    return Path(named) if named else ROOT / "settings.toml"


def _refuse_unknown_sections() -> None:
    """A misspelt section would otherwise be left out without a word."""
    path = _settings_file()
    sections = set(tomllib.loads(path.read_text("utf-8"))) if path.is_file() else set()
    if "credentials" in sections:
        message = _("{file} holds credentials, and it is no place for secrets.", file=path.name)
        raise SettingsError(message, _("Put them into credentials.json or FAIRLEAD_CREDENTIALS__ORIGIN__OPTION."))
    if unknown := sections - set(Settings.model_fields):
        message = _("{file} has unknown sections: {names}.", file=path.name, names=", ".join(sorted(unknown)))
        raise SettingsError(message, _("See the settings table in README.md."))


@cache
def settings() -> Settings:
    """The settings of this process, read once. Raises SettingsError naming the wrong ones."""
    try:
        _refuse_unknown_sections()
        return Settings()
    except tomllib.TOMLDecodeError as error:
        message = _("The settings file is not valid TOML: {error}", error=error)
        raise SettingsError(message, _("Mend that line.")) from None
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        message = _("Settings are wrong: {faults}", faults=wrong)
        raise SettingsError(message, _("See the settings table in README.md.")) from None
