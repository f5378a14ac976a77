"""The command line's `sync`: read live origins again, from where they were left or for a stretch of days.

python src/manage.py sync ORIGIN|all [--from DAY --to DAY | --month YYYY-MM]
"""

import json
from calendar import monthrange
from datetime import date
from typing import Annotated, Any

import typer

from errors import BadInput, FairleadError
from i18n import _

ALL = "all"


def sync(
    context: typer.Context,
    origin: Annotated[str, typer.Argument(help="An origin's name, or all.")],
    start: Annotated[str | None, typer.Option("--from", help="Read again from this day on, YYYY-MM-DD.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Read again up to this day, YYYY-MM-DD.")] = None,
    month: Annotated[str | None, typer.Option(help="Read this month again, YYYY-MM.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read an origin, or all enabled ones, again from where its settings say: what is new, or a stretch of days."""
    from data.credentials import scrubbed, warn_if_open
    from data.origins import seed_origins

    window = window_of(start, end, month)
    seed_origins()
    if (context.parent or context).params.get("job") is None:  # the server says it once
        warn_if_open()
    if origin != ALL:
        print_receipt(sync_one(origin, window), as_json)
        return
    receipts, failed = sync_all(window)
    if as_json:
        faults = [{"origin": name, **error.as_dict()} for name, error in failed.items()]
        typer.echo(json.dumps(scrubbed([*receipts, *faults])))
    for receipt in () if as_json else receipts:
        print_receipt(receipt, as_json)
    if failed:
        said = [f"{name}: {error.message} {error.hint}".rstrip() for name, error in failed.items()]
        raise FairleadError(
            _("{n} of {all} origins failed:", n=len(failed), all=len(failed) + len(receipts)), "\n".join(said)
        )


def sync_one(origin: str, window: tuple[date, date] | None) -> dict[str, Any]:
    """Run the sync of an origin as a job; gives its receipt. Raises what kept it from its end."""
    import jobs
    from data.importing import sync_origin

    def work(job_id: int, tell: jobs.Tell) -> dict[str, Any]:
        return sync_origin(origin, window, job_id=job_id, tell=tell).as_dict()

    days = {"from": window[0].isoformat(), "to": window[1].isoformat()} if window else {}
    return jobs.run("sync", {"origin": origin, **days}, work)


def sync_all(window: tuple[date, date] | None) -> tuple[list[dict[str, Any]], dict[str, FairleadError]]:
    """The receipts of all enabled origins that can be read again, and why others could not, by name."""
    from data.origins import all_origins, is_live

    names = [o.name for o in all_origins() if o.enabled and (is_live(o) or (o.options and not window))]
    if not names:
        raise BadInput(
            _("No enabled origin says where to read from."), _("Name one with its options in settings.toml.")
        )
    receipts, failed = [], {}
    for name in names:
        try:
            receipts.append(sync_one(name, window))
        except FairleadError as error:
            failed[name] = error
    return receipts, failed


def window_of(start: str | None, end: str | None, month: str | None) -> tuple[date, date] | None:
    """The first and last day to read again; None for what is new. Raises BadInput for half a stretch of days."""
    if month:
        if start or end:
            raise BadInput(_("A month is a stretch of days of its own."), _("Give --month, or --from and --to."))
        first = _first_of(month)
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    if not start and not end:
        return None
    if not start or not end:
        raise BadInput(_("A stretch of days has two ends."), _("Give both --from and --to, or --month."))
    first, last = _day(start), _day(end)
    if first > last:
        raise BadInput(_("{first} is after {last}.", first=start, last=end), _("Give the earlier day as --from."))
    return first, last


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(_("'{text}' is not a day.", text=text), _("It reads {form}.", form="YYYY-MM-DD")) from None


def _first_of(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise BadInput(_("'{text}' is not a month.", text=month), _("It reads {form}.", form="YYYY-MM")) from None


def print_receipt(receipt: dict[str, Any], as_json: bool) -> None:
    """A receipt as lines for a person, or as JSON."""
    from data.receipt import Receipt, receipt_lines

    if as_json:
        typer.echo(json.dumps(receipt, indent=2))
    else:
        typer.echo("\n".join(receipt_lines(Receipt(**receipt))))
