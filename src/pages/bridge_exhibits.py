"""What the bridges of Pricing and of Financials show: the waterfall, each product's parts, the lines behind a bar."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from charts.bridge import PARTS, bridge_waterfall
from charts.theme import empty_figure
from i18n import N_, _, mid_sentence, money, ngettext, number, short_money, signed
from metrics.bridge_measured import BARS, CHANGE, Of
from metrics.definition import Unit
from pages.asked import Asked
from pages.bridge_words import Compared, Missing
from pages.components import notes
from pages.exhibit import Exhibit
from pages.pipeline_links import safe_address
from pages.table import table_parts

CHOICES = {CHANGE: N_("All that changed"), "before": N_("Period before"), **PARTS, "after": N_("This period")}
LABELS = {
    "what": N_("What moved it"), "amount": N_("Amount"), "n": N_("Sales"), "products": N_("Products"),
    "change": N_("Change"), "before": N_("Before"), "after": N_("Now"), **PARTS, "units_before": N_("Units before"),
    "units_after": N_("Units now"), "price_before": N_("Price before"), "price_after": N_("Price now"),
    "cost_before": N_("Unit cost before"), "cost_after": N_("Unit cost now"),
}  # fmt: skip
OF_LINES = {
    "effect": N_("Effect"), "when": N_("Period"), "sold_on": N_("Sold on"), "quantity": N_("Units"),
    "unit_price": N_("Price"), "reference": N_("Price before"), "amount": N_("Amount"), "cost": N_("Cost"),
    "opportunity": N_("Deal"), "record": N_("Id"), "url": N_("Link"),
}  # fmt: skip
MONEY: dict[str, Unit] = dict.fromkeys(
    ("amount", "change", "before", "after", *PARTS, "price_before", "price_after", "cost_before", "cost_after",
     "effect", "unit_price", "reference"), "money",
)  # fmt: skip
PER_UNIT = ("units_before", "units_after", "price_before", "price_after")
COST_PER_UNIT = ("cost_before", "cost_after")
RARE = ("new", "ended", "not_in_units")  # columns of products that stand only where some product has such a part
LINE_WIDTHS = {  # of columns on screen, in this order: least pixels, and share of what is left
    "effect": (100, 1), "when": (92, 1), "sold_on": (114, 1), "account": (130, 3), "product": (104, 2),
    "rep": (104, 2), "quantity": (84, 1), "unit_price": (82, 1), "reference": (86, 1), "amount": (90, 1),
    "record": (98, 1), "url": (76, 1),
}  # fmt: skip
PRODUCT_WIDTHS = {
    "product": (150, 2), **dict.fromkeys(("before", "after", "change", *PARTS), (92, 1)),
    **dict.fromkeys((*PER_UNIT, *COST_PER_UNIT), (86, 1)), "n": (72, 1),
}  # fmt: skip
LETTER, AROUND = 7.7, 22  # pixels of a digit, and of what stands around an amount
MISSING = ("account", "rep", "record", "opportunity", "url", "cost")  # columns that stand only where some line has one
EXPORTED_TOO = ("opportunity", "cost")


def waterfall(
    name: str, title: str, frame: pd.DataFrame, compared: Compared, found: Asked, choice: str, chosen: str,
    also: Sequence[str] = (),
) -> Exhibit:  # fmt: skip
    """The bars. The frame has each `part` by its name in the code, which exports leave out, and `what` in words."""
    names = compared.names()
    words = [names.get(part) or _(PARTS[part]) for part in frame["part"]]
    shown = frame.assign(what=words)[["part", "what", "amount", "n", "products"]]
    shown.attrs = frame.attrs
    return Exhibit(
        name, title, shown, (), lambda: bridge_waterfall(frame, found.currency, names, choice, chosen),
        _("{change}: {periods}; {sales}", change=_changed(frame, found.currency), periods=compared.words(),
          sales=ngettext("{n} sale", "{n} sales", frame.attrs["priced"])),
        notes(frame, also=(*compared.said, *also)),
        {column: _(LABELS[column]) for column in ("what", "amount", "n", "products")}, MONEY,
    )  # fmt: skip


def products(name: str, title: str, of: Of, frame: pd.DataFrame, compared: Compared, part: str = CHANGE) -> Exhibit:
    """What moved each product; the largest change first, or the largest `part`."""
    parts = [one for one in BARS[of] if one in PARTS and (one not in RARE or frame[one].any())]
    per_unit = (*PER_UNIT, *COST_PER_UNIT) if of == "margin" else PER_UNIT
    columns = ["product", "before", "after", "change", *parts, *per_unit, "n"]
    by = part if part in (*parts, "before", "after") else CHANGE
    shown = frame.sort_values(by, key=abs, ascending=False, kind="stable")[columns].reset_index(drop=True)
    shown.attrs = frame.attrs
    count = ngettext("{n} product", "{n} products", int(frame["product"].notna().sum()))
    order = _("the largest first by: {part}", part=mid_sentence(_(CHOICES[by])) if by != CHANGE else _("change"))
    return Exhibit(
        name, title, shown, (), subtitle=_("; ").join([compared.words(), count, order]), note=notes(frame),
        labels={column: _(LABELS[column]) for column in columns if column != "product"}, units=MONEY,
    )  # fmt: skip


def lines(
    name: str, frame: pd.DataFrame, part: str, compared: Compared, found: Asked, exported: bool = False
) -> Exhibit:  # fmt: skip
    """The lines behind the chosen bar, each with its effect; in exports with the names of their deals and costs."""
    ends = compared.names()
    short = compared.periods() or {end: _(LABELS[end]) for end in ends}
    made: dict[str, Any] = {
        "when": [short[period] for period in frame["period"]],
        "url": pd.Series([safe_address(url) for url in frame["url"]], dtype=object),
        "record": pd.Series([record and str(record).rpartition(":")[2] for record in frame["record"]], dtype=object),
    }
    shown = frame.assign(**made)
    labels = {column: _(label) for column, label in OF_LINES.items()}
    if part == "cost":
        reference = LABELS["cost_before"]
        labels["reference"] = _(reference)
    columns = (*LINE_WIDTHS, *EXPORTED_TOO) if exported else tuple(LINE_WIDTHS)
    absent = {column for column in MISSING if shown[column].isna().all()}
    kept = shown[[column for column in columns if column not in absent]]
    kept.attrs = frame.attrs
    behind = mid_sentence(ends.get(part) or _(CHOICES[part]))
    title = _("Sales behind the change") if part == CHANGE else _("Sales behind: {part}", part=behind)
    return Exhibit(
        name, title, kept, (), subtitle=_listed(frame, part, found.currency), note=notes(frame), labels=labels,
        units=MONEY | {"cost": "money"},
    )  # fmt: skip


def empty_chart(name: str, title: str, missing: Missing) -> Exhibit:
    """The waterfall's panel without one: it says why, and what to do."""
    return Exhibit(name, title, pd.DataFrame(), (), lambda: empty_figure(missing.why, missing.hint))


