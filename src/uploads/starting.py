"""What buttons start: dry runs and imports of uploads, the demo, syncs, origins on and off, scoring by new rules.

Each is a job.
"""

import asyncio
import json
import sys
from typing import Any

from data.ledger import DONE
from data.mapping import load_mapping
from data.origins import DEMO, all_origins, check_name, enable, get_origin
from data.tables import Job
from errors import BadInput
from i18n import _, language
from jobs import launch
from settings import ROOT
from uploads.folders import files_of, folder_of, forget

PATIENCE = 120.0  # seconds for a look at the headers of files


async def propose(upload: str) -> dict[str, Any]:
    """`data.proposal.Proposals` of an upload as a dictionary. Raises BadInput if its files cannot be looked into.

    In a process of its own: a workbook can unpack to more than the server's memory holds.
    """
    manage = str(ROOT / "src" / "manage.py")
    command = [manage, "--language", language(), "propose", str(folder_of(upload)), "--json"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    try:
        said, _errors = await asyncio.wait_for(process.communicate(), PATIENCE)
    except TimeoutError:
        process.kill()
        await process.wait()
        said = b""
    if process.returncode or not said:
        raise BadInput(
            _("These files could not be looked into: they need more memory or time than there is."),
            _("Save a large workbook as CSV, or import it on the server: manage.py import PATH --mapping NAME."),
        )
    found: dict[str, Any] = json.loads(said)
    return found


def start_rehearsal(upload: str, mapping: str, origin: str) -> int:
    """Start the dry run of an upload; gives the job's id. Raises BadInput, UnknownName, JobRunning."""
    command, arguments = _import_of(upload, mapping, origin)
    return launch("rehearsal", arguments, *command, "--dry-run")


def start_import(upload: str, mapping: str, origin: str) -> int:
    """Start the import of an upload, whose files are deleted when it is done; gives the job's id."""

    def tidy(job: Job) -> None:
        if job.status == DONE:
            forget(upload)

    command, arguments = _import_of(upload, mapping, origin)
    return launch("import", arguments, *command, ended=tidy)


def start_demo() -> int:
    """Start the import of the demo company; gives the job's id. Raises JobRunning."""
    path = str(ROOT / "data")
    if any(origin.name == DEMO and not origin.enabled for origin in all_origins()):
        enable(DEMO, True)
    arguments = {"path": path, "mapping": DEMO, "origin": DEMO}
    return launch("import", arguments, "import", path, f"--mapping={DEMO}")


def start_sync(origin: str) -> int:
    """Start reading an origin again from where its options say; gives the job's id. Raises UnknownName, JobRunning."""
    return launch("sync", {"origin": get_origin(origin).name}, "sync", origin)


def start_switch(origin: str, on: bool) -> int:
    """Start showing an origin's data, or showing it no more; gives the job's id. Raises UnknownName, JobRunning."""
    arguments = {"origin": get_origin(origin).name, "enabled": on}
    return launch("publish", arguments, "origins", "enable" if on else "disable", origin)


def start_publish(rules: int) -> int:
    """Start scoring everything by point rules that were saved, by their id; gives the job's id. Raises JobRunning."""
    return launch("publish", {"rules": rules}, "publish")


def _import_of(upload: str, mapping: str, origin: str) -> tuple[list[str], dict[str, Any]]:
    """The command that imports an upload, and what the ledger keeps of it. Raises BadInput before anything starts."""
    folder, files = folder_of(upload), files_of(upload)
    load_mapping(mapping)
    check_name(origin)
    other = next((o.mapping for o in all_origins() if o.name == origin and o.mapping != mapping), None)
    if other:
        raise BadInput(
            _("Origin '{name}' uses the mapping {known}, not {mapping}.", name=origin, known=other, mapping=mapping),
            _("Give it another name."),
        )
    command = ["import", str(folder), f"--mapping={mapping}", f"--origin={origin}"]
    return command, {"upload": upload, "files": files, "path": str(folder), "mapping": mapping, "origin": origin}
