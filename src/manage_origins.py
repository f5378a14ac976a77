"""The command line's `origins`: list, add, enable and disable them.

python src/manage.py origins COMMAND --help
"""

import json
from typing import Annotated, Any

import typer

from errors import BadInput
from i18n import _

app = typer.Typer(help="List, add, enable and disable origins.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="An origin's name.")]


@app.command("list")
def list_origins(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the origins, their mappings and whether they are shown."""
    from data.origins import all_origins, seed_origins

    seed_origins()
    rows = [{"name": o.name, "source": o.source, "mapping": o.mapping, "enabled": o.enabled} for o in all_origins()]
    if as_json:
        typer.echo(json.dumps(rows))
        return
    for row in rows:
        typer.echo(f"{row['name']:20} {row['mapping']:14} {_('enabled') if row['enabled'] else _('disabled')}")


@app.command("add")
def add_origin(
    name: Name,
    source: Annotated[str, typer.Option(help="Type of connector, e.g. vtiger.")],
    mapping: Annotated[str, typer.Option(help="Name of a mapping: one shipped, or your own in var/mappings.")],
    currency: Annotated[str | None, typer.Option(help="Currency of its money; default the mapping's.")] = None,
    option: Annotated[list[str] | None, typer.Option(help="key=value, no secret; may be repeated.")] = None,
) -> None:
    """Add an origin that sync reads. Its secrets go into credentials.json or the environment."""
    from data.origins import add_origin as add
    from data.origins import all_origins, seed_origins

    _check_fits(source, mapping, currency)
    seed_origins()
    if name in {origin.name for origin in all_origins()}:
        raise BadInput(_("There is an origin '{name}' already.", name=name), _("Give the new one another name."))
    add(name, mapping, source, currency, options=_options(option or []))
    typer.echo(_("{name} is added. Read it with: manage.py sync {name}", name=name))


def _check_fits(source: str, mapping: str, currency: str | None) -> None:
    """Raise BadInput for a currency that there is not, and for a mapping of another live source."""
    from babel.numbers import is_currency

    from data.mapping import load_mapping
    from data.sources import _base as sources

    if currency and not is_currency(currency):
        raise BadInput(
            _("There is no currency '{currency}'.", currency=currency), _("Write its ISO 4217 code, e.g. EUR.")
        )
    reads = load_mapping(mapping).source
    if sources.get(source).live and sources.get(reads).live and reads != source:
        raise BadInput(
            _("The mapping {mapping} reads {reads}, not {source}.", mapping=mapping, reads=reads, source=source),
            _("Choose a mapping of {source}, or --source {reads}.", source=source, reads=reads),
        )


def _options(given: list[str]) -> dict[str, Any]:
    """Options as settings.toml would have them: what reads as JSON is a number, a list ..., all else is text."""
    options: dict[str, Any] = {}
    for each in given:
        key, equals, value = each.partition("=")
        if not equals:
            raise BadInput(_("'{option}' is not key=value.", option=each), _("For example: --option host=https://..."))
        try:
            options[key] = json.loads(value)
        except json.JSONDecodeError:
            options[key] = value
    return options


@app.command("enable")
def enable_origin(name: Name) -> None:
    """Show an origin's data again."""
    _switch(name, True)


@app.command("disable")
def disable_origin(name: Name) -> None:
    """Keep an origin's data but show it no more."""
    _switch(name, False)


def _switch(name: str, on: bool) -> None:
    """One job for both steps: while another publishes, nothing is switched that nobody would publish."""
    import jobs
    from data.origins import enable
    from data.publish import publish

    def work(_job: int, tell: jobs.Tell) -> dict[str, Any]:
        enable(name, on)
        return {"snapshot": publish(tell)}

    jobs.run("publish", {"origin": name, "enabled": on}, work)
    said = _("{name} is shown from now on.") if on else _("{name} is kept and shown no more.")
    typer.echo(said.format(name=name))
