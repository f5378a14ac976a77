"""The ASGI app: Dash on FastAPI, the pages, the REST API, health. `python src/app.py` serves it."""

import asyncio
import gc
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import uvicorn

from errors import SettingsError
from i18n import _
from settings import ROOT, Settings, settings

SRC = Path(__file__).resolve().parent


def check_address(chosen: Settings) -> None:
    """Raise SettingsError for an address that others can reach when no password guards it."""
    if chosen.password is None and not _is_loopback(chosen.host):
        message = _("{host} can be reached from other machines, and no password is set: nothing is served.")
        raise SettingsError(message.format(host=chosen.host), _("Set FAIRLEAD_PASSWORD, or serve on 127.0.0.1."))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def run_server(chosen: Settings) -> None:
    """Serve until stopped. Raises SettingsError for an unguarded address."""
    check_address(chosen)
    _check_free(chosen.host, chosen.port)
    limit_threads(chosen.workers)
    host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    print(f"Fairlead is at http://{host}:{chosen.port}", flush=True)  # noqa: T201 (the address, for a person)
    uvicorn.run(
        "app:server",
        app_dir=str(SRC),
        host=chosen.host,
        port=chosen.port,
        workers=chosen.workers,
        log_level=chosen.log_level.lower(),
        access_log=False,
        server_header=False,
    )


def _check_free(host: str, port: int) -> None:
    """Raise SettingsError if the address cannot be served on, before anything says that it is."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise SettingsError(
                _("{host}:{port} cannot be served on: {reason}.", host=host, port=port, reason=reason),
                _("Stop what uses it, or choose another: --port NUMBER."),
            ) from None


def limit_threads(workers: int) -> None:
    """Share the cores between the workers; Polars reads this once, when it is imported."""
    os.environ.setdefault("POLARS_MAX_THREADS", str(max(1, (os.cpu_count() or 1) // workers)))


@cache
def build_app() -> Any:
    """The ASGI app with everything in it.

    Outermost first: headers, language, password, same origin, HEAD, compression, Dash.
    One a process: Dash hands the pages' callbacks to the first app that asks.
    """
    limit_threads(settings().workers)  # before Polars is imported
    from data.secret_free_logs import keep_secrets_out

    keep_secrets_out()
    from assets import AssetsMiddleware
    from auth.headers import SecurityHeaders
    from auth.password import PasswordMiddleware
    from auth.same_origin import SameOriginMiddleware
    from backend import HeadMiddleware
    from i18n import LanguageMiddleware
    from routes import add_routes

    dash = _dash()
    server = dash.server
    server.state.dash = dash
    add_routes(server, page_modules())
    server.add_middleware(AssetsMiddleware)
    server.add_middleware(HeadMiddleware)
    server.add_middleware(SameOriginMiddleware)
    server.add_middleware(PasswordMiddleware, password=settings().password)
    server.add_middleware(LanguageMiddleware, default=settings().company.language)
    server.add_middleware(SecurityHeaders, scripts=lambda _path: dash.csp_hashes())
    return server


def _dash() -> Any:
    """Dash on FastAPI with our shell and pages."""
    from dash import Dash

    from backend import Backend
    from pages.failures import show_failure
    from pages.shell import INDEX, shell

    class Server(Backend):
        lifespan = staticmethod(_lifespan)

    dash = Dash(
        __name__, backend=Server, use_pages=True, pages_folder="", assets_folder=str(ROOT / "assets"),
        assets_ignore=r"theme\.js", index_string=INDEX, title="Fairlead", update_title="", enable_mcp=False,
        serve_locally=True, suppress_callback_exceptions=True, on_error=show_failure, include_pages_meta=False,
    )  # fmt: skip
    register_pages()
    dash.layout = shell
    return dash


@asynccontextmanager
async def _lifespan(server: Any) -> AsyncIterator[None]:
    """Keep origins, snapshot and default views up to date while serving, and set Dash's pages up now.

    Dash does so at the first request to `/`, too late for one that starts at another page.
    """
    from pages.warming import keep_warm
    from syncing import scheduler
    from upkeep import keep_derived, keep_published
    from uploads.routes import keep_swept

    for prepare in server.state.dash.backend._before_request_funcs:
        done = prepare()
        if done is not None:
            await done
    queries = [query for page in page_modules() for query in getattr(page, "QUERIES", ())]
    more = [page.warm for page in page_modules() if hasattr(page, "warm")]
    works = (keep_published(), keep_derived(), keep_warm(queries, more), keep_swept())
    tasks = [asyncio.create_task(work) for work in works]
    syncs = scheduler(settings())
    syncs.start()
    _spare_what_stays()
    yield
    syncs.shutdown(wait=False)
    for task in tasks:
        task.cancel()


def _spare_what_stays() -> None:
    """Keep the garbage collector from walking through all that was loaded by now: else a reader waits 0.2 s at times.

    A figure is thousands of small objects, so that it need not look after each few hundred either.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def page_modules() -> list[ModuleType]:
    """The modules of src/pages that are pages, in the order of the navigation."""
    found = [import_module(f"pages.{m.name}") for m in iter_modules([str(SRC / "pages")])]
    return sorted((m for m in found if hasattr(m, "PATH")), key=lambda m: m.ORDER)


def register_pages() -> None:
    """Tell Dash of every page, at each of its addresses, and of what stands where there is none."""
    import dash

    from pages import not_found
    from pages.first_run import unless_empty

    for page in page_modules():
        for path in (page.PATH, *getattr(page, "ALSO", ())):
            dash.register_page(
                f"{page.__name__}{path}", path=path, layout=unless_empty(page), order=page.ORDER, name=page.TITLE,
                title=_tab_title(page.TITLE),
            )  # fmt: skip
    dash.register_page(
        "not_found_404", path="/404", layout=not_found.layout, name=not_found.TITLE, title=_tab_title(not_found.TITLE)
    )


def _tab_title(title: str) -> Callable[..., str]:
    return lambda **_variables: f"{_(title)} · {settings().company.name}"


def __getattr__(name: str) -> Any:
    """`server`, built when uvicorn asks for it: the parent of several workers only imports this module."""
    if name == "server":
        return build_app()
    raise AttributeError(name)


if __name__ == "__main__":
    run_server(settings())
