"""What is answered besides pages: health, the API, exports, uploads."""

import asyncio
from collections.abc import Sequence
from types import ModuleType

from fastapi import FastAPI

import api
import exports
import uploads.routes
from data import engine
from errors import NoData


def add_routes(server: FastAPI, pages: Sequence[ModuleType]) -> None:
    """Add them all to the server; Dash adds its catch-all, which answers any other path with the page, at start."""

    @server.get("/health", include_in_schema=False)
    async def health() -> dict[str, str | None]:
        try:
            return {"status": "ok", "snapshot": (await asyncio.to_thread(engine.current)).id}
        except NoData:
            return {"status": "ok", "snapshot": None}

    api.mount(server)
    exports.mount(server, pages)
    uploads.routes.mount(server)
