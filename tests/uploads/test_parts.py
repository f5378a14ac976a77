from pathlib import Path

import pytest

from errors import BadInput, StorageError, TooLarge
from uploads.parts import MOST_FILES, PIECE, Parts

TYPE = "multipart/form-data; boundary=XX"


def part(name: str, content: bytes, field: str = "file") -> bytes:
    head = f'--XX\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
    return head.encode() + b"Content-Type: text/csv\r\n\r\n" + content + b"\r\n"


def receive(folder: Path, body: bytes, size: int = 1 << 16, limit: int = 1 << 30) -> Parts:
    parts = Parts(TYPE, folder, limit)
    for start in range(0, len(body), size):
        parts.feed(body[start : start + size])
        if parts.is_full:
            parts.write()
    parts.finish()
    return parts


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
def test_files_arrive_whole_however_the_body_is_cut(tmp_path: Path, size: int) -> None:
    binary = bytes(range(256)) * 3 + b"\r\n--X\r\n--XY"
    body = part("a.csv", b"id\r\n1\r\n") + part("b.parquet", binary) + part("empty.csv", b"") + b"--XX--\r\n"
    received = receive(tmp_path, body, size)
    assert received.files == {"a.csv": 7, "b.parquet": len(binary), "empty.csv": 0}
    assert (tmp_path / "a.csv").read_bytes() == b"id\r\n1\r\n"
    assert (tmp_path / "b.parquet").read_bytes() == binary
    assert (tmp_path / "empty.csv").read_bytes() == b""


def test_what_waits_in_memory_is_written_piece_by_piece(tmp_path: Path) -> None:
    parts = Parts(TYPE, tmp_path, 1 << 30)
    parts.feed(part("a.csv", b"")[:-2])
    parts.feed(b"x" * (PIECE - 1000))
    assert not parts.is_full
    parts.feed(b"x" * 2000)
    assert parts.is_full
    parts.write()
    assert not parts.is_full
    assert (tmp_path / "a.csv").stat().st_size >= PIECE


def test_a_body_of_more_than_the_limit_is_refused_as_soon_as_it_is(tmp_path: Path) -> None:
    parts = Parts(TYPE, tmp_path, limit=3 << 20)
    parts.feed(part("a.csv", b"")[:-2])
    parts.feed(b"x" * (2 << 20))
    with pytest.raises(TooLarge, match="3 MB at most") as refused:
        parts.feed(b"x" * (2 << 20))
    assert refused.value.status == 413


def test_fields_that_are_no_files_count_but_are_not_kept(tmp_path: Path) -> None:
    field = b'--XX\r\nContent-Disposition: form-data; name="note"\r\n\r\n' + b"n" * 100 + b"\r\n"
    body = field + part("a.csv", b"id") + b"--XX--\r\n"
    assert receive(tmp_path, body).files == {"a.csv": 2}
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    with pytest.raises(TooLarge):
        receive(tmp_path, body, limit=50)


def test_a_body_that_ends_early_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cut short"):
        receive(tmp_path, part("a.csv", b"id"))


def test_a_body_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No file was sent"):
        receive(tmp_path, b"--XX--\r\n")


def test_more_files_than_anybody_needs_are_refused(tmp_path: Path) -> None:
    body = b"".join(part(f"{n}.csv", b"id") for n in range(MOST_FILES + 1))
    with pytest.raises(BadInput, match="More than 200 files"):
        receive(tmp_path, body)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "", "multipart/form-data; boundary="])
def test_a_body_that_is_no_multipart_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(BadInput, match="not an upload"):
        Parts(kind, tmp_path, 1)


def test_a_body_that_does_not_begin_with_a_part_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        receive(tmp_path, b"id,status\n1,Won\n")


def test_a_disk_that_refuses_is_a_storage_error(tmp_path: Path) -> None:
    parts = Parts(TYPE, tmp_path / "gone", 1 << 30)
    parts.feed(part("a.csv", b"id") + b"--XX--\r\n")
    with pytest.raises(StorageError, match="could not be stored"):
        parts.finish()
