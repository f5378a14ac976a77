"""Whatever a reader sees is marked for translation, and marked so that it can be translated."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalogs import SRC, placeholders

SHOWN = ("pages", "charts", "exports")
TRANSLATORS = {"_", "N_", "ngettext"}
SEEN = {  # arguments whose text a reader sees
    "children", "title", "label", "placeholder", "text", "subtitle", "message", "hint", "alt", "summary", "description",
    "start_date_placeholder_text", "end_date_placeholder_text", "headerName", "headerTooltip", "note", "about",
}  # fmt: skip
SAME_EVERYWHERE = {"n", "i", "Fairlead", "English", "Français", "CSV", "PNG", "XLSX"}
MARKUP = re.compile(r"</?(b|i|br|span)\b[^>]*>|\{[^}]*\}|&\w+;")
SOURCES = sorted(path for path in SRC.rglob("*.py"))


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def has_words(text: str) -> bool:
    """Whether there are letters outside of tags and placeholders, unlike in "<b>{name}</b>"."""
    bare = MARKUP.sub("", text).strip()
    return any(character.isalpha() for character in bare) and bare not in SAME_EVERYWHERE


def literals(node: ast.expr | None) -> Iterator[str]:
    """Texts that the expression gives as they are: itself, parts of a list or f-string, branches of a choice."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            for part in parts:
                yield from literals(part)
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from literals(one)
            yield from literals(other)
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from literals(part)


def unmarked(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of each literal that reaches a reader without a translator in between."""
    for name, call in calls(tree):
        seen = [keyword.value for keyword in call.keywords if keyword.arg in SEEN]
        if name.startswith("html."):
            seen += call.args
        yield from ((call.lineno, text) for argument in seen for text in literals(argument) if has_words(text))
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in SEEN:
                    yield from ((value.lineno, text) for text in literals(value) if has_words(text))


@pytest.mark.parametrize("folder", SHOWN)
def test_no_text_reaches_a_reader_untranslated(folder: str) -> None:
    found = [
        f"{path.relative_to(SRC)}:{line}: {text!r}"
        for path in sorted((SRC / folder).rglob("*.py"))
        for line, text in unmarked(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


def error_classes() -> set[str]:
    tree = ast.parse((SRC / "errors.py").read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.ClassDef)}


def test_what_an_error_says_can_be_translated() -> None:
    errors = error_classes()
    found = [
        f"{path.relative_to(SRC)}:{call.lineno}: {text!r}"
        for path in SOURCES
        for name, call in calls(ast.parse(path.read_text("utf-8")))
        if name in errors
        for argument in call.args
        for text in literals(argument)
        if has_words(text)
    ]
    assert found == []


def misused(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls of a translator that cannot work: a text put together, or values that it has no place for."""
    for name, call in calls(tree):
        if name not in TRANSLATORS or not call.args:
            continue
        for argument in call.args[: 2 if name == "ngettext" else 1]:
            if isinstance(argument, ast.JoinedStr | ast.BinOp):
                yield call.lineno, f"{ast.unparse(call)}: a text put together is in no catalog"
            elif isinstance(argument, ast.Constant):
                if any(keyword.arg is None for keyword in call.keywords):
                    continue  # **words: known when it runs
                given = {keyword.arg for keyword in call.keywords} | ({"n"} if name == "ngettext" else set())
                wanted = placeholders(str(argument.value))
                if call.keywords and name != "ngettext" and wanted != given:
                    yield call.lineno, f"{ast.unparse(call)}: {sorted(wanted)} are to be filled, {sorted(given)} given"
                if name == "ngettext" and not wanted <= given:
                    yield call.lineno, f"{ast.unparse(call)}: {sorted(wanted - given)} are not given"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(SRC)))
def test_translators_are_given_whole_texts_and_all_their_values(path: Path) -> None:
    assert list(misused(ast.parse(path.read_text("utf-8")))) == []


def test_the_search_finds_what_is_not_marked() -> None:
    source = """
html.Div("Hello"), html.Div([html.B("Hi"), name]), html.Div(_("marked"), className="plain", title=f"of {x}")
aria(label="Menu"), dict(a={"text": "Words" if x else ""}), html.Span("n"), html.P("<b>{x}</b>" if y else " · ")
"""
    assert sorted(text for _line, text in unmarked(ast.parse(source))) == ["Hello", "Hi", "Menu", "Words", "of "]


def test_the_search_finds_what_cannot_be_translated() -> None:
    source = """
_(f"{n} deals"), _("a" + b), _("{n} of {all}", n=1), ngettext("{n} {x}", "{n}", 2)
_("{x}").format(x=1), _(label), _("{x} and {y}", **words), ngettext("{n} {x}", "{n}", 2, x=1)
"""
    assert len(list(misused(ast.parse(source)))) == 4