def empty_table(name: str, title: str, missing: Missing) -> Exhibit:
    """A table without rows that says why, and what to do."""
    return Exhibit(name, title, pd.DataFrame(), (), subtitle=missing.why, note=missing.hint)


def products_shown(exhibit: Exhibit, currency: str) -> list[Any]:
    """What the outputs of the products' table receive; a click on a row filters by its product."""
    rows, columns, *words = table_parts(exhibit, currency)
    amounts = [name for name in exhibit.frame.columns if PRODUCT_WIDTHS.get(str(name)) == PRODUCT_WIDTHS["change"]]
    largest = exhibit.frame[amounts].abs().to_numpy(float).max(initial=0.0)
    least = round(AROUND + LETTER * len(money(-largest, currency)))
    wide = {name: (max(least, PRODUCT_WIDTHS[name][0]), 1) for name in amounts}
    return [rows, _fitted(columns, PRODUCT_WIDTHS | wide), *words]


def lines_shown(exhibit: Exhibit, currency: str) -> list[Any]:
    """The same of the lines; a click on a row filters by its account."""
    rows, columns, *words = table_parts(exhibit, currency, by=("account",))
    link = {"cellRenderer": "CrmLink", "cellRendererParams": {"text": _("Open ↗")}, "filter": False,
            "sortable": False, "tooltipField": None}  # fmt: skip
    shown = [column | (link if column["field"] == "url" else {}) for column in _fitted(columns, LINE_WIDTHS)]
    return [rows, shown, *words]


def _fitted(columns: Sequence[Mapping[str, Any]], widths: Mapping[str, tuple[int, int]]) -> list[dict[str, Any]]:
    """AG Grid's columns as wide as what they hold, in the order of reading."""
    named = {column["field"]: dict(column) for column in columns}
    shown = [named[name] | {"minWidth": least, "flex": share}
             for name, (least, share) in widths.items() if name in named]  # fmt: skip
    return shown or list(named.values())  # a table of nothing


def _changed(frame: pd.DataFrame, currency: str) -> str:
    amounts = dict(zip(frame["part"], frame["amount"], strict=True))
    change = amounts["after"] - amounts["before"]
    return signed(short_money(abs(change), currency), change)


def _listed(frame: pd.DataFrame, part: str, currency: str) -> str:
    """How many lines there are, what all of them sum to, and what a click does."""
    count, total = frame.attrs["count"], frame.attrs["total"]
    if not count:
        return _("No such sale")
    amount = signed(short_money(abs(total), currency), total)
    hint = (_("a click on a bar shows its sales only") if part == CHANGE
            else _("a second click on its bar shows all again"))  # fmt: skip
    if len(frame) < count:
        return _("The {most} largest of {n}, which sum to {amount}; {hint}", most=number(len(frame)), n=number(count),
                 amount=amount, hint=hint)  # fmt: skip
    return _("{n}, which sum to {amount}; {hint}", n=number(count), amount=amount, hint=hint)
