"""The REST API under /api/v1, described at /docs: the same figures as the pages, as JSON.

Routes are plain functions: FastAPI runs them in threads, so that a long query holds up nobody.
"""

from fastapi import FastAPI

from api import (
    acquisition,
    bridges,
    corridor,
    dimensions,
    forecast,
    kpis,
    lost_deals,
    metrics,
    pipeline,
    points,
    price_index,
    price_response,
    product_margins,
    snapshot,
    statement,
    stock_cover,
)
from api.answers import ErrorAnswer
from api.docs import add_docs
from api.errors import install_errors

V1 = "/api/v1"
ABOUT = """
Figures of the published snapshot. Every metric is defined once: a page, the command line and this API give the
same numbers.

- **Filters** are query parameters named after a dimension, repeated for several values:
  `?sector=retail&sector=medical`. `GET /dimensions` lists them; `(none)` means not known.
- **Period**: all time, unless `period`, or `from` and `to`, are given.
- **Null** means that there is nothing to compute, e.g. a rate of no deals; it is never 0.
- **Errors** have one shape: `{"error": {"code", "message", "hint"}}`, the hint lists what is valid.
"""
ERRORS = {
    400: "A parameter is wrong: a date, a period, a filter value.",
    401: "Sign in first.",
    404: "No metric, dimension or path of that name.",
    503: "Nothing has been published yet.",
}


def mount(server: FastAPI) -> None:
    """Add the API, its description and its 404s to the server, before anything that catches all paths."""
    server.mount(V1, build_api())
    add_docs(server)
    elsewhere = FastAPI(openapi_url=None)
    install_errors(elsewhere)
    server.mount("/api", elsewhere)


def build_api() -> FastAPI:
    """The API as an app of its own, with its own error answers and OpenAPI description."""
    responses: dict[int | str, dict[str, object]] = {
        status: {"model": ErrorAnswer, "description": about} for status, about in ERRORS.items()
    }
    api = FastAPI(title="Fairlead", version="1", description=ABOUT, docs_url=None, redoc_url=None, responses=responses)
    for module in (
        metrics,
        kpis,
        pipeline,
        points,
        forecast,
        bridges,
        statement,
        acquisition,
        product_margins,
        corridor,
        lost_deals,
        price_index,
        price_response,
        stock_cover,
        dimensions,
        snapshot,
    ):
        api.include_router(module.router)
    install_errors(api)
    return api
