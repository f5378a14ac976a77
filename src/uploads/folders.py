"""Where uploaded files wait: a folder for each upload, until they have been imported or are a day old."""

import re
import secrets
import shutil
import time
from collections.abc import Collection
from pathlib import Path

from data.sources._table import FORMS, form_of
from errors import BadInput, StorageError
from i18n import _
from settings import settings

DAY = 24 * 3600.0  # seconds
ID = re.compile(r"[0-9a-f]{32}")
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
LONGEST = 120  # characters of a name without its extension
REPLACED = "_"


def new_folder() -> Path:
    """An empty folder for an upload; its name is the upload's id. Raises StorageError."""
    folder = _uploads() / secrets.token_hex(16)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise not_written(error) from error
    return folder


def folder_of(upload: str) -> Path:
    """The folder of an upload. Raises BadInput if its files are gone."""
    folder = _uploads() / upload
    if not ID.fullmatch(upload) or not folder.is_dir():
        raise BadInput(
            _("These files are not here any more."),
            _("They are kept until they have been imported, at most a day: choose them again."),
        )
    return folder


def files_of(upload: str) -> list[str]:
    """The names of an upload's files. Raises BadInput."""
    return sorted(path.name for path in folder_of(upload).iterdir())


def forget(upload: str) -> None:
    """Delete an upload's files, if they are still there."""
    if ID.fullmatch(upload):
        shutil.rmtree(_uploads() / upload, ignore_errors=True)


def forget_old() -> None:
    """Delete uploads to which nothing was added for a day."""
    for folder in _uploads().glob("*"):
        if time.time() - folder.stat().st_mtime > DAY:
            shutil.rmtree(folder, ignore_errors=True)


def safe_name(given: str, taken: Collection[str]) -> str:
    """A file's name without its folder and without what a file system may not take, other than those taken.

    Raises BadInput if files of that kind are not read.
    """
    name = UNSAFE.sub(REPLACED, re.split(r"[/\\]", given)[-1]).strip(" .") or REPLACED
    if form_of(Path(name)) not in FORMS:
        raise BadInput(
            _("'{file}' cannot be read.", file=name), _("Save it as one of: {forms}.", forms=", ".join(FORMS))
        )
    stem, dot, extensions = _split(name)
    stem, lowered = stem[:LONGEST], {each.lower() for each in taken}
    unique = f"{stem}{dot}{extensions}"
    number = 2
    while unique.lower() in lowered:
        unique = f"{stem} {number}{dot}{extensions}"
        number += 1
    return unique


def not_written(error: OSError) -> StorageError:
    """The disk's refusal, as a reader is told of it."""
    return StorageError(_("The files could not be stored: {reason}.", reason=error.strerror or error))


def _split(name: str) -> tuple[str, str, str]:
    """sales.csv.gz is ("sales", ".", "csv.gz")."""
    zipped = name[-3:] if name.lower().endswith(".gz") else ""
    stem, dot, extension = name.removesuffix(zipped).rpartition(".")
    return stem, dot, extension + zipped


def _uploads() -> Path:
    return settings().var / "uploads"
