"""The header: the page's title, how fresh its data are, and what can be done with the page as a whole."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from babel import Locale
from dash import Input, Output, State, callback, html

from data import engine
from data.engine import Snapshot
from data.origins import last_synced
from errors import NoData
from i18n import _, ago, day, language, languages
from pages.components import aria, data
from pages.panel import waiting_words


def header(snapshot: Snapshot | None) -> html.Header:
    """The strip on top of every page."""
    return html.Header(
        [
            _icon_button("nav-toggle", "icon-menu", _("Pages"), "phone-only", controls="nav"),
            html.H1(id="page-title"),
            html.Div([freshness(snapshot, last_synced())], id="freshness", className="freshness"),
            _filters_button(),
            _share(),
            _export(),
            *_language_menu(),
            _icon_button("theme-toggle", "icon-theme", _("Switch between light and dark"), "theme-switch wide-only"),
        ],
        className="top",
    )


def _icon_button(id: str, icon: str, label: str, where: str, controls: str = "") -> html.Button:
    unfolds = aria(expanded="false", controls=controls) if controls else {}
    return html.Button(
        html.Span(className=icon, **aria(hidden="true")), id=id, type="button", title=label,
        className=f"button icon {where}", **aria(label=label), **unfolds,
    )  # fmt: skip


def _filters_button() -> html.Button:
    return html.Button(
        [html.Span(_("Filters")), html.Span(id="filter-count", className="count")],
        id="filters-toggle", className="button phone-only", type="button",
        **aria(expanded="false", controls="filter-bar"),
    )  # fmt: skip


def _share() -> html.Button:
    """Copies the address; assets/shell.js does so, and says it."""
    said = html.Span(_("Share"), id="share-said", **aria(live="polite"))
    return html.Button(said, id="share", className="button", type="button", title=_("Copy the link to this view"),
                       **data(copied=_("Copied"), failed=_("Copy the address from the address bar")))  # fmt: skip


def _export() -> html.Details:
    """The page as a file (assets/panels.js fetches it) or on paper."""
    return menu(
        "export", _("Export"),
        html.A(_("Excel workbook"), id="export-xlsx", className="menu-entry", href="", **data(do="xlsx")),
        html.Button(_("Print or save as PDF"), id="print", className="menu-entry", type="button"),
        **waiting_words(),
    )  # fmt: skip


def _language_menu() -> list[html.Details]:
    entries = _languages()
    if not entries:
        return []
    now = language().partition("-")[0]
    title = _("Language: {name}", name=_name(now))
    return [menu("language", now.upper(), *entries, title=title, className="drop wide-only")]


def reading() -> html.Div:
    """Language and theme in the navigation, where a phone's header has no room for them."""
    theme = html.Button(_("Light or dark"), type="button", className="menu-entry theme-switch")
    return html.Div([*_languages(), theme], className="drop-menu reading phone-only")


def _languages() -> list[html.Button]:
    """A button for each language on offer, none if there is but one; regional variants count as their language."""
    now = language().partition("-")[0]
    tags = list(dict.fromkeys(tag.partition("-")[0] for tag in languages()))
    return [
        html.Button(_name(tag), lang=tag, className="menu-entry", type="button", **data(language=tag),
                    **(aria(current="true") if tag == now else {}))
        for tag in tags if len(tags) > 1
    ]  # fmt: skip


def _name(tag: str) -> str:
    """A language in its own words: Français."""
    return str(Locale.parse(tag).get_display_name(tag)).capitalize()


def menu(id: str, label: str, *entries: Any, title: str = "", className: str = "drop", **more: Any) -> html.Details:
    """A button that opens a menu below it; Escape and a click elsewhere close it."""
    named: Any = {"title": title} if title else {}
    button = html.Summary(label, className="button unfolds", **named)
    return html.Details([button, html.Div(list(entries), className="drop-menu")], id=id, className=className, **more)


def current_snapshot() -> Snapshot | None:
    """The snapshot in force; None before anything was published."""
    try:
        return engine.current()
    except NoData:
        return None


def freshness(snapshot: Snapshot | None, synced: Mapping[str, datetime] | None = None) -> Any:
    """When each live origin was last synced, up to which day any other has facts, and when they were published."""
    last = {o: max(days.values()) for o, days in sorted(snapshot.as_of.items()) if days} if snapshot else {}
    if snapshot is None or not last:
        return html.Span(_("No data yet"))
    now, read = datetime.now(UTC), {o: at for o, at in (synced or {}).items() if o in last}
    lines = [
        _("{origin}, {when}", origin=_title(snapshot, o), when=ago(read[o], now)) if o in read
        else _("{origin}: data to {day}", origin=o, day=day(on))
        for o, on in last.items()
    ]  # fmt: skip
    newest = max(read.values(), default=snapshot.published_at).astimezone(UTC)
    since = html.Span(" · " + ago(newest, now), className="since")
    if len(lines) == 1:
        return html.Span([html.Span(lines[0]), *([] if read else [since])])
    shown = _("{n} sources, data to {day}", n=len(lines), day=day(max(last.values())))
    each = html.Ul([html.Li(line) for line in lines], className="drop-menu")
    return html.Details([html.Summary([html.Span(shown), since]), each], className="drop")


def _title(snapshot: Snapshot, origin: str) -> str:
    """An origin as a person knows it: what its mapping is called, its own name where another has that mapping."""
    titles = {name: about["title"] for name, about in snapshot.manifest["origins"].items()}
    return _(titles[origin]) if list(titles.values()).count(titles[origin]) == 1 else origin


@callback(
    Output("freshness", "children"), Input("minute", "n_intervals"), State("snapshot", "data"),
    prevent_initial_call=True,
)  # fmt: skip
async def look_again(_minutes: int, shown: str | None) -> list[Any]:
    """The stamp as it is now, and a way to reload once another snapshot is in force than the page was built of."""
    now, synced = await asyncio.to_thread(lambda: (current_snapshot(), last_synced()))
    if now is None or now.id == shown:
        return [freshness(now, synced)]
    reload = html.Button(_("New data: reload"), id="reload", className="button", type="button")
    return [freshness(now, synced), reload]
