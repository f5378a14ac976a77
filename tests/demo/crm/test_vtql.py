"""VTQL as both VTigers speak it: what is read, what is refused, which rows it gives."""

import pytest

from demo.crm.vtql import VtqlError, parse, run

ROWS = [
    {"id": "5x9", "name": "Pump", "stage": "New", "modifiedtime": "2024-01-05 10:00:00"},
    {"id": "5x10", "name": "Valve's", "stage": "Won", "modifiedtime": "2024-01-06 10:00:00"},
    {"id": "5x101", "name": "Pipe", "stage": "New", "modifiedtime": "2024-01-07 10:00:00"},
]
MANY = [{"id": f"5x{n}"} for n in range(1, 251)]


def ids(query, rows=ROWS):
    return [row["id"] for row in run(parse(query), rows)]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("stage = 'New'", ["5x9", "5x101"]),
        ("stage != 'New'", ["5x10"]),
        ("modifiedtime >= '2024-01-06 10:00:00'", ["5x10", "5x101"]),
        ("modifiedtime < '2024-01-06 10:00:00'", ["5x9"]),
        ("id > '5x9'", ["5x10", "5x101"]),
        ("id IN ('5x9', '5x101', '5x7')", ["5x9", "5x101"]),
        ("name LIKE 'p%'", ["5x9", "5x101"]),
        ("name = 'Valve''s'", ["5x10"]),
        ("stage = 'Won' OR stage = 'New' AND id > '5x9'", ["5x10", "5x101"]),
        ("modifiedtime > '1605000000'", ["5x9", "5x10", "5x101"]),
    ],
)
def test_conditions(where, found):
    assert ids(f"SELECT * FROM Potentials WHERE {where};") == found


def test_ids_are_in_order_by_number():
    assert ids("select id from P order by id desc;") == ["5x101", "5x10", "5x9"]


def test_one_direction_is_for_the_last_column():
    assert ids("SELECT id FROM P ORDER BY stage, id DESC;") == ["5x101", "5x9", "5x10"]


@pytest.mark.parametrize(("limit", "count"), [("", 100), ("LIMIT 250", 100), ("LIMIT 7", 7), ("LIMIT 240, 100", 10)])
def test_a_page_has_a_hundred_rows_at_most(limit, count):
    assert len(ids(f"SELECT * FROM P ORDER BY id ASC {limit};", MANY)) == count


def test_a_count_is_a_text_and_columns_come_with_the_id():
    assert run(parse("SELECT COUNT(*) FROM P;"), MANY) == [{"count": "250"}]
    assert run(parse("SELECT name FROM P LIMIT 1;"), ROWS) == [{"name": "Pump", "id": "5x9"}]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM P", "SELECT * FROM P WHERE (a = '1');", "SELECT * FROM P WHERE a NOT IN ('1');",
        "SELECT * FROM;", "SELECT * FROM P LIMIT x;", "SELECT * FROM P WHERE a = ;", "SELECT * FROM P; x", "?", "",
    ],
)  # fmt: skip
def test_what_is_no_vtql_is_refused(query):
    with pytest.raises(VtqlError) as failure:
        parse(query)
    assert failure.value.code == "QUERY_SYNTAX_ERROR"


def test_the_id_after_which_all_rows_are_is_known():
    assert parse("SELECT * FROM P WHERE a = '1' AND id > '5x9' ORDER BY id;").after == "5x9"
    assert parse("SELECT * FROM P WHERE a = '1' OR id > '5x9';").after is None
    assert parse("SELECT * FROM P WHERE a > '5x9' AND name = 'P';").named() == {"a", "name"}
