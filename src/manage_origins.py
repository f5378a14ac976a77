"""The command line's `origins`: list, enable and disable them.

python src/manage.py origins COMMAND --help
"""

import json
from typing import Annotated, Any

import typer

from i18n import _

app = typer.Typer(help="List, enable and disable origins.", no_args_is_help=True)
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
