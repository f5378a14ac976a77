"""The command line's `outlook`: what the open deals of a day, and deals to come, bring within so many days.

python src/manage.py outlook --as-of DATE --days 28 --json
"""

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from errors import BadInput
from i18n import N_, _

if TYPE_CHECKING:
    from pandas import DataFrame

    from models.known_on import KnownOn
    from models.outlook import Outlook
    from models.weekly_hazard import ClosingModel

LONGEST = 728  # days: as far as deals are followed
BANDS = ("mean", "low80", "high80", "low95", "high95", "median")
LISTED = ("external_id", "stage", "value", "p_won_by", "p_won", "expected_amount")
PARTS = ("pipeline", "new_business", "total")
METHODS = {
    "hazard": N_("weekly hazard by age, month of the quarter, stage and traits"),
    "age_curve": N_("win curve by age"),
    "base_rate": N_("base rate"),
}
REASONS = {
    "few_decided": N_("too few deals are decided for the weekly hazard"),
    "few_won": N_("too few deals are won for the weekly hazard"),
    "few_lost": N_("too few deals are lost for the weekly hazard"),
    "few_events": N_("too few deals were decided in a week that they began open"),
    "short_history": N_("less than eight weeks of decisions are on record"),
}


def outlook(
    as_of: Annotated[str | None, typer.Option(help="Day whose knowledge counts, YYYY-MM-DD; default the last.")] = None,
    days: Annotated[int, typer.Option(help="Length of the window: it begins on the day after.")] = 28,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Bookings outlook: chances of the deals open on a day, and the bookings of the days after it.

    Only what was known at the end of that day is used. Of each deal: opportunity_id (as the log names it),
    external_id (the source's own), value (expected on the day), p_won_by and p_closed_by (won, closed within the
    days), p_won (won in the end, within two years), expected_amount (p_won_by x what it brings if won). Totals:
    pipeline (the deals listed), new_business (deals not yet opened), total; each with bands of 80 and 95 %.
    """
    from data.engine import current
    from derive.known_deals import known_deals

    if not 1 <= days <= LONGEST:
        raise BadInput(_("{days} days is out of range.", days=days), _("From 1 to {most}.", most=LONGEST))
    snapshot = current()
    known = known_deals(snapshot, _day(as_of, snapshot.as_of))
    found = found_on(known, days)
    typer.echo(json.dumps(found) if as_json else _as_text(found, snapshot.currency))


def found_on(known: "KnownOn", days: int) -> dict[str, Any]:
    """The answer as JSON has it."""
    from models import hazard
    from models.deal_value import deal_value
    from models.new_business import new_business, new_deal_curves
    from models.outlook import outlook as outlook_of
    from settings import settings

    model = hazard.fit(known.deals, known.day, known.entries, settings().company.fiscal_year_start)
    value = deal_value(known.decided[known.decided["outcome"] == "won"])
    chances = model.chances(known.open, (days,)).rename(
        columns={f"p_won_{days}": "p_won_by", f"p_closed_{days}": "p_closed_by"}
    )
    deals = known.open.join(chances).assign(amount_if_won=value.expected(known.open["value"]))
    new = new_business(known.deals, new_deal_curves(model, known.day, days))
    found = outlook_of(deals.assign(p=deals["p_won_by"]), value, model.shock, new)
    return {
        "as_of": known.day.isoformat(),
        "days": days,
        "until": (known.day + timedelta(days=days)).isoformat(),
        "method": model.method,
        "notes": _notes(model, known),
        "totals": _totals(found),
        "deals": _rows(deals.assign(expected_amount=deals["p_won_by"] * deals["amount_if_won"])),
    }


def _day(text: str | None, as_of: dict[str, dict[str, date]]) -> date:
    if text is None:
        return max(day for days in as_of.values() for name, day in days.items() if name == "opportunities")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(_("'{text}' is not a day.", text=text), _("It reads YYYY-MM-DD, e.g. 2025-01-31.")) from None


def _notes(model: "ClosingModel", known: "KnownOn") -> list[str]:
    notes = [_("Method: {method}.", method=_(METHODS[model.method]))]
    if model.why:
        notes.append(_("The reason: {reason}.", reason=_(REASONS[model.why])))
    if model.fitted_on < len(known.deals):
        notes.append(_("Fitted on {n} of {of} deals, drawn evenly.", n=model.fitted_on, of=len(known.deals)))
    if known.undated:
        notes.append(_("Open deals left out because nobody knows when they were opened: {n}.", n=known.undated))
    unvalued = int(known.open["value"].isna().sum())
    if unvalued:
        notes.append(_("Open deals without an amount, taken as a typical won deal: {n}.", n=unvalued))
    return notes


def _totals(found: "Outlook") -> dict[str, dict[str, float]]:
    rows = {row["part"]: row for row in found.table().to_dict("records")}
    return {part: {name: round(float(rows[part][name]), 2) for name in BANDS} for part in PARTS}


def _rows(deals: "DataFrame") -> list[dict[str, Any]]:
    rows = []
    for row in deals.to_dict("records"):
        named = {"opportunity_id": row["opportunity_id"], "external_id": row["opportunity_id"].split(":", 2)[-1]}
        shown = {name: _cell(row[name]) for name in ("opened_on", "stage", "status", "value", "amount_if_won")}
        chances = {name: _cell(row[name], 6) for name in ("p_won_by", "p_closed_by", "p_won", "p_closed")}
        rows.append({**named, **shown, **chances, "expected_amount": _cell(row["expected_amount"])})
    return rows


def _cell(value: Any, digits: int = 2) -> Any:
    """A number rounded, a day in ISO, nothing as null."""
    if value is None or value != value:  # noqa: PLR0124 (NaN and NaT differ from themselves)
        return None
    if isinstance(value, float):
        return round(value, digits)
    return value.date().isoformat() if hasattr(value, "date") else value


def _as_text(found: dict[str, Any], currency: str) -> str:
    """Totals and the deals that count most."""
    from pandas import DataFrame

    totals = DataFrame(found["totals"]).T.to_string(float_format=lambda number: f"{number:,.0f}")
    most = sorted(found["deals"], key=lambda deal: -(deal["expected_amount"] or 0))[:20]
    title = _(
        "Bookings from the day after {start} to {end}, in {currency}",
        start=found["as_of"],
        end=found["until"],
        currency=currency,
    )
    listed = DataFrame(most)[list(LISTED)].to_string(index=False) if most else _("No open deals on that day.")
    return "\n\n".join([title, totals, "\n".join(found["notes"]), listed])
