"""Where links to the fake CRM lead."""

import requests

from demo.crm.vtiger import Crm, handful, running


def test_a_link_shows_the_record_without_a_key_and_none_where_there_is_none() -> None:
    crm = Crm(handful())
    account = next(crm.store.rows("Accounts"))["id"]
    with running(crm) as address:
        page = requests.get(
            f"{address}/view/detail", {"module": "Accounts", "id": account.partition("x")[2]}, timeout=5
        )
        recording = requests.get(f"{address}/recordings/{account}", timeout=5)
        wrong = [
            requests.get(f"{address}/{path}", timeout=5).status_code
            for path in (
                "view/detail?module=Accounts&id=9",
                "view/detail",
                "view/detail?module=X&id=1",
                "recordings/9x9",
            )
        ]
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "<h1>Hill &amp; Sons</h1>" in page.text
    assert "<h1>Recording of a call</h1>" in recording.text
    assert wrong == [404, 404, 404, 404]
    assert crm.asked == []
