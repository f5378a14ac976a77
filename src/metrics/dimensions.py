"""What figures can be filtered and grouped by. A mapping's `[dimensions]` add more by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from errors import UnknownName
from i18n import N_, _

DEALS = ("opportunities",)
SALES = "sale_lines"
FACTS = ("opportunities", "orders", SALES, "activities", "stage_changes")
BY_ACCOUNT = (*FACTS, "accounts")
BY_PRODUCT = (*FACTS, "products")
REP_EVENTS = "rep_events"
BY_REP = (*FACTS, "reps", "target_days", REP_EVENTS)
EVERYWHERE = (*FACTS, "accounts", "products", "reps", "target_days", "competitor_prices", "price_survey",
              "statement_lines", REP_EVENTS)  # fmt: skip


@dataclass(frozen=True)
class Dimension:
    """A column to filter and group by, and the tables that have it."""

    name: str
    label: str
    tables: tuple[str, ...]


DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        Dimension("product", N_("Product"), (*BY_PRODUCT, "competitor_prices", "price_survey")),
        Dimension("category", N_("Category"), (*BY_PRODUCT, "competitor_prices", "price_survey")),
        Dimension("tier", N_("Tier"), (*BY_PRODUCT, "competitor_prices")),
        Dimension("sector", N_("Sector"), BY_ACCOUNT),
        Dimension("country", N_("Country"), BY_ACCOUNT),
        Dimension("size_band", N_("Company size"), BY_ACCOUNT),
        Dimension("account", N_("Account"), BY_ACCOUNT),
        Dimension("account_key", N_("Account key"), BY_ACCOUNT),
        Dimension("rep", N_("Rep"), BY_REP),
        Dimension("manager", N_("Manager"), BY_REP),
        Dimension("team", N_("Team"), BY_REP),
        Dimension("region", N_("Region"), (*FACTS, "reps", REP_EVENTS)),
        Dimension("office", N_("Office"), (*FACTS, "reps", REP_EVENTS)),
        Dimension("pipeline", N_("Pipeline"), (*DEALS, "stage_changes", "stages")),
        Dimension("stage", N_("Stage"), (*DEALS, "stage_changes", "stages", REP_EVENTS)),
        Dimension("status", N_("Status"), DEALS),
        Dimension("lead_source", N_("Lead source"), DEALS),
        Dimension("lost_reason", N_("Loss reason"), DEALS),
        Dimension("forecast_category", N_("Forecast category"), DEALS),
        Dimension("discount_band", N_("Discount"), DEALS),
        Dimension("activity_type", N_("Activity"), ("activities",)),
        Dimension("direction", N_("Direction"), ("activities", REP_EVENTS)),
        Dimension("call_status", N_("Call status"), ("activities", REP_EVENTS)),
        Dimension("event", N_("Event"), (REP_EVENTS,)),
        Dimension("rule", N_("Point rule"), (REP_EVENTS,)),
        Dimension("competitor", N_("Competitor"), ("competitor_prices",)),
        Dimension("origin", N_("Origin"), EVERYWHERE),
    )
}


def all_dimensions(extra: Mapping[str, str]) -> dict[str, Dimension]:
    """Ours and those that mappings brought (name -> label)."""
    return DIMENSIONS | {name: Dimension(name, label, FACTS) for name, label in extra.items() if name not in DIMENSIONS}


def dimension(name: str, extra: Mapping[str, str]) -> Dimension:
    """The dimension of that name. Raises UnknownName with the valid ones."""
    known = all_dimensions(extra)
    if name not in known:
        raise UnknownName(_("dimension"), name, known)
    return known[name]
