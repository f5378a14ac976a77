"""What the checks found, with what a person needs to mend it."""

from pathlib import Path

import pytest

from data.engine import close, current
from data.quarantine import QUARANTINE, WARNINGS, count_found, found_rows, names_found
from data.record_log import live_records, payloads
from tests.data.shop import FILES, MAPPING, Shop

DEALS = """deal,customer,seller,state,opened,closed,amount
1,C1,S1,Won,01/02/2024,01/03/2024,100
2,C1,S9,Lost,31/02/2024,,n/a
3,C2,S2,Open,2024-02-01,,
"""


@pytest.fixture
def shop(fairlead: Path) -> Shop:
    made = Shop(fairlead)
    made.deliver(**{**FILES, "deals": DEALS})
    close()
    return made


def test_each_finding_is_a_row_in_the_words_of_the_file(shop: Shop) -> None:
    found = found_rows(current(), QUARANTINE)
    assert found[["origin", "kind", "record", "field", "value"]].values.tolist() == [
        ["shop", "deals", "2", "amount", "n/a"], ["shop", "deals", "2", "opened", "31/02/2024"],
    ]  # fmt: skip
    assert found["reason"].tolist() == ["amount: 'n/a' is not a number", "opened: '31/02/2024' is not a date"]
    assert found["check"].tolist() == ["not_a_number", "unparsable_date"]
    assert found["content"][0] == (
        "amount: n/a · customer: C1 · deal: 2 · opened: 31/02/2024 · seller: S9 · state: Lost"
    )
    assert count_found(current(), QUARANTINE) == (2, 1)


def test_findings_are_chosen_by_origin_check_and_number(shop: Shop) -> None:
    assert found_rows(current(), QUARANTINE, check="not_a_number")["field"].tolist() == ["amount"]
    assert found_rows(current(), QUARANTINE, origin="nobody").empty
    assert len(found_rows(current(), QUARANTINE, most=1)) == 1
    assert count_found(current(), QUARANTINE, "shop", "unparsable_date") == (1, 1)
    assert names_found(current(), "origin") == ["shop"]
    assert names_found(current(), "check") == ["not_a_number", "unparsable_date"]


def test_warnings_are_a_list_of_their_own(shop: Shop) -> None:
    shop.deliver(customers="customer,name,sector\nC1,Acme,mining\n")
    close()
    found = found_rows(current(), WARNINGS)
    assert found[["kind", "record", "field", "value", "check"]].values.tolist() == [
        ["customers", "C1", "sector", "mining", "unknown_category"]
    ]


def test_a_row_that_only_its_content_names_has_no_record_but_its_content(fairlead: Path) -> None:
    Shop(fairlead, MAPPING.replace('key = ["deal"]\n', "")).deliver(**{**FILES, "deals": DEALS})
    close()
    found = found_rows(current(), QUARANTINE, check="not_a_number")
    assert found["record"].tolist() == [None]
    assert "deal: 2" in found["content"][0]


def test_what_is_erased_or_cannot_be_mapped_any_more_is_still_listed(shop: Shop, fairlead: Path) -> None:
    (fairlead / "mappings" / "shop.toml").write_text("title = ")
    assert found_rows(current(), QUARANTINE)["field"].tolist() == ["amount", "created_on"]


def test_contents_and_numbers_of_live_records_come_from_the_log(shop: Shop) -> None:
    assert payloads("shop", "staff", ["S1", "S2", "S3"]) == {
        "S1": '{"name":"Ann","staff_no":"S1"}', "S2": '{"name":"Bob","staff_no":"S2"}',
    }  # fmt: skip
    assert live_records() == {"shop": 7}
