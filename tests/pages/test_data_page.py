"""The Data page: its lists and receipts, from a small shop's deliveries."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

import jobs
from auth.scope import Scope
from data.engine import close, current
from data.importing import import_path
from data.ledger import add_job, get_job, latest_jobs
from data.origins import enable
from data.receipt import Receipt
from errors import BadFilter
from filters import Filters
from pages.asked import Asked
from pages.data_page import exhibits, layout
from pages.data_page_imports import show_imports
from pages.data_page_jobs import failed, progress, what_of
from pages.data_page_origins import show_origins
from pages.data_page_proposals import files_told, proposal_told
from pages.data_page_quarantine import Wanted, show_quarantine
from pages.data_page_receipt import receipt
from pages.data_page_steps import follow
from pages.exhibit import Exhibit
from tests.data.shop import FILES, Shop, write

DEALS = FILES["deals"] + "4,C1,S1,Won,31/02/2024,,5\n5,C9,S1,Won,2024-02-01,2024-03-01,7\n"


def text_of(component: Any) -> str:
    """All words of a component, in order."""
    if component is None:
        return ""
    if isinstance(component, (str, int, float)):
        return str(component)
    if isinstance(component, (list, tuple)):
        return " ".join(filter(None, map(text_of, component)))
    return text_of(getattr(component, "children", None))


def words(component: Any) -> str:
    return " ".join(text_of(component).split())


@pytest.fixture
def shop(var: Path) -> Shop:
    """A shop of which an import is in the ledger, with one row in quarantine and one warning."""
    made = Shop(var)
    path = write(made.folder, {**FILES, "deals": DEALS})
    arguments = {"path": path, "files": ["deals.csv", "staff.csv"], "mapping": "shop", "origin": "shop"}
    jobs.run("import", arguments, lambda job, tell: import_path(path, "shop", job_id=job, tell=tell).as_dict())
    close()
    return made


def shown(view: dict[str, str] | None = None) -> dict[str, Exhibit]:
    asked = Asked(Filters.from_store(None), view or {}, Scope.all(), current())
    return {exhibit.name: exhibit for exhibit in asyncio.run(exhibits(asked))}


def test_every_list_of_the_page_can_be_exported_in_full(shop: Shop) -> None:
    found = shown()
    assert list(found) == [
        "data-quarantine", "data-warnings", "data-checks", "data-snapshots", "data-origins", "data-imports",
    ]  # fmt: skip
    assert all(set(map(str, exhibit.frame.columns)) == set(exhibit.labels) for exhibit in found.values())
    quarantine = found["data-quarantine"]
    assert quarantine.frame[["record", "field", "check"]].values.tolist() == [["4", "opened", "Dates can be read"]]
    assert quarantine.subtitle.startswith("1 row is kept out of the figures until it is mended")
    warnings = found["data-warnings"]
    assert warnings.frame[["record", "field", "value"]].values.tolist() == [["5", "customer", "C9"]]
    imports = found["data-imports"].frame.iloc[0]
    assert imports[["job", "what", "state", "received", "quarantined"]].tolist() == [
        "Import", "deals.csv, staff.csv into shop", "done", 9, 1,
    ]  # fmt: skip
    assert found["data-origins"].frame[["origin", "on", "records"]].values.tolist() == [["shop", True, 9]]
    assert found["data-snapshots"].frame["in_force"].tolist() == [True]
    assert found["data-checks"].subtitle.endswith("2 found something.")


def test_findings_are_chosen_by_the_pages_own_choices(shop: Shop) -> None:
    assert shown({"data.origin": "shop", "data.check": "unparsable_date"})["data-quarantine"].frame.shape[0] == 1
    assert shown({"data.check": "double_id"})["data-quarantine"].frame.empty
    assert Wanted.of({"data.show": "warnings", "data.origin": "all"}) == Wanted("warnings", None, None)
    with pytest.raises(BadFilter, match=r"data\.show"):
        Wanted.of({"data.show": "everything"})


def test_the_quarantines_downloads_are_under_the_choices_in_force(shop: Shop) -> None:
    view = {"data.show": "warnings", "data.check": "missing_reference"}
    rows, columns, title, subtitle, note, links, _row = asyncio.run(show_quarantine({"view": view}, 0))
    assert [row["record"] for row in rows] == ["5"]
    assert [column["field"] for column in columns] == ["record", "reason", "field", "content", "kind", "origin"]
    assert (title, note) == ("Warnings", "")
    assert subtitle == "1 row is in the figures, but something about it looks wrong."
    assert [link.href for link in links] == [
        "/export/data/data-warnings.csv?view.data.check=missing_reference",
        "/export/data.xlsx?view.data.check=missing_reference",
    ]


def test_the_newest_import_is_shown_with_its_receipt(shop: Shop) -> None:
    listed, told = asyncio.run(show_imports(0))
    assert "Import deals.csv, staff.csv into shop" in words(listed)
    assert "9 received, 1 in quarantine" in words(listed)
    said = words(told)
    assert "9 received = 8 accepted + 1 in quarantine" in said
    assert "8 accepted = 8 new + 0 changed + 0 unchanged" in said
    assert "Quarantine 1 row fails “Dates can be read” deals 4: created_on: '31/02/2024' is not a date" in said
    assert "Warning 1 row fails “References exist”" in said


def test_a_receipt_names_problems_repairs_deletions_and_notes() -> None:
    made = Receipt("shop", "shop", received=2, accepted=2, new=1, unchanged=1, deleted=3, snapshot="S1")
    made.problems, made.notes = ["x.csv: the file is empty"], ["The demo company is off now."]
    made.repairs = {"sector: retial -> retail": 4}
    made.kinds = {"deals": {"received": 2, "new": 1, "changed": 0, "unchanged": 1, "quarantined": 0}}
    made.tables = {"opportunities": {"produced": 2, "rows": 2, "merged": 0, "conflicts": 0},
                   "accounts": {"produced": 0, "rows": 0, "merged": 0, "conflicts": 0}}  # fmt: skip
    said = words(receipt(made.as_dict()))
    for part in (
        "3 records are deleted", "Not read: x.csv: the file is empty", "sector: retial -> retail: 4",
        "Kind of record Received New Unchanged deals 2 1 1", "Table Rows Deals 2", "The demo company is off now.",
        "Published as snapshot S1",
    ):  # fmt: skip
        assert part in said
    assert "Accounts" not in said


def test_origins_say_what_they_hold_and_offer_the_other_state(shop: Shop) -> None:
    (shown_list,) = asyncio.run(show_origins(0))
    assert "shop on A shop · 9 records · read" in words(shown_list)
    assert "Turn off" in words(shown_list)
    enable("shop", False)
    assert "shop off" in words(asyncio.run(show_origins(1)))
    assert "Turn on" in words(asyncio.run(show_origins(1)))


def test_a_job_is_followed_to_its_end(var: Path) -> None:
    job_id = add_job("rehearsal", {"origin": "shop"}, "starting")
    run, button, label, _origins, disabled, changed, *_files = asyncio.run(follow(1, job_id))
    assert (words(run), button, disabled) == ("Dry run: Starting … 0%", "button primary hidden", False)
    made = Receipt("shop", "shop", dry_run=True, received=1, accepted=1, new=1).as_dict()
    jobs.take(job_id)
    jobs.run("rehearsal", {}, lambda _job, _tell: made)
    run, button, label, _origins, disabled, changed, *_files = asyncio.run(follow(2, job_id))
    assert (button, label, disabled) == ("button primary", "Import into shop", True)
    assert "nothing has been stored yet" in words(run)
    jobs.run("import", {"origin": "shop"}, lambda _job, _tell: {**made, "dry_run": False, "snapshot": "S1"})
    (imported, *_older) = latest_jobs()
    run, button, _label, _origins, disabled, changed, files, choice = asyncio.run(follow(3, imported.id))
    assert words(run).startswith("Imported into shop. The figures are up to date.")
    assert (button, disabled, changed, files) == ("button primary hidden", True, imported.id, "")
    assert choice.endswith("hidden")


def test_a_job_that_died_is_said_to_have_failed(var: Path) -> None:
    job_id = add_job("import", {"origin": "shop"}, "running")  # nobody holds its lock
    run, button, _label, _origins, disabled, *_more = asyncio.run(follow(1, job_id))
    assert (words(run), button, disabled) == ("Import failed It was interrupted.", "button primary hidden", True)


def test_jobs_are_told_by_what_they_were_about(var: Path) -> None:
    given = {
        "import": {"path": "/srv/crm/deals.csv", "origin": "crm"}, "publish": {"origin": "demo", "enabled": False},
        "sync": {"origin": "crm"},
    }  # fmt: skip
    told = [what_of(get_job(add_job(type_, arguments, "done"))) for type_, arguments in given.items()]  # type: ignore[arg-type]
    assert told == ["deals.csv into crm", "demo turned off", "crm"]
    job = get_job(add_job("publish", {}, "failed"))
    assert job is not None
    job.message = "The disk is full."
    assert words(failed(job)) == "Publish failed The disk is full."
    job.progress = 0.42
    assert words(progress(job)) == "Publish: The disk is full. 42%"


def test_a_proposal_says_what_is_found_missing_unused_and_absent() -> None:
    found = {
        "title": "Maven", "fits": True, "found": 3, "expected": 4, "missing": {}, "unused": ["phone"],
        "absent": ["accounts", "products"],
    }  # fmt: skip
    assert words(proposal_told(found)) == (
        "Maven fits 3 of 4 expected columns found Kept, but not used: phone "
        "It also knows, and these files have none of: accounts, products"
    )
    unfit = {**found, "fits": False, "missing": {"deals.csv": {"status": "Status", "amount": ""}}}
    assert "deals.csv lacks the columns status (found: Status), amount" in words(proposal_told(unfit))
    files = [{"name": f"{n}.csv", "bytes": 150_000} for n in range(10)]
    assert words(files_told(files, [])) == ("0.csv, 1.csv, 2.csv, 3.csv, 4.csv, 5.csv, 6.csv, 7.csv and 2 more 1.4 MB")


def test_before_any_data_the_page_offers_to_bring_some_in(var: Path) -> None:
    said = words(layout())
    assert "Choose files" in said
    assert "Name your CRM in settings.toml" in said
    assert words(asyncio.run(show_origins(0))).startswith("There is none yet: your first import makes one.")
    assert layout().children[0].className == "panels data-page no-filters bare"
    assert words(asyncio.run(show_imports(0))[0]) == "Nothing has been imported yet."
    rows, _columns, _title, _subtitle, note, *_more = asyncio.run(show_quarantine(None, 0))
    assert (rows, note) == ([], "There is no data yet: upload some above.")


def test_the_limits_of_an_upload_are_told_to_the_browser(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = json.dumps(layout().to_plotly_json(), default=lambda component: component.to_plotly_json())
    assert f'"data-limit": "{200 << 20}"' in page
    assert "200 MB at most" in page
