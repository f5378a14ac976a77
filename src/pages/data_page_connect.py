"""The Data page's word on connecting a CRM: for each connector what goes where, and whether its secrets are there."""

import asyncio
from contextlib import suppress
from typing import Any

from dash import Input, Output, callback, html

from data.credentials import FILE, missing, variable
from data.mapping import Mapping, load_mapping, mapping_names
from data.origins import all_origins
from data.sources import _base as sources
from data.sources._base import Source
from data.tables import Origin
from errors import BadMapping, FairleadError
from i18n import _
from pages.components import aria

FOLDER = """[origins.crm-export]
source = "files"
mapping = "simple"
options = { path = "/srv/crm/export" }"""


def connect_panel() -> html.Section:
    """What can be connected here; the connectors themselves are listed when the page stands."""
    how = _(
        "Name your CRM in settings.toml, give its secret apart from that, and start Fairlead again. It is then read "
        "every few minutes; Sync now reads it at once."
    )
    return html.Section(
        [
            html.Div(html.H2(_("Connect a CRM"), id="data-connect-title"), className="panel-head"),
            html.P(how, className="muted"),
            html.Div(id="data-connectors"),
        ],
        id="connect", className="panel wide connect", **aria(labelledby="data-connect-title"),
    )  # fmt: skip


@callback(Output("data-connectors", "children"), Input("data-changed", "data"))
async def show_connectors(_changed: Any) -> list[Any]:
    return await asyncio.to_thread(_connectors)


def _connectors() -> list[Any]:
    """Each live source with the origins that use it. Loading the sources takes a moment, and memory."""
    origins = all_origins()
    found = [source for name in sources.names() if (source := sources.get(name)).live]
    return [*(_connector(source, [o for o in origins if o.source == source.name]) for source in found), _folder()]


def _connector(source: Source, origins: list[Origin]) -> html.Details:
    """One connector: its part of settings.toml, where its secrets go, and the origins that use it."""
    name = origins[0].name if origins else source.name.replace("_", "-")
    mapping = _mapping(source.name)
    title = _(mapping.title) if mapping else source.name
    secrets = [variable(name, secret) for secret in source.secrets]
    inside = ", ".join(f'"{secret}": "..."' for secret in source.secrets)
    return html.Details(
        [
            html.Summary([html.Strong(title), *map(_status, origins)]),
            html.P(_("In settings.toml:")),
            html.Pre(snippet(source, name, mapping.name if mapping else "NAME"), className="code", tabIndex="0"),
            html.P(_("Its secret in the environment, or in .env:")),
            html.Pre("\n".join(f"{each}=..." for each in secrets), className="code", tabIndex="0"),
            html.P(_("or in {file}, beside the database or settings.toml:", file=FILE)),
            html.Pre(f'{{"{name}": {{{inside}}}}}', className="code", tabIndex="0"),
        ],
        className="connector",
    )


def snippet(source: Source, origin: str, mapping: str) -> str:
    """What settings.toml says of an origin of this source; no secret is part of it."""
    options = ", ".join(f'{name} = "{value}"' for name, value in source.example.items())
    return f'[origins.{origin}]\nsource = "{source.name}"\nmapping = "{mapping}"\noptions = {{ {options} }}'


def _mapping(source: str) -> Mapping | None:
    """The first mapping that is made for a source; one that cannot be read is none."""
    for name in mapping_names():
        with suppress(BadMapping):
            if (mapping := load_mapping(name)).source == source:
                return mapping
    return None


def _status(origin: Origin) -> html.Span:
    """Whether the credentials of an origin were found; never what they are."""
    try:
        lacks = missing(origin)
    except FairleadError as error:
        return html.Span(error.message, className="badge failed")
    if lacks:
        words = _("{origin}: no {secrets} found", origin=origin.name, secrets=", ".join(lacks))
        return html.Span(words, className="badge warning")
    return html.Span(_("{origin}: credentials found", origin=origin.name), className="badge done")


def _folder() -> html.Details:
    how = _(
        "A folder into which your CRM exports its files can be read again and again. Name it in settings.toml, and run "
        "manage.py sync crm-export whenever there is something new, or press Sync now above:"
    )
    return html.Details(
        [html.Summary(html.Strong(_("A folder of files"))), html.P(how),
         html.Pre(FOLDER, className="code", tabIndex="0")],
        className="connector",
    )  # fmt: skip
