"""The page on which a person sees a record: where Fairlead's links to the CRM lead."""

from html import escape
from urllib.parse import parse_qs

from demo.crm.vtiger_store import Store

ADDRESSES = ("/view/detail", "/recordings/")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}}
th{{text-align:left;padding-right:2rem;font-weight:normal;color:#666}}</style>
<h1>{title}</h1><p>A record of the CRM that the demo plays.</p><table>{rows}</table></html>"""


def record_page(store: Store, path: str, query: str) -> str | None:
    """The record that an address names, as HTML; None if there is none. Times as the instance wrote them."""
    given = {name: values[-1] for name, values in parse_qs(query).items()}
    try:
        if path.startswith("/recordings/"):
            row = store.get(path.removeprefix("/recordings/"))
            title = "Recording of a call"
        else:
            module = store.modules[given["module"]]
            row = store.get(f"{module.prefix}x{given['id']}")
            title = row.get("potentialname") or row.get("accountname") or f"{module.label} {row['id']}"
    except (KeyError, ValueError):
        return None
    rows = "".join(f"<tr><th>{escape(name)}<td>{escape(value)}" for name, value in row.items() if value)
    return PAGE.format(title=escape(title), rows=rows)
