"""Nothing goes undocumented: metrics, settings, commands, modules and functions."""

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from pydantic import BaseModel

from metrics.registry import DIMENSIONS, METRICS
from settings import Company, Origin, Points, Pricing, Rules, Settings, Sync

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8") if (ROOT / "README.md").exists() else ""


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_every_metric_says_what_it_is(metric: object) -> None:
    label, about = metric.label, metric.about  # type: ignore[attr-defined]
    assert label
    assert label[0].isupper()
    assert about.endswith(".")
    assert len(about) > 20


def test_every_dimension_has_a_label() -> None:
    assert [name for name, dimension in DIMENSIONS.items() if not dimension.label] == []


def settings_named() -> Iterator[tuple[str, str | None]]:
    """Each setting by the name that a user writes, with its description."""
    for name, field in Settings.model_fields.items():
        if name not in ("company", "rules", "points", "pricing", "sync", "origins"):
            alias = field.validation_alias
            yield alias if isinstance(alias, str) else f"FAIRLEAD_{name.upper()}", field.description
    sections: dict[str, type[BaseModel]] = {
        "company": Company, "rules": Rules, "points": Points, "pricing": Pricing, "sync": Sync, "origins.NAME": Origin,
    }  # fmt: skip
    for section, model in sections.items():
        for name, field in model.model_fields.items():
            yield f"{section}.{name}", field.description


@pytest.mark.parametrize(("name", "description"), settings_named())
def test_every_setting_is_described_and_in_the_readme(name: str, description: str | None) -> None:
    assert description
    assert f"| `{name}`" in README


def command_line() -> typer.Typer:
    """The Typer app of manage.py, loaded by its path (it is a script, not a module of ours to import)."""
    spec = importlib.util.spec_from_file_location("fairlead_manage", ROOT / "src/manage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    app: typer.Typer = module.app
    return app


def commands(app: typer.Typer, before: str = "") -> Iterator[tuple[str, str | None]]:
    for command in app.registered_commands:
        assert command.callback is not None
        yield before + (command.name or command.callback.__name__), command.callback.__doc__
    for group in app.registered_groups:
        assert group.typer_instance is not None
        yield from commands(group.typer_instance, f"{before}{group.name} ")


@pytest.mark.parametrize(("name", "doc"), commands(command_line()))
def test_every_command_is_described_and_in_the_readme(name: str, doc: str | None) -> None:
    assert doc
    assert f"`{name}" in README


def test_every_module_and_public_function_has_a_docstring() -> None:
    bare = []
    for path in sorted(set((ROOT / "src").rglob("*.py")) - set((ROOT / "src/data/migrations").rglob("*.py"))):
        tree = ast.parse(path.read_text("utf-8"))
        where = path.relative_to(ROOT)
        if tree.body and not ast.get_docstring(tree):
            bare.append(str(where))
        bare += [f"{where}: {node.name}" for node in tree.body if is_public_function(node) and not has_docstring(node)]
    assert not bare, "\n".join(bare)


def is_public_function(node: ast.stmt) -> bool:
    """Layouts and callbacks of pages are not: the module says what the page is for."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
        return False
    decorators = [ast.unparse(decorator).split("(")[0] for decorator in node.decorator_list]
    return node.name != "layout" and "callback" not in decorators


def has_docstring(node: ast.stmt) -> bool:
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    return ast.get_docstring(node) is not None
