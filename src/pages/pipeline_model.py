"""What a reader of the deals' chances must know of the model behind them: of which day it is, and how good."""

from collections.abc import Mapping
from typing import Any

from data.derived import Derived
from i18n import N_, _, day, number
from pages.asked import Asked

BASE_RATE = "base_rate"
BY = {  # method of `models.hazard`, but for the one that needs no word
    "age_curve": N_("For want of history the chances by a day go by the deals' age alone."),
    "base_rate": N_("For want of history the chances by a day are the same for all deals."),
}
WHY = {  # the base rate is shown, by `models.judged.Reason`
    "no_better_than_base_rate": N_("on {n} deals decided after those it learnt from, no model was better"),
    "too_few_to_judge": N_("too few deals were decided after those that a model could learn from to judge it"),
    "too_few_deals": N_("too few deals are decided yet for a model to learn from"),
    "one_outcome": N_("the decided deals were all won, or all lost, or nearly so"),
    "no_closed_deals": N_("no deal has been decided yet"),
    "no_features": N_("nothing that is known of the deals differs between them"),
}


def model_notes(model: Derived | None, found: Asked) -> list[str]:
    """Sentences below the chances; none where they are of today and of a model that proved itself."""
    if model is None:
        return [_("Chances are not worked out yet: that follows an import by itself, within minutes. Until then the"
                  " largest deals come first.")]  # fmt: skip
    said = []
    if model.snapshot_id != found.snapshot.id:
        said.append(_("The chances are those of {day}; with today's data they are being worked out anew.",
                      day=day(model.as_of)))  # fmt: skip
    about = model.about
    return [*said, *_traits(about.get("win_model") or {}), *_course((about.get("outlook") or {}).get("method"))]


def _traits(win: Mapping[str, Any]) -> list[str]:
    """Where traits at the opening foretell nothing: chances go by the weekly hazard either way, but are not explained
    by them."""
    if win.get("method") != BASE_RATE:
        return []
    why = _(WHY.get(win.get("reason", ""), "")).format(n=number(win.get("n")))
    if not why:
        return [_("What moves a chance is given from the base rate on, the share of decided deals that were won, and"
                  " leaves the deals' traits out.")]  # fmt: skip
    return [_("What moves a chance is given from the base rate on, the share of decided deals that were won, and leaves"
              " the deals' traits out: {why}.", why=why)]  # fmt: skip


def _course(method: str | None) -> list[str]:
    """How the chances go on from there, where too little history allows for more."""
    return [_(BY[method])] if method in BY else []
