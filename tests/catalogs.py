"""The catalogs of words: what src/ says, merged into each language and compiled.

`python -m tests.catalogs` does so for every folder of src/locales (`make messages`). For a new language make its
folder there, src/locales/de, and run it; then translate the messages.po that it wrote and run it again.
"""

import ast
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

SRC = Path(__file__).parents[1] / "src"
LOCALES = SRC / "locales"
MAPPINGS = SRC / "data" / "mappings"
HEADER = "# Fairlead's words in this language."

Words = str | tuple[str, ...] | None


def languages() -> list[str]:
    """The languages that src/locales has a folder for."""
    return sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir())


def said() -> Catalog:
    """Every message that src/ marks with _, N_ or ngettext, and what the shipped mappings say of themselves."""
    catalog = Catalog(project="Fairlead", header_comment=HEADER, fuzzy=False)
    for file, line, message, comments, context in extract_from_dir(SRC):
        place = (f"src/{Path(file).as_posix()}", line)
        catalog.add(message, locations=[place], auto_comments=comments, context=context)
    for path in sorted(SRC.rglob("*.py")):
        for line, message in in_f_strings(path):
            catalog.add(message, locations=[(f"src/{path.relative_to(SRC).as_posix()}", line)])
    for path in sorted(MAPPINGS.glob("*.toml")):
        for message in _texts(tomllib.loads(path.read_text("utf-8"))):
            catalog.add(message, locations=[(f"src/{path.relative_to(SRC).as_posix()}", 1)])
    return catalog


def in_f_strings(path: Path) -> Iterator[tuple[int, str]]:
    """Messages marked within f-strings, which Babel does not look into."""
    outer = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.JoinedStr))
    for node in (inner for text in outer for inner in ast.walk(text)):
        match node:
            case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str(message)), *_more]):
                yield node.lineno, message


def _texts(mapping: dict[str, Any]) -> list[str]:
    of_itself = [mapping[key] for key in ("title", "about", "date_note") if key in mapping]
    return [*of_itself, *mapping.get("dimensions", {}).values()]


def written(language: str) -> Catalog:
    """The catalog that translators edit; empty where there is none yet."""
    path = _path(language, "po")
    if not path.exists():
        return Catalog(language, project="Fairlead", header_comment=HEADER, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(language: str) -> Catalog:
    """The catalog that the server reads; empty where there is none yet."""
    path = _path(language, "mo")
    return read_mo(BytesIO(path.read_bytes())) if path.exists() else Catalog(language)


def messages(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalog, without its header."""
    return (message for message in catalog if message.id)


def forms(words: Words) -> tuple[str, ...]:
    """A message's or a translation's forms: one, or singular and plural."""
    return tuple(words) if isinstance(words, tuple | list) else (words or "",)


def placeholders(text: str) -> set[str]:
    """The names in {braces}. Raises ValueError where they are not paired."""
    return {name for _before, name, _format, _conversion in Formatter().parse(text) if name is not None}


def update(language: str) -> int:
    """Merge what src/ says into the language's catalog and compile it; gives how many messages lack a translation."""
    catalog = written(language)
    catalog.update(said(), no_fuzzy_matching=True, update_creation_date=False)
    with _path(language, "po").open("wb") as file:
        write_po(file, catalog, width=0, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    with _path(language, "mo").open("wb") as file:
        write_mo(file, catalog)
    return sum(not all(forms(message.string)) for message in messages(catalog))


def _path(language: str, kind: str) -> Path:
    folder = LOCALES / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"messages.{kind}"


if __name__ == "__main__":
    for name in languages():
        print(f"{name}: {len(list(messages(said())))} messages, {update(name)} to translate")
