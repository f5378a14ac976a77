"""The mappings for third-party layouts fit the schema, and the files that their authors publish."""

import os
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from data.mapping import FOLDER, load_mapping
from data.schema import TABLES
from data.sources._base import SourceConfig, get

SHIPPED = {"maven": "maven_crm", "revops": "revops_seed", "swile": "swile", "superstore": "superstore"}
REAL_FILES = os.environ.get("FAIRLEAD_TEST_DATA")
needs_real_files = pytest.mark.skipif(not REAL_FILES, reason="third-party files: set FAIRLEAD_TEST_DATA")
MAY_LACK = {("superstore", "orders"): {"Profit"}}  # then what a line cost is not known
UNPIVOTED = {("revops", "financials"): {"year", "quarter", "amount"}}  # made from the names of columns

SWILE = {
    "opportunities.csv": "id;status;accountId;employeeId;attributionDate\n"
    "O1;signed;A1;E1;05/03/2021\nO2;under negociation;A2;E1;06/03/2021\n",
    "accounts_with_bookings.csv": "month;accountId;grossBookings\n01/04/2021;A1;1250.50\n",
}


def read(mapping: str, folder: Path | str) -> tuple[Counter[str], dict[str, set[str]], list[str]]:
    """Records by kind, the columns of each kind, and the problems."""
    counts: Counter[str] = Counter()
    columns: dict[str, set[str]] = {}
    problems: list[str] = []
    config = SourceConfig(mapping, {"path": str(folder)}, load_mapping(mapping).kinds)
    for page in get("files").pages(config, None):
        problems += [str(problem) for problem in page.problems]
        for record in page.records:
            counts[record.kind] += 1
            columns.setdefault(record.kind, set()).update(record.payload)
    return counts, columns, problems


@pytest.mark.parametrize("name", SHIPPED)
def test_tables_columns_and_kinds_exist(name):
    given = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    assert given["title"]
    assert given["about"]
    for table, entries in given["tables"].items():
        for entry in entries:
            assert entry["from"] in given["kinds"]
            assert set(entry) - {"from", "where", "dimensions"} <= set(TABLES[table].names)
            assert set(entry.get("dimensions", {})) <= set(given.get("dimensions", {}))


@pytest.mark.parametrize("name", SHIPPED)
def test_required_columns_are_fed(name):
    for entry in load_mapping(name).entries:
        table = TABLES[entry.table]
        required = {c.name for c in table.columns if c.required and c.name != table.key}
        assert required <= set(entry.columns), entry.table


@pytest.mark.parametrize("name", SHIPPED)
def test_every_field_used_is_one_that_the_file_must_have(name):
    mapping = load_mapping(name)
    for kind, spec in mapping.kinds.items():
        made = UNPIVOTED.get((name, kind), set()) | MAY_LACK.get((name, kind), set())
        used = {
            f for e in mapping.entries_of(kind) for v in (*e.columns.values(), *e.dimensions.values()) for f in v.fields
        }
        used |= {*spec.key, *spec.repairs, *spec.known, *(f for e in mapping.entries_of(kind) for f in e.where)}
        assert used - made <= set(spec.fields), kind
        assert not used & set(spec.never_store), kind


@pytest.mark.parametrize("name", SHIPPED)
def test_dimensions_do_not_hide_a_column(name):
    columns = {column for table in TABLES.values() for column in table.names} | {"size_band", "discount_band"}
    assert not set(load_mapping(name).dimensions) & columns


@needs_real_files
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("maven", {"sales_pipeline": 8800, "accounts": 85, "products": 7, "sales_teams": 35}),
        ("revops", {"purchases": 4426, "opportunities": 4987, "competitor_data": 5000, "financials": 12}),
        ("swile", {"users": 60}),
        ("superstore", {"orders": 9994}),
    ],
)
def test_the_published_files_are_read_to_the_last_row(name, expected):
    counts, columns, problems = read(name, Path(str(REAL_FILES)) / SHIPPED[name])
    assert (dict(counts), problems) == (expected, [])
    kinds = load_mapping(name).kinds
    for kind, found in columns.items():
        spec = kinds[kind]
        known = {*spec.fields, *spec.optional}
        quarters = {c for c in found if spec.unpivot and c[:4].isdigit()}
        assert found - quarters == known, kind


def test_swile_deals_and_bookings_are_read_as_described(tmp_path):
    for name, content in SWILE.items():
        (tmp_path / name).write_bytes(content.replace("\n", "\r\n").encode("utf-8-sig"))
    counts, _columns, problems = read("swile", tmp_path)
    assert (dict(counts), problems) == ({"opportunities": 2, "accounts_with_bookings": 1}, [])


def test_swile_counts_by_attribution_date_and_says_so():
    mapping = load_mapping("swile")
    assert mapping.date_basis == "attributed_on"
    assert "attribution date" in mapping.date_note


def test_both_spellings_of_negotiation_are_open():
    mapping = load_mapping("swile")
    repaired = mapping.kinds["opportunities"].repairs["status"]["under negociation"]
    (deals,) = (e for e in mapping.entries if e.table == "opportunities")
    assert deals.columns["status"].values[repaired] == "open"


@pytest.mark.parametrize("name", ["maven", "revops", "swile"])
def test_every_stage_written_is_a_stage_of_the_pipeline(name):
    mapping = load_mapping(name)
    stages = {stage.stage for stage in mapping.stages}
    for entry in mapping.entries:
        if entry.table in ("opportunities", "stage_changes"):
            spec = entry.columns["stage"]
            assert set(spec.values.values()) | ({spec.const} if spec.const else set()) <= stages


def test_the_parts_of_the_car_dealers_statement_lead_to_net_income():
    (entry,) = (e for e in load_mapping("revops").entries if e.table == "statement_lines")
    parent, role, position, sign = (entry.columns[c].values for c in ("parent", "role", "position", "sign"))
    assert set(role) == set(position) == set(sign) == {*parent, "net_income"}
    assert set(parent.values()) == {line for line, what in role.items() if what == "subtotal"}
    assert sorted(map(int, position.values())) == list(range(1, 13))
