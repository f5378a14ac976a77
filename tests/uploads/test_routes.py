"""POST /upload through the real ASGI stack."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import app
from tests.state import state

OURS = {"x-fairlead": "upload"}
FILE = ("deals.csv", b"id,status\n1,Won\n")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with (
        state(tmp_path / "var", FAIRLEAD_UPLOAD_MB="2"),
        TestClient(app.build_app(), base_url="http://localhost") as opened,
    ):
        yield opened


def uploads(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "var" / "uploads").glob("*"))


def test_files_are_stored_under_an_id_that_nobody_can_guess(client: TestClient, tmp_path: Path) -> None:
    answer = client.post("/upload", files=[("file", FILE), ("file", ("../reps.csv", b"rep\n"))], headers=OURS)
    assert answer.status_code == 200
    stored = answer.json()
    assert stored["files"] == [{"name": "deals.csv", "bytes": 16}, {"name": "reps.csv", "bytes": 4}]
    (folder,) = uploads(tmp_path)
    assert folder.name == stored["id"]
    assert len(stored["id"]) == 32
    assert (folder / "deals.csv").read_bytes() == FILE[1]


def test_a_page_of_another_site_cannot_send_files(client: TestClient, tmp_path: Path) -> None:
    for headers in ({}, {"x-fairlead": "yes"}, {**OURS, "origin": "http://evil.example"},
                    {**OURS, "sec-fetch-site": "cross-site"}):  # fmt: skip
        answer = client.post("/upload", files={"file": FILE}, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "foreign_request"
    assert uploads(tmp_path) == []
    assert "access-control-allow-origin" not in client.options("/upload", headers={"origin": "http://x"}).headers


def test_a_length_that_is_too_large_is_refused_before_a_byte_is_read(client: TestClient, tmp_path: Path) -> None:
    def never() -> Iterator[bytes]:
        yield b""
        raise AssertionError("the body was read")

    kind = {"content-type": "multipart/form-data; boundary=XX", "content-length": str(10 << 20)}
    answer = client.post("/upload", content=never(), headers={**OURS, **kind})
    assert answer.status_code == 413
    assert answer.json()["error"]["message"] == "An upload may have 2 MB at most."
    assert uploads(tmp_path) == []


def test_a_length_that_lies_is_found_out_while_reading_and_leaves_nothing(client: TestClient, tmp_path: Path) -> None:
    def lots() -> Iterator[bytes]:
        yield b'--XX\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        for _megabyte in range(5):
            yield b"x" * (1 << 20)

    kind = {"content-type": "multipart/form-data; boundary=XX"}
    answer = client.post("/upload", content=lots(), headers={**OURS, **kind})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert uploads(tmp_path) == []


def test_a_disk_that_takes_nothing_more_is_said_so(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir(exist_ok=True)
    (tmp_path / "var" / "uploads").write_text("in the way")
    answer = client.post("/upload", files={"file": FILE}, headers=OURS)
    assert (answer.status_code, answer.json()["error"]["code"]) == (507, "storage")


@pytest.mark.parametrize(
    ("files", "words"),
    [({"file": ("plan.pdf", b"%PDF")}, "'plan.pdf' cannot be read"), ({"note": (None, b"hello")}, "No file was sent")],
)
def test_what_is_no_data_is_refused_in_our_shape(client: TestClient, tmp_path: Path, files: dict, words: str) -> None:
    answer = client.post("/upload", files=files, headers=OURS)
    assert answer.status_code == 400
    assert words in answer.json()["error"]["message"]
    assert uploads(tmp_path) == []
