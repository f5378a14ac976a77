"""Every language on offer says all that src/ says, and says it whole."""

from pathlib import Path

import pytest

from tests.catalogs import compiled, forms, in_f_strings, languages, messages, placeholders, said, written


@pytest.fixture(scope="module")
def words() -> dict[str, tuple[str, ...]]:
    """What src/ says, by message: all its forms."""
    return {forms(message.id)[0]: forms(message.id) for message in messages(said())}


def test_french_is_among_the_languages() -> None:
    assert "fr" in languages()


@pytest.mark.parametrize("language", languages())
def test_every_message_is_translated(language: str, words: dict[str, tuple[str, ...]]) -> None:
    done = {forms(m.id)[0] for m in messages(written(language)) if all(forms(m.string)) and not m.fuzzy}
    missing = sorted(words.keys() - done)
    assert not missing, f"{len(missing)} messages lack {language}; run make messages and translate:\n" + "\n".join(
        missing
    )


@pytest.mark.parametrize("language", languages())
def test_the_catalog_says_nothing_that_src_does_not(language: str, words: dict[str, tuple[str, ...]]) -> None:
    assert {forms(message.id)[0] for message in messages(written(language))} - words.keys() == set()


@pytest.mark.parametrize("language", languages())
def test_translations_have_the_placeholders_of_their_messages(language: str) -> None:
    wrong = [
        f"{english!r} -> {text!r}"
        for message in messages(written(language))
        for english, text in zip(forms(message.id), forms(message.string), strict=True)
        if text and placeholders(text) != placeholders(english)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", languages())
def test_the_compiled_catalog_is_the_written_one(language: str) -> None:
    ours = {forms(m.id): forms(m.string) for m in messages(written(language)) if all(forms(m.string))}
    assert {forms(m.id): forms(m.string) for m in messages(compiled(language))} == ours


def test_french_is_set_as_french_is() -> None:
    """A no-break space before double punctuation and the per cent sign, curled apostrophes, French quotes."""
    plain = ["'", '"', " :", " ;", " ?", " !", " %", "« ", " »", "...", "“", "”"]
    wrong = [
        f"{text!r} has {mark!r}"
        for message in messages(written("fr"))
        for text in forms(message.string)
        for mark in plain
        if mark in _without_code(text, forms(message.id)[0])
    ]
    assert wrong == []


def _without_code(text: str, english: str) -> str:
    """What is to be typed as it stands, such as decimal = ",", is the same in every language."""
    for code in ('decimal = ","', '""', "%d/%m/%Y", "%m/%d/%Y"):
        text = text.replace(code, "") if code in english else text
    return text


def test_messages_within_f_strings_are_collected_too(tmp_path: Path) -> None:
    source = tmp_path / "chart.py"
    source.write_text("""text = f"{_('overall')}<br>{percent(rate)}" + _("elsewhere")""", "utf-8")
    assert list(in_f_strings(source)) == [(1, "overall")]
