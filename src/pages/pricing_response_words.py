"""What the Pricing page says of price responses: on what they are fitted, why there is none, what stands out."""

from data.ledger import FAILED, latest_jobs
from derive.price_views import PriceView, PriceViews
from i18n import _, day, ngettext, number, percent, span

EVERYTHING = "*"  # the choice of all categories together
CHOICE = "pricing.response"  # which category is shown, here and in what-if


def offered(views: PriceViews | None) -> dict[str, str]:
    """The categories to choose from, all of them first."""
    names = views.categories if views else []
    return {EVERYTHING: _("All categories"), **{name: name for name in names}}


def category_of(chosen: str) -> str | None:
    """The category that a choice means."""
    return None if chosen == EVERYTHING else chosen


def of_category(view: PriceView) -> str:
    """Whose response it is, as a title goes on."""
    return view.category or _("all categories")


def fitted_on(views: PriceViews, view: PriceView) -> str:
    """How many deals, of which days."""
    days = span(views.since, views.until) if views.since and views.until else ""
    return _("Fitted on {n} deals decided {days}", n=number(view.row["n"]), days=days)


def remarks(views: PriceViews, view: PriceView) -> list[str]:
    """What a reader must know of a fit."""
    said = [_("Fitted after an import on the deals decided until {day}: filters and period do not apply.",
              day=day(views.until))] if views.until else []  # fmt: skip
    if view.row["by_rivals"]:
        said.append(_("For {n} of the deals, which have no list price, the reference is the median of what competitors"
                      " ask.", n=number(view.row["by_rivals"])))  # fmt: skip
    if view.category is None and views.unlike:
        said.append(_("An average over categories that are not alike: another slope has {names}. Look at one category.",
                      names=", ".join(views.unlike[:5])))  # fmt: skip
    missing = view.row["decided"] - view.row["n"]
    if missing > 0:
        said.append(ngettext("{n} decided deal is left out: its price or reference price is not known, or not"
                             " plausible.",
                             "{n} decided deals are left out: their price or reference price is not known, or not"
                             " plausible.", missing))  # fmt: skip
    said.append(_("Discounts are given for reasons: this is what went with a price, not proof of what it does."))
    if views.dated is not None:
        said.append(_("As of {day}: those of the newest import are being fitted.", day=day(views.dated)))
    return said


def willing(view: PriceView) -> str:
    """At which price half of the deals would be won, with its interval."""
    beyond = view.row["wtp_beyond"] or ("below" if view.row["wtp"] is None else "")
    if beyond == "above":
        return _("at all prices that were asked more than half would be won")
    if beyond == "below":
        return _("at no price that was asked half would be won")
    return _("half would be won at {price}", price=_with_interval(view, "wtp"))


def best(view: PriceView) -> str:
    """At which price the margin is highest, with its interval."""
    beyond = view.row["best_margin_beyond"]
    if view.row["best_margin"] is None:
        return _("no unit cost, so no best price")
    if beyond == "above":
        return _("margin is highest at the highest price that was asked, or above")
    if beyond == "below":
        return _("margin is highest at the lowest price that was asked, or below")
    return _("margin is highest at {price}", price=_with_interval(view, "best_margin"))


def _with_interval(view: PriceView, name: str) -> str:
    low, high = (percent(view.row[f"{name}_{end}"]) for end in ("low", "high"))
    return _("{value} ({low} – {high})", value=percent(view.row[name]), low=low, high=high)


def why_none() -> tuple[str, str]:
    """Why nothing is derived, and what to do."""
    last = next(iter(latest_jobs(1, ("derive",))), None)
    if last is not None and last.status == FAILED:
        return _("The price responses could not be worked out"), _(
            "The Data page says why; the next import tries again."
        )
    return (_("The price responses are not worked out yet"),
            _("That follows an import by itself, within a minute. Open the page again then."))  # fmt: skip
