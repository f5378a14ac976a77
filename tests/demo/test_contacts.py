"""The contacts are vCards that a reader understands."""

import re

import pytest
import vobject


@pytest.fixture(scope="module")
def text(data_folder):
    return (data_folder / "contacts.vcf").read_bytes().decode()


@pytest.fixture(scope="module")
def cards(text):
    return list(vobject.readComponents(text))


def test_there_are_300_people_each_with_an_id_of_their_own(cards):
    assert len(cards) == len({card.uid.value for card in cards}) == 300
    assert len({card.fn.value for card in cards}) == 300


def test_each_belongs_to_an_account_by_its_exact_name(cards, company):
    assert {card.org.value[0] for card in cards} <= set(company["accounts"].account)


def test_both_versions_of_the_format_occur(cards):
    versions = [card.version.value for card in cards]
    assert (versions.count("3.0"), versions.count("4.0")) == (240, 60)


def test_names_with_accents_survive(cards):
    assert any(card.n.value.family == "Grünfelder" for card in cards)


def test_no_line_is_longer_than_75_octets_and_all_end_as_the_standard_says(text):
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "\n" not in text.replace("\r\n", "")


def test_addresses_lead_nowhere_real(text):
    unfolded = text.replace("\r\n ", "")
    emails = re.findall(r"^EMAIL;TYPE=work:(.*)\r$", unfolded, re.MULTILINE)
    assert len(emails) == 300
    assert all(re.fullmatch(r"[a-z.-]+@[a-z-]+\.example", email) for email in emails)
