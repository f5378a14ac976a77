"""Who may import whom: the arrows in README's folder map, held by walking the imports of src/."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src"

LEVELS = [  # lowest first; a package imports from lower levels only
    {"errors", "i18n", "periods", "business"},
    {"settings", "filters"},
    {"data"},
    {"auth", "crm"},
    {"metrics"},
    {"models"},
    {"derive", "jobs", "syncing", "upkeep", "uploads"},
    {"charts", "pages", "api", "exports"},
    {
        "assets", "backend", "routes", "app",
        "manage", "manage_clv", "manage_forecast", "manage_origins", "manage_outlook", "manage_points",
        "manage_price_response", "manage_statement", "manage_sync",
    },
]  # fmt: skip
BESIDE = {  # what a package may import from its own level
    "errors": {"i18n"}, "periods": {"errors"}, "derive": {"jobs"}, "syncing": {"jobs"}, "upkeep": {"jobs"},
    "uploads": {"jobs"}, "pages": {"charts"}, "exports": {"api", "charts", "pages"},
    "app": {"assets", "backend", "routes"},
    "manage": {"app", "manage_clv", "manage_forecast", "manage_origins", "manage_outlook", "manage_points",
               "manage_price_response", "manage_statement", "manage_sync"},
}  # fmt: skip
CHARTS_MAY = {"charts", "i18n", "periods"}
ENGINES = {"polars", "pyarrow", "duckdb", "ibis", "pyspark", "sqlalchemy"}


def modules() -> list[Path]:
    return sorted(SRC.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(source: str, module: str = "") -> Iterator[str]:
    """Full names of the modules that the source imports, also inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*module.split(".")[: -node.level], node.module or ""]) if node.level else node.module or ""
            yield from (f"{base.strip('.')}.{alias.name}" for alias in node.names)


def level(package: str) -> int:
    return next(number for number, packages in enumerate(LEVELS) if package in packages)


def breach(importer: str, imported: str) -> bool:
    """Whether package `importer` reaches up, or beside itself, to package `imported`."""
    ours = set().union(*LEVELS)
    if imported not in ours or imported == importer:
        return False
    if importer == "charts":
        return imported not in CHARTS_MAY
    return level(imported) >= level(importer) and imported not in BESIDE.get(importer, set())


def test_every_package_has_its_level() -> None:
    packages = {name_of(path).split(".")[0] for path in modules()}
    assert packages - set().union(*LEVELS) == set()


def test_nothing_imports_upwards() -> None:
    breaches = [
        f"{name_of(path)} imports {imported}"
        for path in modules()
        for imported in imports(path.read_text("utf-8"), name_of(path))
        if breach(name_of(path).split(".")[0], imported.split(".")[0])
    ]
    assert breaches == []


@pytest.mark.parametrize("folder", ["metrics", "charts", "pages", "api", "exports"])
def test_above_the_data_layer_nothing_imports_an_engine(folder: str) -> None:
    breaches = [
        f"{name_of(path)} imports {imported}"
        for path in sorted((SRC / folder).rglob("*.py"))
        for imported in imports(path.read_text("utf-8"))
        if imported.split(".")[0] in ENGINES
    ]
    assert breaches == []


def is_page(path: Path) -> bool:
    """A page is a module that has a layout."""
    return any(isinstance(node, ast.FunctionDef) and node.name == "layout" for node in ast.parse(path.read_text()).body)


def is_source(path: Path) -> bool:
    return not path.name.startswith("_")


@pytest.mark.parametrize(("folder", "is_one"), [("pages", is_page), ("data/sources", is_source)])
def test_pages_and_sources_do_not_import_each_other(folder: str, is_one: object) -> None:
    assert callable(is_one)
    found = {name_of(path): path for path in sorted((SRC / folder).glob("*.py")) if is_one(path)}
    breaches = [
        f"{name} imports {imported}"
        for name, path in found.items()
        for imported in imports(path.read_text("utf-8"), name)
        for other in found
        if other != name and f"{imported}.".startswith(f"{other}.")
    ]
    assert breaches == []


def test_the_walk_sees_a_breach() -> None:
    seen = list(imports("def f():\n    from metrics.registry import measure\nimport polars as pl\n"))
    assert seen == ["polars", "metrics.registry.measure"]
    assert breach("data", "metrics")
    assert breach("charts", "data")
    assert breach("api", "pages")
    assert not breach("metrics", "data")
    assert not breach("pages", "charts")
    assert list(imports("from ._base import Page", "data.sources.files")) == ["data.sources._base.Page"]
