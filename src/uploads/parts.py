"""The files in a multipart body, written to a folder piece by piece as they come in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from errors import BadInput, TooLarge
from i18n import _, ngettext
from uploads.folders import not_written, safe_name

PIECE = 1 << 20  # bytes that wait in memory before they are written
MOST_FILES = 200


class Parts:
    """Feed it the body as it comes; `write` what waits, in a thread, whenever `is_full`."""

    def __init__(self, content_type: str, folder: Path, limit: int) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise BadInput(_("This is not an upload of files."), _("Send them as multipart/form-data."))
        callbacks: dict[str, Callable[..., None]] = {
            "on_part_begin": self._begin, "on_header_field": self._field, "on_header_value": self._value,
            "on_header_end": self._header, "on_headers_finished": self._name, "on_part_data": self._data,
            "on_end": self._end,
        }  # fmt: skip
        self._parser: Any = MultipartParser(options[b"boundary"], callbacks)  # type: ignore[arg-type]
        self._folder, self._limit = folder, limit
        self._pieces: list[tuple[str, bytes]] = []
        self._waiting = self._received = 0
        self._file: str | None = None  # the part being read, if it is one
        self._last: tuple[bytes, bytes] = (b"", b"")
        self._disposition = b""
        self._whole = False
        self.files: dict[str, int] = {}  # bytes by name

    @property
    def is_full(self) -> bool:
        return self._waiting >= PIECE

    def feed(self, chunk: bytes) -> None:
        """Take some more of the body. Raises TooLarge, or BadInput for what is no multipart."""
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise BadInput(_("The upload cannot be read: {reason}.", reason=error)) from None

    def write(self) -> None:
        """Write what waits. Raises StorageError."""
        pieces, self._pieces, self._waiting = self._pieces, [], 0
        try:
            for name, data in pieces:
                with (self._folder / name).open("ab") as file:
                    file.write(data)
        except OSError as error:
            raise not_written(error) from error

    def finish(self) -> None:
        """Write the rest. Raises BadInput if the body was cut short or held no file."""
        self.write()
        if not self._whole:
            raise BadInput(_("The upload was cut short."), _("Send the files again."))
        if not self.files:
            raise BadInput(_("No file was sent."), _("Choose one or more files."))

    def _begin(self) -> None:
        self._file, self._last, self._disposition = None, (b"", b""), b""

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._last = (self._last[0] + data[start:end], self._last[1])

    def _value(self, data: bytes, start: int, end: int) -> None:
        self._last = (self._last[0], self._last[1] + data[start:end])

    def _header(self) -> None:
        name, value = self._last
        if name.lower() == b"content-disposition":
            self._disposition = value
        self._last = (b"", b"")

    def _name(self) -> None:
        """A part with a file's name is a file; any other is left out."""
        given = parse_options_header(self._disposition)[1].get(b"filename")
        if not given:
            return
        if len(self.files) >= MOST_FILES:
            raise BadInput(
                ngettext("More than {n} file.", "More than {n} files.", MOST_FILES), _("Send fewer at a time.")
            )
        self._file = safe_name(given.decode("utf-8", "replace"), self.files)
        self.files[self._file] = 0
        self._pieces.append((self._file, b""))  # so that an empty file is there too

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._received += end - start
        if self._received > self._limit:
            raise too_large(self._limit)
        if self._file is not None:
            self.files[self._file] += end - start
            self._pieces.append((self._file, data[start:end]))
            self._waiting += end - start

    def _end(self) -> None:
        self._whole = True


def too_large(limit: int) -> TooLarge:
    """More than `limit` bytes."""
    return TooLarge(
        _("An upload may have {mb} MB at most.", mb=limit >> 20),
        _("Compress the file (.gz), split it, or import it on the server: manage.py import PATH --mapping NAME."),
    )
