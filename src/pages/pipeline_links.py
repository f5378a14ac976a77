"""Addresses that come with the data: only those of web pages may be followed."""

from urllib.parse import urlsplit

from dash import html

from i18n import _


def safe_address(url: object) -> str | None:
    """The address if it is one of http or https with a host; None for anything else, such as javascript:."""
    text = str(url).strip() if isinstance(url, str) else ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def crm_link(url: object) -> html.A | None:
    """A link to the deal in the CRM, in a tab of its own that cannot reach back into this one."""
    address = safe_address(url)
    if address is None:
        return None
    return html.A(_("Open in the CRM ↗"), href=address, target="_blank", rel="noopener noreferrer", className="button")
