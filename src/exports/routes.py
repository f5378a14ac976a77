"""/export: which page and which exhibit, measured as the page measures it. Files are made in threads."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from types import ModuleType

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from errors import UnknownName
from exports.comma_separated import comma_separated
from exports.export import Export
from exports.readable import readable
from exports.workbook import workbook
from i18n import _
from pages.asked import asked_by_url
from pages.exhibit import Exhibit
from settings import settings

router = APIRouter()
UNSTORED = {"Cache-Control": "no-store"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/{page}.xlsx")
async def whole_page(request: Request, page: str) -> Response:
    """The page as a workbook."""
    export = await _export(request, page)
    return await _file(workbook, export, export.file_name(export.page, "xlsx"), XLSX)


@router.get("/{page}/{exhibit}.csv")
async def one_exhibit(request: Request, page: str, exhibit: str) -> Response:
    """The exhibit's figures."""
    export = (await _export(request, page)).only(exhibit)
    return await _file(comma_separated, export, export.file_name(exhibit, "csv"), "text/csv; charset=utf-8")


@router.get("/{page}/{exhibit}.json")
async def to_read(request: Request, page: str, exhibit: str) -> JSONResponse:
    """The exhibit's figures as a reader would write them."""
    export = (await _export(request, page)).only(exhibit)
    return JSONResponse(await asyncio.to_thread(readable, export), headers=UNSTORED)


@router.get("/{anything:path}")
async def nothing(request: Request, anything: str) -> None:
    """Any other address: say which there are."""
    raise UnknownName(_("export"), anything, [f"{_name(page)}.xlsx" for page in request.app.state.pages])


async def _export(request: Request, name: str) -> Export:
    """Everything on the page under the query's filters. Raises UnknownName, BadFilter, NoData."""
    page = _page(request, name)
    query = request.query_params
    found = await asked_by_url({key: query.getlist(key) for key in query})
    if hasattr(page, "own_filters"):  # a page with days of its own
        found = page.own_filters(found)
    exhibits: list[Exhibit] = await page.exhibits(found)
    address = str(request.url.replace(path=page.PATH))
    return Export(_name(page), _(page.TITLE), address, datetime.now(settings().zone), found, tuple(exhibits))


def _page(request: Request, name: str) -> ModuleType:
    pages: list[ModuleType] = request.app.state.pages
    for page in pages:
        addresses = [path.strip("/") or "index" for path in (page.PATH, *getattr(page, "ALSO", ()))]
        if name in (_name(page), *addresses):
            return page
    raise UnknownName(_("page"), name, map(_name, pages))


def _name(page: ModuleType) -> str:
    return page.__name__.rpartition(".")[2]


async def _file(make: Callable[[Export], bytes], export: Export, name: str, kind: str) -> Response:
    content = await asyncio.to_thread(make, export)
    return Response(
        content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"', **UNSTORED}
    )
