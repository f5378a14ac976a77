"""In which encoding a text file is written: UTF-8, UTF-16 or Windows-1252, found out from its bytes."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from data.sources._table import open_bytes
from errors import UnreadableFile
from i18n import _

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BLOCK = 1 << 20
STRAY_MARK = re.compile(rb"[\xfe\xff]{2}")  # ÿþ and the like: in no word, but at the joints of glued files
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def encoding_of(path: Path) -> str:
    """The encoding in which all of the file can be read. Raises UnreadableFile with the line and the byte.

    Bytes that are not UTF-8 make a file Windows-1252, unless most of its other letters are UTF-8: then it
    is UTF-8 with a broken byte, and reading on would garble every accent in it.
    """
    if marked := _marked(path, _start(path)):
        return _readable(path, marked)
    fault = _first_fault(path, "utf-8")
    if fault is None:
        return "utf-8"
    if _is_mostly_utf8(path) or any(STRAY_MARK.search(block) for block in _blocks(path)):
        raise fault
    return _readable(path, "cp1252")


def likely_encoding(path: Path) -> str:
    """The encoding in which the start of the file can be read: enough to see its header. Raises UnreadableFile."""
    start = _start(path)
    encoding = _marked(path, start) or "utf-8"
    try:
        codecs.getincrementaldecoder(encoding)().decode(start, final=len(start) < BLOCK)
    except UnicodeDecodeError:
        return "cp1252" if encoding == "utf-8" else _readable(path, encoding)
    return encoding


def _start(path: Path) -> bytes:
    with open_bytes(path) as file:
        start = file.read(BLOCK)
    if not start.strip():
        raise UnreadableFile(path.name, _("the file is empty"), hint=_("Export it again, with its header line."))
    return start


def _marked(path: Path, start: bytes) -> str | None:
    """What the mark at the start, or zeros between the letters, say."""
    for bom, encoding in BOMS:
        if start.startswith(bom):
            return encoding
    zero = start.find(b"\0")
    return _wide(path, start, zero) if zero >= 0 else None


def _readable(path: Path, encoding: str) -> str:
    if fault := _first_fault(path, encoding):
        raise fault
    return encoding


def _wide(path: Path, start: bytes, zero: int) -> str:
    """UTF-16 without a mark has a zero in every other byte of plain letters."""
    odd, even, quarter = start[1::2].count(0), start[0::2].count(0), len(start) / 4
    for encoding, zeros, letters in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > quarter > letters:
            return encoding
    line = start.count(b"\n", 0, zero) + 1
    hint = _("Is it a CSV file? Save it again as CSV UTF-8.")
    raise UnreadableFile(path.name, _("holds a zero byte, so it is not text"), line, hint)


def _first_fault(path: Path, encoding: str) -> UnreadableFile | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    for block in _blocks(path):
        try:
            line += _line_ends(decoder.decode(block, final=not block))
        except UnicodeDecodeError as error:
            line += _line_ends(error.object[: error.start].decode("latin-1"))
            reason = _("the byte 0x{byte:02x} is not {encoding} text").format(
                byte=error.object[error.start], encoding="Windows-1252" if encoding == "cp1252" else encoding.upper()
            )
            return UnreadableFile(path.name, reason, line, _("Save the file again as CSV UTF-8."))
    return None


def _line_ends(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _is_mostly_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    for block in _blocks(path):
        text = decoder.decode(block, final=not block)
        broken = text.count("\ufffd")
        bad += broken
        good += len(BEYOND_ASCII.findall(text)) - broken
    return good >= bad


def _blocks(path: Path) -> Iterator[bytes]:
    """The file in pieces; the last one is empty."""
    with open_bytes(path) as file:
        while block := file.read(BLOCK):
            yield block
    yield b""
