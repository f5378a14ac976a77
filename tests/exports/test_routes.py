"""The routes through the whole app: addresses, headers, errors, and figures of a published company."""

import csv
from base64 import b64encode
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import fastexcel
import pandas as pd
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.testclient import TestClient

import app
import exports
from auth.password import PasswordMiddleware
from data.importing import import_path
from metrics.registry import Query
from metrics.sales import WON_REVENUE
from pages.asked import Asked
from pages.exhibit import Exhibit
from tests.state import state

DEALS = """id,status,account,sector,rep,product,category,created,closed,amount
1,Won,Acme,retail,Ann,Balance,Laboratory,2017-01-02,2017-03-10,1000
2,Won,Bolt,medical,Bob,Balance,Laboratory,2017-02-02,2017-06-15,3000
3,Won,Acme,retail,Bob,Pump,Flow,2017-05-02,2017-12-31,2000
"""


async def exhibits(found: Asked) -> list[Exhibit]:
    (by_sector,) = await found.measure(Query(WON_REVENUE, by="sector"))
    chosen = found.choice("wins.what", ("all", "few"))
    return [Exhibit("wins-sectors", f"Wins, {chosen}", by_sector, (WON_REVENUE,))]


WINS: Any = SimpleNamespace(__name__="pages.wins", PATH="/won", ALSO=("/",), TITLE="Wins", exhibits=exhibits)
PLAIN: Any = SimpleNamespace(__name__="pages.plain", PATH="/plain", TITLE="Plain")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    file = tmp_path_factory.mktemp("files") / "deals.csv"
    file.write_text(DEALS)
    with state(tmp_path_factory.mktemp("company")) as folder:
        import_path(str(file), "simple", tell=lambda share, message: None)
        yield folder


@pytest.fixture
def server() -> FastAPI:
    server = FastAPI()
    exports.mount(server, [WINS, PLAIN])
    return server


@pytest.fixture
def client(company: Path, server: FastAPI) -> Iterator[TestClient]:
    with state(company):
        yield TestClient(server, base_url="http://localhost")


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))


def test_csv_is_of_the_figures_under_the_filters_of_the_url(client: TestClient) -> None:
    answer = client.get("/export/wins/wins-sectors.csv?period=last_year&rep=Ann&utm_source=mail")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    name = "wins-sectors_2016-01-01_2016-12-31.csv"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    whole = rows(client.get("/export/wins/wins-sectors.csv?period=all").text)
    assert whole == [
        ["Sector", "Won revenue (EUR)", "Won revenue: n"],
        ["medical", "3000", "1"],
        ["retail", "3000", "2"],
    ]
    anns = rows(client.get("/export/wins/wins-sectors.csv?rep=Ann").text)
    assert anns[1:] == [["retail", "1000", "1"]]


@pytest.mark.parametrize("page", ["wins", "won", "index"])
def test_a_page_is_called_by_its_module_or_its_address(client: TestClient, page: str) -> None:
    assert client.get(f"/export/{page}/wins-sectors.csv").status_code == 200


def test_the_workbook_is_of_the_whole_page(client: TestClient) -> None:
    answer = client.get("/export/wins.xlsx?period=all&view.wins.what=few")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="wins_to_2017-12-31.xlsx"'
    assert answer.headers["cache-control"] == "no-store"
    book = fastexcel.read_excel(answer.content)
    assert book.sheet_names == ["About", "Wins, few"]
    assert book.load_sheet("Wins, few", header_row=2).to_polars().rows() == [("medical", 3000, 1), ("retail", 3000, 2)]
    address = book.load_sheet("About", header_row=None).to_polars()
    assert "http://localhost/won?period=all&view.wins.what=few" in address.to_series(1).to_list()


def test_the_figures_can_be_read_as_texts(client: TestClient) -> None:
    shown = client.get("/export/wins/wins-sectors.json?sector=retail").json()
    assert (shown["headings"], shown["rows"]) == (
        ["Sector", "Won revenue", "Won revenue: n"],
        [["retail", "€3,000", "2"]],
    )


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [("nope.xlsx", 404, "wins"), ("plain.xlsx", 404, "wins"), ("wins/nope.csv", 404, "wins-sectors"),
     ("nope/wins-sectors.csv", 404, "wins"), ("wins.pdf", 404, "wins.xlsx"), ("", 404, "wins.xlsx"),
     ("wins.xlsx?sector=nonsense", 400, "nonsense"), ("wins.xlsx?period=nonsense", 400, "nonsense"),
     ("wins.xlsx?from=2017-13-01", 400, "2017-13-01"), ("wins/wins-sectors.csv?view.wins.what=no", 400, "all, few")],
)  # fmt: skip
def test_what_cannot_be_exported_is_said_with_what_can(client: TestClient, path: str, status: int, said: str) -> None:
    answer = client.get(f"/export/{path}")
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "message", "hint"}
    assert said in answer.text


def test_without_data_it_says_so(var: Path, server: FastAPI) -> None:
    answer = TestClient(server, base_url="http://localhost").get("/export/wins.xlsx")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "no_data")


def test_the_password_guards_exports(company: Path, server: FastAPI) -> None:
    server.add_middleware(PasswordMiddleware, password=SecretStr("s3cret"))
    with state(company):
        client = TestClient(server, base_url="http://fairlead.example")
        assert client.get("/export/wins.xlsx").status_code == 401
        signed_in = {"authorization": "Basic " + b64encode(b"ann:s3cret").decode()}
        assert client.get("/export/wins.xlsx", headers=signed_in).status_code == 200


@pytest.mark.parametrize("page", [page for page in app.page_modules() if hasattr(page, "exhibits")], ids=str)
def test_every_page_of_the_app_can_be_exported(company: Path, page: Any) -> None:
    with state(company), TestClient(app.build_app(), base_url="http://localhost") as client:
        name = page.__name__.rpartition(".")[2]
        book = fastexcel.read_excel(client.get(f"/export/{name}.xlsx?period=all").content)
        assert len(book.sheet_names) > 1
        for exhibit in (
            client.get(f"/export/{name}/nothing.csv").json()["error"]["hint"][len("Valid: ") : -1].split(", ")
        ):
            table = client.get(f"/export/{name}/{exhibit}.csv?period=all")
            assert table.status_code == 200, exhibit
            assert isinstance(pd.read_csv(StringIO(table.text)), pd.DataFrame)
