"""A published company of eight deals, and clients of the API on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

import api
from data.importing import import_path
from tests.state import state

FILES = {
    "accounts": """account,sector,year_established,revenue,employees,office_location,subsidiary_of
Northmill,retail,1999,10.5,40,Norway,
Sandell,medical,2001,99.0,300,Kenya,
""",
    "products": """product,series,sales_price
Gauge,Meters,100
Probe,Sensors,1000
""",
    "sales_teams": """sales_agent,manager,regional_office
Ida Moen,Per Dahl,North
Omar Said,Ruth Kamau,South
""",
    "sales_pipeline": """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
A1,Ida Moen,Gauge,Northmill,Won,2017-01-02,2017-01-12,90
A2,Ida Moen,Gauge,Northmill,Won,2017-01-05,2017-02-04,110
A3,Ida Moen,Probe,Northmill,Lost,2017-01-10,2017-02-10,0
A4,Omar Said,Probe,Sandell,Won,2017-02-01,2017-03-03,1200
A5,Omar Said,Probe,Sandell,Lost,2017-02-02,2017-03-05,0
A6,Omar Said,Gauge,Sandell,Lost,2017-02-03,2017-03-06,0
A7,Omar Said,Gauge,Sandell,Engaging,2017-03-01,,
A8,Ida Moen,Probe,Northmill,Prospecting,,,
""",
}


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of the published company."""
    files = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (files / f"{name}.csv").write_text(text)
    with state(tmp_path_factory.mktemp("company")) as folder:
        import_path(str(files), "maven", tell=lambda share, message: None)
        return folder


@pytest.fixture
def server() -> FastAPI:
    """A server with nothing but the API."""
    server = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    api.mount(server)
    return server


@pytest.fixture
def client(company: Path, server: FastAPI) -> Iterator[TestClient]:
    """A client of the API on the published company."""
    with state(company):
        yield TestClient(server, base_url="http://127.0.0.1")


@pytest.fixture
def client_without_data(var: Path, server: FastAPI) -> TestClient:
    """A client of the API before anything was published."""
    return TestClient(server, base_url="http://127.0.0.1")
