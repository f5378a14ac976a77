"""Every setting, from the environment, `.env` and settings.toml, as one frozen object.

The environment wins over `.env`, `.env` over settings.toml. Secrets belong in the environment or
`.env`; the rules of the business belong in settings.toml.
"""

import os
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import TomlConfigSettingsSource as Toml

from business import FROZEN, ActivityPoints, Company, Points, Pricing, Rules
from errors import SettingsError
from i18n import _

__all__ = [
    "ROOT",
    "ActivityPoints",
    "Company",
    "Origin",
    "Points",
    "Pricing",
    "Rules",
    "Settings",
    "Sync",
    "settings",
]

ROOT = Path(__file__).resolve().parent.parent
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


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
    pricing: Pricing = Pricing()
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
