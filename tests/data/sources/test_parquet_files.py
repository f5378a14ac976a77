import gzip
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.sources._parquet_files import parquet_table
from errors import UnreadableFile


def parquet(columns: dict[str, list]) -> bytes:
    content = BytesIO()
    pq.write_table(pa.table(columns), content)
    return content.getvalue()


def test_values_keep_their_types_as_far_as_json_has_them(tmp_path):
    path = tmp_path / "Deals.parquet"
    path.write_bytes(
        parquet({
            "id": [1, 2],
            "name": ["Ada", None],
            "won": [True, False],
            "amount": [12.5, float("nan")],
            "huge": [float("inf"), float("-inf")],
            "price": [Decimal("1.10"), None],
            "day": [date(2024, 1, 31), None],
            "at": [datetime(2024, 1, 31, 10, 5, tzinfo=UTC), None],
            "hour": [time(10, 5), None],
            "length": [timedelta(seconds=90), None],
            "tags": [["a", "b"], []],
        })
    )  # fmt: skip
    table = parquet_table(path)
    assert (table.file, table.title) == ("Deals.parquet", "deals")
    assert list(table.rows()) == [
        {
            "id": 1, "name": "Ada", "won": True, "amount": 12.5, "huge": "inf", "price": "1.10", "day": "2024-01-31",
            "at": "2024-01-31T10:05:00+00:00", "hour": "10:05:00", "length": 90.0, "tags": ["a", "b"],
        },
        {
            "id": 2, "name": None, "won": False, "amount": None, "huge": "-inf", "price": None, "day": None,
            "at": None, "hour": None, "length": None, "tags": [],
        },
    ]  # fmt: skip


def test_a_zipped_parquet_is_read(tmp_path):
    path = tmp_path / "deals.parquet.gz"
    path.write_bytes(gzip.compress(parquet({"id": [1]})))
    assert list(parquet_table(path).rows()) == [{"id": 1}]


def fault(path) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        parquet_table(path)
    return caught.value


def test_bytes_are_refused_with_the_column(tmp_path):
    path = tmp_path / "deals.parquet"
    path.write_bytes(parquet({"id": [1], "photo": [b"\x00\x01"]}))
    assert "column 'photo' holds bytes" in fault(path).reason


def test_a_page_that_is_damaged_is_found_before_any_row_is_given(tmp_path):
    path = tmp_path / "deals.parquet"
    content = bytearray(parquet({"id": list(range(5000))}))
    content[4:60] = b"\xff" * 56
    path.write_bytes(bytes(content))
    assert "damaged" in fault(path).reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"id,name\n1,Ada\n", "not a Parquet file"),
        (b"PAR1" + b"\0" * 40 + b"PAR1", "not a Parquet file"),
    ],
)
def test_what_is_no_parquet_says_so(tmp_path, content, reason):
    path = tmp_path / "deals.parquet"
    path.write_bytes(content)
    assert reason in fault(path).reason


def test_a_table_without_rows_says_so(tmp_path):
    path = tmp_path / "deals.parquet"
    path.write_bytes(parquet({"id": pa.array([], pa.int64())}))
    assert "no row" in fault(path).reason
