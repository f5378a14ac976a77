"""POST /upload: files from the browser into a folder of their own.

It needs the header `X-Fairlead: upload`, which a page of another site cannot send without asking first; that it
comes from our own page, `auth.same_origin` sees to for every request.
"""

import asyncio
import shutil
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from errors import FairleadError, ForeignRequest
from i18n import _
from settings import settings
from uploads.folders import forget_old, new_folder
from uploads.parts import Parts, too_large

HEADER, HEADER_SAYS = "x-fairlead", "upload"
AROUND = 1 << 20  # bytes that a body may have besides its files: names and boundaries
EVERY = 3600.0  # seconds between two looks for what is too old
router = APIRouter()


def mount(server: FastAPI) -> None:
    """Add the route to the server."""
    server.include_router(router)


@router.post("/upload", include_in_schema=False)
async def upload(request: Request) -> JSONResponse:
    """Store the files of the body; answers with the upload's id and what it holds."""
    try:
        return await _stored(request)
    except FairleadError as error:
        return JSONResponse(error.as_dict(), error.status)


async def _stored(request: Request) -> JSONResponse:
    limit = settings().upload_mb << 20
    if request.headers.get(HEADER) != HEADER_SAYS:
        raise ForeignRequest(_("This upload does not come from the Data page."))
    if int(request.headers.get("content-length") or 0) > limit + AROUND:
        raise too_large(limit)
    folder = await asyncio.to_thread(new_folder)
    try:
        files = await _received(request, folder, limit)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        raise
    return JSONResponse({"id": folder.name, "files": [{"name": n, "bytes": b} for n, b in files.items()]})


async def _received(request: Request, folder: Path, limit: int) -> dict[str, int]:
    parts = Parts(request.headers.get("content-type", ""), folder, limit)
    try:
        async for chunk in request.stream():
            parts.feed(chunk)
            if parts.is_full:
                await asyncio.to_thread(parts.write)
    except ClientDisconnect:
        pass  # nobody hears what `finish` says of it; the folder goes
    await asyncio.to_thread(parts.finish)
    return parts.files


async def keep_swept() -> None:
    """Delete now and then what nobody imported. Runs until cancelled."""
    while True:
        await asyncio.to_thread(forget_old)
        await asyncio.sleep(EVERY)
