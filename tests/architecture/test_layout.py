"""The folders and files that README promises are there, and so is whatever its links and commands name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAPERS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "src/data/mappings/README.md")
LAYOUT = """
    src/app.py src/manage.py src/settings.py src/errors.py src/i18n.py src/filters.py src/jobs.py
    src/data/__init__.py src/data/sources/_base.py src/data/mappings src/data/database.py src/data/record_log.py
    src/data/schema.py src/data/conform.py src/data/snapshot.py src/data/engine.py
    src/metrics/registry.py src/charts/theme.py src/pages/components.py src/api src/auth
    data assets tests settings.toml pyproject.toml Makefile render.yaml README.md CONTRIBUTING.md
    CHANGELOG.md LICENSE requirements.in requirements.txt requirements-dev.in requirements-dev.txt
"""


def test_the_layout_is_the_one_described() -> None:
    assert [path for path in LAYOUT.split() if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("paper", PAPERS)
def test_every_link_leads_somewhere(paper: str) -> None:
    path = ROOT / paper
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text("utf-8"))
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("paper", PAPERS)
def test_every_make_command_named_exists(paper: str) -> None:
    named = set(re.findall(r"\bmake ([a-z-]+)`", (ROOT / paper).read_text("utf-8")))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert named - targets == set()


@pytest.mark.parametrize("paper", PAPERS)
def test_every_file_named_in_code_marks_exists(paper: str) -> None:
    """Paths such as `src/metrics/sales.py`; one with a NAME to fill in is an example."""
    named = re.findall(r"`((?:src|tests|assets|demo|bench)/[\w./-]+)`", (ROOT / paper).read_text("utf-8"))
    assert [path for path in named if path == path.lower() and not (ROOT / path).exists()] == []


def test_no_test_package_is_in_the_runtime_environment() -> None:
    pinned = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    assert {"dash", "polars"} <= set(pinned)
    assert {"pytest", "selenium", "ruff", "mypy", "hypothesis", "httpx2"} & set(pinned) == set()


def test_every_requirement_is_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text("utf-8").splitlines()
        assert [line for line in lines if line.strip() and not line.lstrip().startswith("#") and "==" not in line] == []
