"""Lists of deals on the Pipeline page: which columns are seen, how wide."""

from pages.pipeline_columns import fitted

WIDTHS = {"opportunity": 150, "account": 120, "value": 90}


def names(*fields: str) -> list[tuple[str, int]]:
    return [(column["field"], column["minWidth"]) for column in fitted([{"field": field} for field in fields], WIDTHS)]


def test_columns_stand_in_order_and_others_are_left_out() -> None:
    assert names("value", "opened_on", "opportunity") == [("opportunity", 150), ("value", 90)]


def test_the_account_stands_only_where_deals_have_no_names() -> None:
    assert names("account", "opportunity") == [("opportunity", 150)]
    assert names("account", "value") == [("account", 120), ("value", 90)]
