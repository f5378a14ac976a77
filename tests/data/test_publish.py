import hashlib
import resource
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.engine import Snapshot, close, current
from data.importing import import_path
from data.origins import add_origin, enable
from data.publish import publish
from data.record_log import append, version
from errors import NoData, StorageError
from tests.maven_files import DEALS, many_deals, write_company
from tests.state import state


def load(folder: Path, deals: "list[str] | tuple[str, ...]" = DEALS, origin: str | None = None) -> Snapshot:
    import_path(str(write_company(folder, deals)), "maven", origin, tell=lambda _share, _message: None)
    close()
    return current()


def snapshots(var: Path) -> list[str]:
    return sorted(path.name for path in (var / "snapshots").iterdir())


def test_nothing_can_be_published_before_there_are_records(fairlead: Path) -> None:
    with pytest.raises(NoData, match="no enabled origin has any records"):
        publish()
    add_origin("crm", "maven")
    with pytest.raises(NoData):
        publish()


def test_publishing_again_changes_nothing_until_something_has_changed(fairlead: Path, tmp_path: Path) -> None:
    first = load(tmp_path / "files").id
    assert publish() == first
    append("maven", "accounts", [version("Nova", {"account": "Nova", "sector": "retail"})])
    second = publish()
    assert second != first
    append("other", "accounts", [version("Nova", {"account": "Nova"})])  # of no origin that is shown
    assert publish() == second
    assert snapshots(fairlead) == sorted([first, second])


def test_another_rule_makes_another_snapshot(tmp_path: Path) -> None:
    with state(tmp_path / "var"):
        first = load(tmp_path / "files").id
    with state(tmp_path / "var", FAIRLEAD_COMPANY__FISCAL_YEAR_START="4"):
        assert publish() != first


def test_only_as_many_snapshots_are_kept_as_the_settings_say(tmp_path: Path) -> None:
    with state(tmp_path / "var", FAIRLEAD_KEEP_SNAPSHOTS="2") as var:
        ids = [load(tmp_path / "files", DEALS[: n + 1]).id for n in range(3)]
        assert snapshots(var) == sorted(ids[1:])


def test_two_origins_stand_beside_each_other(fairlead: Path, tmp_path: Path) -> None:
    load(tmp_path / "files")
    both = load(tmp_path / "files", origin="maven-fr")
    deals = both.frame("opportunities")
    assert dict(deals["origin"].value_counts().rows()) == {"maven": 4, "maven-fr": 4}
    assert dict(both.frame("accounts")["origin"].value_counts().rows()) == {"maven": 2, "maven-fr": 2}
    assert deals.filter(origin="maven-fr", account="Acme")["account_key"].unique().to_list() == [
        "maven-fr:accounts:Acme"
    ]


def test_a_disabled_origin_is_not_shown(fairlead: Path, tmp_path: Path) -> None:
    load(tmp_path / "files")
    load(tmp_path / "files", origin="maven-fr")
    enable("maven", False)
    publish()
    close()
    assert current().frame("opportunities")["origin"].unique().to_list() == ["maven-fr"]
    assert list(current().as_of) == ["maven-fr"]


def test_when_the_last_origin_is_disabled_its_figures_are_no_longer_shown(fairlead: Path, tmp_path: Path) -> None:
    load(tmp_path / "files")
    enable("maven", False)
    publish()
    close()
    snapshot = current()
    assert snapshot.as_of == {}
    assert {name: snapshot.frame(name).height for name in snapshot.names if snapshot.frame(name).height} == {}


def test_a_snapshot_whose_folder_vanished_is_rebuilt_under_its_id(fairlead: Path, tmp_path: Path) -> None:
    before = load(tmp_path / "files")
    deals = before.frame("opportunities")
    shutil.rmtree(fairlead / "snapshots")
    shutil.rmtree(fairlead / "conformed")
    assert publish() == before.id
    close()
    assert current().frame("opportunities").equals(deals)


def many_accounts() -> None:
    names = [hashlib.sha512(str(n).encode()).hexdigest() for n in range(1000)]
    append("maven", "accounts", [version(name, {"account": name, "sector": "retail"}) for name in names])


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can grow beyond 60 kB: the system refuses the write, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def served(before: Snapshot) -> bool:
    close()
    return current().id == before.id and current().frame("opportunities").equals(before.frame("opportunities"))


def test_a_disk_full_while_rows_are_checked_leaves_what_was_served(fairlead: Path, tmp_path: Path) -> None:
    before = load(tmp_path / "files")
    many_accounts()
    with full_disk(), pytest.raises(StorageError, match="File too large"):
        publish()
    assert served(before)
    assert snapshots(fairlead) == [before.id]
    [kept] = (fairlead / "conformed").glob("maven/accounts/*")  # that of before, and nothing half written
    assert (kept / "done.json").exists()
    publish()
    close()
    assert current().frame("accounts").height == 1002


def test_a_disk_full_while_the_snapshot_is_written_leaves_what_was_served(fairlead: Path, tmp_path: Path) -> None:
    load(tmp_path / "files")
    many_accounts()
    publish()
    close()
    before = current()
    append("maven", "products", [version("New", {"product": "New", "series": "GTX", "sales_price": "5"})])
    with full_disk(), pytest.raises(StorageError, match="snapshot could not be written: File too large"):
        publish()
    assert served(before)
    assert before.id in snapshots(fairlead)
    assert not [name for name in snapshots(fairlead) if name.startswith(".")]
    publish()
    close()
    assert current().frame("products").height == 3


def test_two_publishes_at_once_make_one_snapshot(fairlead: Path, tmp_path: Path) -> None:
    before = load(tmp_path / "files").id
    append("maven", "accounts", [version("Nova", {"account": "Nova", "sector": "retail"})])
    with ThreadPoolExecutor(2) as pool:
        ids = set(pool.map(lambda _number: publish(), range(2)))
    assert len(ids) == 1
    assert snapshots(fairlead) == sorted([before, *ids])


def test_deals_that_were_never_received_again_keep_their_place(fairlead: Path, tmp_path: Path) -> None:
    load(tmp_path / "files", many_deals(40))
    after = load(tmp_path / "files", many_deals(8))
    assert after.frame("opportunities").height == 40
