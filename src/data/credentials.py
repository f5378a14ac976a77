"""Secrets of origins: from the environment, else from credentials.json; and blanked wherever something is told.

The environment: FAIRLEAD_CREDENTIALS__VTIGER__ACCESS_KEY is the option access_key of the origin vtiger; a "-" in
an origin's name is written "_". credentials.json lies in FAIRLEAD_VAR's folder, else in the project's:
{"vtiger-fr": {"username": ..., "access_key": ...}}; bare, {"username", "access_key", "host"}, it is of vtiger.
"""

import json
import logging
import stat
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from data.sources._base import get
from data.tables import Origin
from errors import FairleadError, SettingsError
from i18n import _
from settings import ROOT, settings

log = logging.getLogger(__name__)
FILE = "credentials.json"
BARE = "vtiger"  # whose credentials a file without any origin's name holds
PUBLIC = ("host", "username", "base_id", "zone")  # what may be told; every other credential is a secret
BLANK = "***"
SHORTEST = 4  # characters of a secret that is blanked: a shorter one is part of too many words

Given = dict[str, dict[str, str]]  # options by origin, the origin as the environment writes it


def options_of(origin: Origin) -> dict[str, Any]:
    """The origin's options with its credentials over them, where its source has secrets. Raises SettingsError."""
    if not get(origin.source).secrets:
        return dict(origin.options)
    given = {**_of_file().get(written(origin.name), {}), **_of_environment().get(written(origin.name), {})}
    return {**origin.options, **given}


def with_host() -> set[str]:
    """The origins whose credentials say where they are, too, as the environment writes them. Raises SettingsError."""
    given = (*_of_file().items(), *_of_environment().items())
    return {origin for origin, options in given if options.get("host")}


def missing(origin: Origin) -> list[str]:
    """The secrets that its source needs and nobody has given. Raises SettingsError, UnknownName."""
    options = options_of(origin)
    return [name for name in get(origin.source).secrets if not options.get(name)]


def complete_options(origin: Origin) -> dict[str, Any]:
    """`options_of`, none of its secrets missing. Raises SettingsError that says where to put it."""
    for name in missing(origin):
        raise SettingsError(
            _("{origin} has no {secret}.", origin=origin.name, secret=name),
            _("Put it into {file}, or set {variable}.", file=FILE, variable=variable(origin.name, name)),
        )
    return options_of(origin)


def refuse_secrets(origin: str, source: str, options: Mapping[str, Any]) -> None:
    """Raise SettingsError if options that anyone may read hold a secret; UnknownName if there is no such source."""
    for name in get(source).secrets:
        if name in options:
            raise SettingsError(
                _("The options of {origin} hold {secret}, which is a secret.", origin=origin, secret=name),
                _("Take it out of there, and put it into {file} or {variable}.",
                  file=FILE, variable=variable(origin, name)),
            )  # fmt: skip


def variable(origin: str, option: str) -> str:
    """The environment variable for an option of an origin."""
    return f"FAIRLEAD_CREDENTIALS__{written(origin)}__{option}".upper()


def written(origin: str) -> str:
    """An origin's name as the environment can write it."""
    return origin.replace("-", "_").lower()


def warn_if_open() -> None:
    """Leave a warning in the log if others than its owner may read credentials.json."""
    path = _file()
    if path and stat.S_IMODE(path.stat().st_mode) & (stat.S_IRGRP | stat.S_IROTH):
        log.warning("%s can be read by other users of this machine: chmod 600 %s", FILE, path)


def scrub(text: str) -> str:
    """The text with every secret that is known blanked, in each of the forms that a request gives it."""
    for secret in _secrets():
        text = text.replace(secret, BLANK)
    return text


def scrubbed(value: Any) -> Any:
    """JSON with all of its texts scrubbed."""
    if not _secrets():
        return value
    return _within(value)


def _within(value: Any) -> Any:
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, Mapping):
        return {scrub(name): _within(part) for name, part in value.items()}
    return [_within(part) for part in value] if isinstance(value, list | tuple) else value


def _secrets() -> tuple[str, ...]:
    """The forms of all secrets, longest first; none while settings or file cannot be read."""
    try:
        return _forms(json.dumps([*_of_environment().values(), *_of_file().values()]))
    except FairleadError:
        return ()


@lru_cache(maxsize=4)
def _forms(credentials: str) -> tuple[str, ...]:
    found = set()
    for options in json.loads(credentials):
        for name, value in options.items():
            if name not in PUBLIC and len(value) >= SHORTEST:
                pair = f"{options.get('username', '')}:{value}".encode()
                found |= {value, quote(value, safe=""), json.dumps(value)[1:-1], b64encode(pair).decode()}
    return tuple(sorted(found, key=len, reverse=True))


def _of_environment() -> Given:
    given = settings().credentials
    return {
        written(origin): {name.lower(): value.get_secret_value() for name, value in options.items()}
        for origin, options in given.items()
    }


def _of_file() -> Given:
    path = _file()
    if path is None:
        return {}
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from None


def _file() -> Path | None:
    return next((path for path in (settings().var / FILE, ROOT / FILE) if path.is_file()), None)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Given:
    """What the file holds. Its content is never part of an error."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        line = _("line {line}", line=getattr(error, "lineno", 1))
        raise _unreadable(path, _("it is not valid JSON, {where}", where=line)) from None
    if not isinstance(found, dict):
        raise _unreadable(path, _("it is no object"))
    if not any(isinstance(value, dict) for value in found.values()):
        found = {BARE: found}
    if not all(isinstance(options, dict) for options in found.values()):
        raise _unreadable(path, _("each origin's credentials are an object"))
    return {written(o): {name: str(value) for name, value in options.items()} for o, options in found.items()}


def _unreadable(path: Path, reason: str) -> SettingsError:
    return SettingsError(
        _("{file} cannot be used: {reason}.", file=path.name, reason=reason),
        _("It reads {example}.", example='{"ORIGIN": {"username": "...", "access_key": "..."}}'),
    )
