"""Fairlead's command line: serve, import, propose, sync, publish, measure, points, forecast, outlook, clv,
statement, sql, origins and erase.

python src/manage.py COMMAND --help
"""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

import manage_clv
import manage_forecast
import manage_origins
import manage_outlook
import manage_points
import manage_price_response
import manage_statement
import manage_sync
from errors import BadInput, FairleadError
from i18n import _, negotiate, set_language
from settings import settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(manage_origins.app, name="origins")
app.command("clv")(manage_clv.clv)
app.command("forecast")(manage_forecast.forecast)
app.command("outlook")(manage_outlook.outlook)
app.command("points")(manage_points.points)
app.command("price-response")(manage_price_response.price_response)
app.command("statement")(manage_statement.statement)
app.command("sync")(manage_sync.sync)

# For Polars' allocator: what a step of a job frees goes back at once, and does not add to the next one's memory.
FREED_AT_ONCE = "dirty_decay_ms:10,muzzy_decay_ms:0,narenas:1"

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback()
def begin(
    context: typer.Context,
    language: Annotated[str, typer.Option(help="Language of what is said, e.g. fr.")] = "en",
    job: Annotated[int | None, typer.Option(hidden=True, help="Row of the ledger that waits for this.")] = None,
) -> None:
    """Fairlead: revenue figures from your CRM and files."""
    set_language(negotiate(language))
    if context.invoked_subcommand != "serve":  # a server keeps it for its next request
        os.environ.setdefault("_RJEM_MALLOC_CONF", FREED_AT_ONCE)
    if job is not None:
        from jobs import take

        take(job)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address; other than loopback needs FAIRLEAD_PASSWORD.")] = None,
    port: Annotated[int | None, typer.Option(help="Port.", min=1, max=65535)] = None,
    workers: Annotated[int | None, typer.Option(help="Server processes.", min=1)] = None,
) -> None:
    """Serve the dashboard; load the demo company first if there is no data at all."""
    from app import check_address, run_server
    from data.origins import is_empty, seed_origins
    from upkeep import bring_up_to_date, load_demo

    given = {"host": host, "port": port, "workers": workers}
    chosen = settings().model_copy(update={k: v for k, v in given.items() if v is not None})
    check_address(chosen)
    seed_origins()
    if chosen.demo and is_empty():
        typer.echo(_("No data yet: loading the demo company."))
        load_demo()
    bring_up_to_date()
    run_server(chosen)


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A file or a folder: CSV, XLSX, Parquet, each also .gz.")],
    mapping: Annotated[str, typer.Option(help="Name of a mapping: one shipped, or your own in var/mappings.")],
    origin: Annotated[str | None, typer.Option(help="Name of the origin; default the mapping's name.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count, store nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import files: log, check, publish, and print the receipt."""
    import jobs
    from data.importing import import_path
    from data.rehearsal import dry_run as rehearse

    def work(job_id: int, tell: jobs.Tell) -> dict[str, Any]:
        if dry_run:
            return rehearse(str(path), mapping, origin, tell=tell).as_dict()
        return import_path(str(path), mapping, origin, job_id=job_id, tell=tell).as_dict()

    arguments = {"path": str(path), "mapping": mapping, "origin": origin or mapping}
    manage_sync.print_receipt(jobs.run("rehearsal" if dry_run else "import", arguments, work), as_json)


@app.command()
def propose(
    path: Annotated[Path, typer.Argument(help="A file or a folder: CSV, XLSX, Parquet, each also .gz.")],
    as_json: AsJson = False,
) -> None:
    """Name the mappings that fit files by their names and columns, best first."""
    from data.proposal import proposal_lines, propose_mappings
    from jobs import go_first

    go_first()
    found = propose_mappings(path)
    typer.echo(json.dumps(found.as_dict()) if as_json else "\n".join(proposal_lines(found)))


@app.command()
def publish() -> None:
    """Bring the published snapshot up to the log, the settings and today's date."""
    import jobs
    from data.publish import publish as work

    typer.echo(jobs.run("publish", {}, lambda _job, tell: {"snapshot": work(tell)})["snapshot"])


@app.command()
def derive() -> None:
    """Fit the forecasts and deal models of the published snapshot. A running server does so by itself."""
    import jobs
    from derive import derive as work

    typer.echo(json.dumps(jobs.run("derive", {}, lambda _job, tell: work(tell))))


@app.command()
def measure(
    metric: Annotated[str, typer.Argument(help="Name of a metric, e.g. win_rate.")],
    by: Annotated[list[str] | None, typer.Option(help="Break down by a dimension; may be repeated.")] = None,
    grain: Annotated[str | None, typer.Option(help="day, week, month, quarter, year or fiscal_quarter ...")] = None,
    start: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD; default all time.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day, YYYY-MM-DD.")] = None,
    where: Annotated[list[str] | None, typer.Option(help="dimension=value; may be repeated.")] = None,
    top: Annotated[int | None, typer.Option(help="Only the largest groups of --by, and all others as one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print a metric, over all time unless a period is given."""
    from auth.scope import Scope
    from filters import Filters
    from metrics.answer import result_object

    query: dict[str, Any] = {"period": "all"}
    query.update({key: value for key, value in (("from", start), ("to", end)) if value})
    for condition in where or []:
        name, equals, value = condition.partition("=")
        if not equals:
            raise BadInput(
                _("'{condition}' is not dimension=value.").format(condition=condition),
                _("For example: --where sector=retail"),
            )
        query.setdefault(name, []).append(value)
    result = result_object(metric, Filters.from_query(query), Scope.all(), by=tuple(by or ()), grain=grain, top=top)
    typer.echo(json.dumps(result, indent=2, default=str) if as_json else _as_table(result))


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="A SELECT over the canonical tables.")], as_json: AsJson = False
) -> None:
    """Run a read-only SQL query over the published tables."""
    from polars import Config

    from data.engine import sql as run

    frame = run(query)
    if as_json:
        typer.echo(json.dumps(frame.to_dicts(), default=str))
        return
    with Config(tbl_rows=100, tbl_cols=50, tbl_hide_dataframe_shape=True, fmt_str_lengths=60):
        typer.echo(frame)


@app.command()
def erase(record: Annotated[str, typer.Argument(help="origin:kind:id of a record.")]) -> None:
    """Erase every version of a record here, publish without it, and leave an audit line.

    A later delivery of it brings it back: erase it in its source too.
    """
    from data.erasure import erase_record

    parts = record.split(":", 2)
    if len(parts) != 3:
        raise BadInput(
            _("'{record}' is not an id.").format(record=record), _("It reads origin:kind:id, e.g. crm:accounts:A1.")
        )
    typer.echo(
        _("Erased {n} versions of {record}. Erase it in its source too, or its next delivery brings it back.").format(
            n=erase_record(*parts), record=record
        )
    )


def _as_table(result: dict[str, Any]) -> str:
    from pandas import DataFrame

    from data.engine import current

    rows = result["rows"] or [result["total"]]
    total = result["total"]["value"]
    unit = current().currency if result["unit"] == "money" else result["unit"]
    return f"{DataFrame(rows).to_string(index=False)}\n\n{result['metric']}, total: {total} {unit}"


@contextmanager
def _errors_as_messages() -> Iterator[None]:
    """Our own errors end the command with their message and hint, not with a trace. Neither holds a secret."""
    from data.credentials import scrub
    from data.secret_free_logs import keep_secrets_out

    keep_secrets_out()
    try:
        yield
    except FairleadError as error:
        typer.secho(_("Error: {message}", message=scrub(error.message)), fg="red", err=True)
        if error.hint:
            typer.echo(scrub(error.hint), err=True)
        raise SystemExit(1) from None
    except Exception:
        logging.exception("This should not happen")  # in the log no secret stays
        raise SystemExit(1) from None


def main() -> None:
    """Run the command that the arguments name."""
    with _errors_as_messages():
        logging.basicConfig(level=settings().log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        app(standalone_mode=True)


if __name__ == "__main__":
    main()
