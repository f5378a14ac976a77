"""A table found in a file: its columns, and a way to read its rows again and again."""

import gzip
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from errors import UnreadableFile
from i18n import _

Row = dict[str, Any]
FORMS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
NOT_DATA = (".", "~$", "readme")  # hidden files, Excel's lock files


@dataclass(frozen=True)
class DataTable:
    """A table that has been read to its end once without a fault.

    `file` is what people know it by, `title` the lower-cased name that tells its kind, `rows` reads it anew;
    there are `height` of them.
    """

    file: str
    title: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    height: int


def title_of(path: Path) -> str:
    """The file's name in lower case without folder and extensions: Sales.CSV.gz is "sales"."""
    name = path.name.lower().removesuffix(".gz")
    return name.rpartition(".")[0] or name


def form_of(path: Path) -> str:
    """The extension that tells how the file is read, ".gz" aside: Sales.CSV.gz is ".csv"."""
    return Path(path.name.lower().removesuffix(".gz")).suffix


def is_data(name: str) -> bool:
    """Whether a file of that name is one of those that are read."""
    return form_of(Path(name)) in FORMS and not name.lower().startswith(NOT_DATA)


def open_bytes(path: Path) -> IO[bytes]:
    """The content of a file, unzipped if its name ends in .gz."""
    return gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb")  # type: ignore[return-value]


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Turn what disk and gzip may raise into UnreadableFile."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        hint = _("Fetch or compress the file again.")
        raise UnreadableFile(
            path.name, _("the gzip is damaged or cut short ({error})").format(error=error), hint=hint
        ) from None
    except FileNotFoundError:
        hint = _("Check the spelling of the path.")
        raise UnreadableFile(str(path), _("there is no such file or folder"), hint=hint) from None
    except OSError as error:
        hint = _("Check that the file is there and may be read.")
        raise UnreadableFile(path.name, error.strerror or str(error), hint=hint) from None


def name_columns(file: str, header: Sequence[str], filled: Collection[int]) -> dict[int, str]:
    """Column names by position. `filled` are the positions of nameless columns that hold values.

    Names are trimmed. A nameless column with values is named after its place ("column_1"), one without is
    left out. Raises UnreadableFile if a name occurs twice.
    """
    names: dict[int, str] = {}
    for position, cell in enumerate(header):
        name = cell.replace("\ufeff", "").strip()
        if not name and position not in filled:
            continue
        name = name or f"column_{position + 1}"
        if name in names.values():
            reason = _("two columns are called '{name}'").format(name=name)
            raise UnreadableFile(file, reason, 1, _("Rename or remove one of them."))
        names[position] = name
    return names
