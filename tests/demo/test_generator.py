"""The generator gives the files that lie in data/."""

import gzip

from demo.company import write_company


def _content(path):
    """What a file holds; the compressed bytes themselves depend on the zlib that Python was built with."""
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def test_the_same_seed_gives_the_files_in_data(tmp_path, data_folder):
    written = write_company(tmp_path)
    assert sorted(p.name for p in written) == sorted(p.name for p in data_folder.iterdir() if p.suffix != ".md")
    assert [p.name for p in written if _content(p) != _content(data_folder / p.name)] == []


def test_compressed_files_carry_no_time(data_folder):
    assert {path.read_bytes()[4:8] for path in data_folder.glob("*.gz")} == {b"\0\0\0\0"}


def test_all_files_together_stay_under_eight_megabytes(data_folder):
    assert sum(path.stat().st_size for path in data_folder.iterdir()) <= 8_000_000
