import pytest

from data.sources._base import get, names
from errors import UnknownName


def test_a_source_is_found_by_the_name_of_its_module():
    found = get("files")
    assert (found.name, found.secrets) == ("files", ())
    assert callable(found.pages)


def test_every_module_of_the_folder_registers_itself():
    assert [get(name).name for name in names()] == names()


def test_an_unknown_source_is_answered_with_the_nearest_and_the_valid_ones():
    with pytest.raises(UnknownName) as caught:
        get("file")
    assert "Did you mean 'files'?" in caught.value.message
    assert "files" in caught.value.hint


def test_what_sources_share_is_not_a_source():
    with pytest.raises(UnknownName):
        get("_base")
