"""Every setting, from the environment, `.env` and settings.toml, as one frozen object.

The environment wins over `.env`, `.env` over settings.toml. Secrets belong in the environment or
`.env`; the rules of the business belong in settings.toml.
"""

import os
import tomllib
from functools import cache
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
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"there is no time zone '{name}'; one reads Europe/Paris")
        return name


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

    def __hash__(self) -> int:  # rules are part of cache keys, and a mapping has no hash of its own
        return hash(self.model_dump_json())


class Origin(BaseModel):
    """A configured instance of a source, seeded into the origins table on the first start."""

    model_config = FROZEN

    source: str = Field("files", description="Type of connector: a module in src/data/sources.")
    mapping: str = Field(description="Name of a mapping: one shipped, or your own in var/mappings.")
    currency: str | None = Field(None, description="Currency of its money; default the mapping's.")
    enabled: bool = Field(True, description="Whether its data is published.")
    options: dict[str, Any] = Field(default_factory=dict, description="What its source needs, e.g. a path.")


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
    origins: dict[str, Origin] = {}

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
