"""The options of an origin that say which server it is on and how it is read."""

from ipaddress import ip_address
from math import inf
from urllib.parse import urlsplit

from data.sources._base import SourceConfig
from errors import BadInput
from i18n import _, number


def server_address(config: SourceConfig, default: str = "") -> str:
    """The origin's host option as an address without a closing slash. Raises BadInput if it cannot be used."""
    given = str(config.options.get("host") or default).strip().rstrip("/")
    if not given:
        raise BadInput(
            _("{origin} has no host to read from.").format(origin=config.origin),
            _("Set the host option, e.g. https://crm.example.com."),
        )
    address = with_scheme(given)
    if not _is_usable(address):
        raise BadInput(
            _("The host of {origin} cannot be used.").format(origin=config.origin),
            _("Write it as https://name, without a user or a question mark; http is for this machine only."),
        )
    return address


def with_scheme(host: str) -> str:
    """The address that a host option means: one of https, unless it says otherwise."""
    return host if "://" in host else f"https://{host}"


def number_option(config: SourceConfig, name: str, default: float) -> float:
    """An option of the origin that is a number from 0 on. Raises BadInput if it is none."""
    given = config.options.get(name, default)
    try:
        value = float(given)
    except (TypeError, ValueError):
        value = -1.0
    if not 0 <= value < inf:
        raise BadInput(
            _("The option {name} of {origin} is '{value}'.", name=name, origin=config.origin, value=given),
            _("Give a number from 0 on, or leave it out: it is {default} then.", default=number(default)),
        )
    return value


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_usable(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port  # a port that is no number raises
    except ValueError:
        return False
    secure = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    return secure and bool(host) and "@" not in parts.netloc and not parts.query and not parts.fragment
