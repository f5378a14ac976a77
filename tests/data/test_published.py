from pathlib import Path

from data.engine import close, current
from data.published import CHECK_COLUMNS, check_results, kept_snapshots
from tests.data.shop import FILES, Shop


def test_the_checks_of_a_snapshot_list_what_failed_first(fairlead: Path) -> None:
    shop = Shop(fairlead)
    shop.deliver(**{**FILES, "deals": FILES["deals"].replace("01/02/2024", "31/02/2024")})
    close()
    found = check_results(current().id)
    assert tuple(found.columns) == CHECK_COLUMNS
    first = found.iloc[0]
    assert (first["table"], first["check"], first["checked"], first["failed"]) == (
        "opportunities", "unparsable_date", 3, 1,
    )  # fmt: skip
    assert found["severity"].tolist() == sorted(found["severity"])
    assert check_results("nothing").empty


def test_the_newest_snapshot_kept_comes_first_with_what_it_holds(fairlead: Path) -> None:
    shop = Shop(fairlead)
    ids = [shop.deliver(**FILES).snapshot, shop.deliver("branch", **FILES).snapshot]
    newest, older = kept_snapshots()
    assert [newest["id"], older["id"]] == ids[::-1]
    assert (newest["origins"], older["origins"]) == (["branch", "shop"], ["shop"])
    rows = {"customers": 2, "staff": 2, "deals": 3, "widget": 1, "stages": 3}
    assert older["rows"] == sum(rows.values())
    assert newest["rows"] == 2 * older["rows"]
