"""/docs: the API described and tried out in the browser, by Swagger UI served from here, not from a CDN.

swagger_ui/ has the files of the package swagger-ui-dist 5.35.0, unchanged, with their licence, and our page
that starts them. They do not lie in assets/, since Dash puts every script in there on every page.
"""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

FILES = Path(__file__).parent / "swagger_ui"


def add_docs(server: FastAPI) -> None:
    """Serve /docs, for the API whose address swagger_ui/start.js names."""
    server.mount("/api/swagger-ui", StaticFiles(directory=FILES), name="swagger-ui")

    @server.get("/docs", include_in_schema=False)
    async def docs() -> FileResponse:
        return FileResponse(FILES / "docs.html", media_type="text/html")
