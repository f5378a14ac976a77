"""What a reader takes away: a page as a workbook, an exhibit as CSV, under the filters of the page's URL.

    GET /export/<page>.xlsx            every exhibit of the page, after a sheet on where the figures come from
    GET /export/<page>/<exhibit>.csv   the figures of one, for programs
    GET /export/<page>/<exhibit>.json  the same as texts, for a reader: `Show as table` in a panel's menu

The query is that of the page. A page is called by its module (sales) or by its address without the slash; `index`
is the page at /. Any page module with an `exhibits` can be exported.
"""

from collections.abc import Sequence
from types import ModuleType

from fastapi import FastAPI

from api.errors import install_errors
from exports.routes import router

EXPORT = "/export"


def mount(server: FastAPI, pages: Sequence[ModuleType]) -> None:
    """Add the exports of these pages to the server; errors have the API's shape."""
    exports = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    exports.state.pages = [page for page in pages if hasattr(page, "exhibits")]
    exports.include_router(router)
    install_errors(exports)
    server.mount(EXPORT, exports)
