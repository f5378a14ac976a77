"""The requests that a browser makes on a page when the filters change, from what Dash says of the callbacks.

`python -m bench.bodies` prints those of every page as JSON, with its address and what filters can be set to.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from types import ModuleType
from typing import Any

Body = dict[str, Any]
Id = str | dict[str, Any]
DIMENSIONS = ("sector", "product", "rep", "country")
ASKED = "-asked"  # ends the id of a page's own copy of the filters, written in the browser
BELOW = "-below"  # ends the id of the store through which what lies below the fold is loaded after the first screen


@dataclass(frozen=True)
class Requests:
    """Bodies of requests, still without the filters: of the first screen, and of what is loaded after it."""

    first: list[Body]
    below: list[Body]

    @property
    def all(self) -> list[Body]:
        return [*self.first, *self.below]

    @property
    def figures(self) -> int:
        return sum(
            output["property"] in ("figure", "rowData") for body in self.all for output in listed(body["outputs"])
        )


def requests_of(page: ModuleType, callbacks: Iterable[Body]) -> Requests:
    """What a browser on this page asks for; `callbacks` is the answer of /_dash-dependencies."""
    shown = {_key(part.id): part for part in page.layout()._traverse() if getattr(part, "id", None)}
    ours = [callback for callback in callbacks if _is_shown(callback, shown)]
    return Requests(
        list(_bodies(ours, shown, _starts)),
        list(_bodies(ours, shown, lambda id: isinstance(id, str) and id.endswith(BELOW))),
    )


def with_filters(body: Body, store: Body) -> Body:
    """The request after this change of the filters."""
    inputs = [{**one, "value": store} if _carries_filters(one["id"]) else one for one in body["inputs"]]
    return {**body, "inputs": inputs}


def parsed(outputs: str) -> list[Body]:
    """The outputs of a callback, as Dash writes them: "a.children", or "..a.children...b.figure.." of several."""
    several = outputs.startswith("..") and outputs.endswith("..")
    each = outputs[2:-2].split("...") if several else [outputs]
    return [{"id": _id(name), "property": prop} for name, _dot, prop in (one.rpartition(".") for one in each)]


def listed(outputs: Any) -> list[Body]:
    return outputs if isinstance(outputs, list) else [outputs]


def _bodies(callbacks: Iterable[Body], shown: dict[str, Any], changes: Callable[[Id], bool]) -> Iterator[Body]:
    """The requests of the callbacks that hear of a change of the store with that id."""
    for callback in callbacks:
        inputs, state = ([_given(one, shown) for one in callback[kind]] for kind in ("inputs", "state"))
        changed = [f"{one['id']}.data" for one in inputs if changes(one["id"])]
        if changed:
            outputs = parsed(callback["output"])
            yield {
                "output": callback["output"], "inputs": inputs, "state": state, "changedPropIds": changed,
                "outputs": outputs if callback["output"].startswith("..") else outputs[0],
            }  # fmt: skip


def _is_shown(callback: Body, shown: dict[str, Any]) -> bool:
    """Whether the server answers it, and the page has what it fills."""
    return not callback["clientside_function"] and _key(parsed(callback["output"])[0]["id"]) in shown


def _given(one: Body, shown: dict[str, Any]) -> Body:
    """An input or a state with the value that it has in the page's layout."""
    id = _id(one["id"])
    return {"id": id, "property": one["property"], "value": getattr(shown.get(_key(id)), one["property"], None)}


def _starts(id: Id) -> bool:
    return id == "filters" or (isinstance(id, str) and id.endswith(ASKED))


def _carries_filters(id: Id) -> bool:
    return _starts(id) or (isinstance(id, str) and id.endswith(BELOW))


def _id(text: str) -> Id:
    """An id: a name, or of several parts, which Dash writes as JSON, the dots in it as "\\."."""
    return json.loads(text.replace("\\.", ".")) if text.startswith("{") else text


def _key(id: Id) -> str:
    return id if isinstance(id, str) else json.dumps(id, sort_keys=True)


async def main() -> None:
    """Print the requests of each page, all addresses, values of some dimensions and the last day with facts."""
    import app
    from bench.inside import get
    from data import engine

    async with app.server.router.lifespan_context(app.server):
        callbacks = await get(app.server, "/_dash-dependencies")
    snapshot = engine.current()
    asked = {page.__name__: requests_of(page, callbacks) for page in app.page_modules()}
    printed = {
        "pages": {name: asdict(requests) for name, requests in asked.items() if requests.first},
        "paths": [page.PATH for page in app.page_modules()],
        "values": {name: snapshot.values(name) for name in DIMENSIONS},
        "last_day": max(day for days in snapshot.as_of.values() for day in days.values()).isoformat(),
    }
    sys.stdout.write(json.dumps(printed) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
