"""Settings as the environment gives them."""

from pathlib import Path

import pytest

from errors import SettingsError
from settings import settings
from tests.state import state


@pytest.mark.parametrize("blank", ["", "   "])
def test_a_password_that_is_blank_is_none(tmp_path: Path, blank: str) -> None:
    with state(tmp_path, FAIRLEAD_PASSWORD=blank, DATABASE_URL=blank):
        assert settings().password is None
        assert settings().sql_url.startswith("sqlite:///")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[company]\ntimezone = 'Mars/Base'", "no time zone 'Mars/Base'"),
        ("[ruels]\ntoo_few = 3", "unknown sections: ruels"),
        ("[company\n", "not valid TOML"),
        ("[company]\ncurency = 'USD'", "company.curency"),
    ],
)
def test_a_settings_file_that_is_wrong_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "own.toml").write_text(text)
    with state(tmp_path, FAIRLEAD_SETTINGS=str(tmp_path / "own.toml")), pytest.raises(SettingsError, match=said):
        settings()


def test_a_settings_file_that_is_named_and_not_there_is_told(tmp_path: Path) -> None:
    with (
        state(tmp_path, FAIRLEAD_SETTINGS=str(tmp_path / "no.toml")),
        pytest.raises(SettingsError, match="no such file"),
    ):
        settings()
