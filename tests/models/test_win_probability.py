"""The win probability from decided deals to open ones: what it may read, what it says, and that it never fails."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from models.scorers import SURE, Logit, calibration, fit_boosting, fit_logit, methods_for, probability
from models.win_probability import fit

AS_OF = date(2024, 12, 31)
# won of every eight deals from a source with a product; see test_judged for why a logit beats the base rate here
PATTERN = {("web", "A"): "WWWLWWWL", ("web", "B"): "WLWLWLWL", ("fair", "A"): "LWLWLWLW", ("fair", "B"): "LLLWLLLW"}


def closed(rounds: int = 50) -> pd.DataFrame:
    """32 deals a round, decided every six hours; two of four cases carry a bigger value than the others."""
    rows = [
        (source, product, {"W": "won", "L": "lost"}[kinds[place]], 1000 if product == "A" else 5000)
        for _ in range(rounds)
        for place in range(8)
        for (source, product), kinds in PATTERN.items()
    ]
    deals = pd.DataFrame(rows, columns=["lead_source", "product", "outcome", "value"])
    days = pd.date_range("2022-01-01", periods=len(deals), freq="6h").normalize()
    return deals.assign(opened_on=days, decided_on=days + pd.Timedelta(days=30))


def asked(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


def test_a_model_that_beats_the_base_rate_tells_deals_apart() -> None:
    model = fit(closed(), AS_OF)
    found = model.predict(asked(lead_source=["web", "web", "fair"], product=["A", "B", "B"], value=[1000, 5000, 5000]))
    assert model.judged.method == "logit"
    assert found["p_won"].tolist() == pytest.approx([0.75, 0.5, 0.25], abs=0.03)
    assert model.usual == pytest.approx(0.5, abs=0.01)


def test_the_reasons_lead_from_the_usual_probability_to_that_of_the_deal_largest_first() -> None:
    model = fit(closed(), AS_OF)
    deal = asked(lead_source=["fair"], product=["A"], value=[1000])
    p, reasons = model.predict(deal).loc[0, ["p_won", "reasons"]]
    effects = [effect for _, _, effect in reasons]
    assert {(name, value) for name, value, _ in reasons} == {("lead_source", "fair"), ("product", "A"), ("value", 1000)}
    assert reasons[0][0] == "lead_source"
    assert reasons[0][2] < 0 < reasons[1][2]
    assert effects == sorted(effects, key=abs, reverse=True)
    assert np.log(p / (1 - p)) == pytest.approx(np.log(model.usual / (1 - model.usual)) + sum(effects))


def test_what_is_unknown_of_a_deal_is_no_reason_and_moves_nothing() -> None:
    model = fit(closed(), AS_OF)
    found = model.predict(asked(lead_source=[None, "a new source"], product=[None, None], value=[None, float("nan")]))
    assert found["p_won"].tolist() == pytest.approx([model.usual] * 2)
    assert found["reasons"].tolist() == [[], []]
    assert model.predict(asked(stage=["Demo"]))["p_won"].tolist() == pytest.approx([model.usual])


def test_values_known_only_at_the_close_change_no_prediction() -> None:
    """Noise in each of them, for the deals learnt from and for those asked about; and in the day of the decision."""
    noise, deals = np.random.default_rng(1), closed()
    order = noise.permutation(len(deals))
    known = {
        "amount": noise.normal(1e6, 1e5, len(deals)), "closed_on": deals["decided_on"].to_numpy()[order],
        "cycle_days": noise.integers(0, 999, len(deals)), "stage_changes": noise.integers(0, 9, len(deals)),
        "stage": noise.choice(["Won", "Lost"], len(deals)), "lost_reason": noise.choice(["price", None], len(deals)),
        "account": np.where(deals["outcome"] == "won", "Acme", None), "discount": noise.random(len(deals)),
        "entered_on": deals["decided_on"],
    }  # fmt: skip
    spread = deals["opened_on"] + pd.to_timedelta(noise.integers(1, 300, len(deals)), unit="D")
    noisy = deals.assign(**known, decided_on=spread)
    plain = fit(deals, AS_OF).predict(deals.drop(columns=["outcome", "decided_on"]))
    assert fit(noisy, AS_OF).predict(noisy.assign(outcome=noise.choice(["won", "lost"], len(deals)))).equals(plain)


def test_deals_decided_after_the_day_are_not_known_on_it() -> None:
    """Of 1,600 deals, one every six hours and decided after 30 days, 4 x 100 are decided by the 100th day."""
    deals, day = closed(), date(2022, 5, 10)
    later = pd.to_datetime(deals["decided_on"]) > pd.Timestamp(day)
    turned = deals.assign(outcome=deals["outcome"].where(~later, "won"), value=deals["value"].where(~later, 1e12))
    assert fit(deals, day).base.n == 400
    assert fit(turned, day).predict(deals).equals(fit(deals, day).predict(deals))


def test_open_deals_and_those_without_a_day_of_decision_teach_nothing() -> None:
    deals = closed(1)
    deals.loc[0, "outcome"] = None
    deals.loc[1, "decided_on"] = pd.NaT
    assert fit(deals, AS_OF).base.n == 30


@pytest.mark.parametrize(
    ("outcomes", "reason", "p_won"),
    [
        ([], "no_closed_deals", 0.5),
        (["won"] * 3, "one_outcome", 4 / 5),
        (["lost"] * 200, "one_outcome", 1 / 202),
        (["won", "won", "lost"], "too_few_deals", 3 / 5),
    ],
)
def test_where_nothing_can_be_learnt_the_base_rate_is_given_with_the_reason(
    outcomes: list[str], reason: str, p_won: float
) -> None:
    model = fit(closed(7).head(len(outcomes)).assign(outcome=outcomes), AS_OF)
    found = model.predict(closed(1).head(2))
    assert (model.judged.method, model.judged.reason) == ("base_rate", reason)
    assert found["p_won"].tolist() == pytest.approx([p_won] * 2)
    assert found["reasons"].tolist() == [[], []]


def test_deals_that_do_not_differ_in_anything_known_get_the_base_rate() -> None:
    same = closed().assign(lead_source="web", product=None, value=7)
    model = fit(same, AS_OF)
    assert (model.judged.method, model.judged.reason) == ("base_rate", "no_features")
    assert model.predict(same)["p_won"].tolist() == pytest.approx([801 / 1602] * 1600)


def test_no_open_deals_give_an_empty_frame() -> None:
    for model in (fit(closed(), AS_OF), fit(closed(0), AS_OF)):
        found = model.predict(closed(0))
        assert (len(found), list(found.columns)) == (0, ["p_won", "reasons"])


def test_huge_values_and_nulls_stay_probabilities() -> None:
    deals = closed()
    deals.loc[::50, "value"] = 1e12
    deals.loc[::7, "lead_source"] = None
    deals["rep"] = None
    found = fit(deals, AS_OF).predict(asked(lead_source=["web", None], value=[1e300, -1e12], product=[3, None]))
    assert found["p_won"].between(0.01, 0.99).all()


def test_predictions_keep_the_index_of_the_deals() -> None:
    deals = closed(1).set_index(pd.Index(range(100, 132)))
    assert fit(closed(), AS_OF).predict(deals).index.tolist() == list(range(100, 132))


def test_the_effect_of_a_field_is_its_coefficients_times_its_columns() -> None:
    logit = Logit(0.5, np.array([1.0, -2.0, 1.5]))
    columns = np.array([[1.0, 0.25, 2.0]])
    assert logit.log_odds(columns).tolist() == [0.5 + 0.5 + 3]
    assert logit.effects(columns, [slice(0, 2), slice(2, 3)]).tolist() == [[0.5, 3.0]]


def test_nobody_is_surer_than_six_log_odds() -> None:
    assert Logit(0.0, np.array([100.0])).log_odds(np.array([[1.0], [-1.0]])).tolist() == [SURE, -SURE]


def test_calibration_takes_out_overconfidence() -> None:
    """Scores of 2 and -2 where 73.1 % and 26.9 % were won, log-odds of 1 and -1: a slope of a half."""
    scores = np.repeat([2.0, -2.0], 1000)
    won = np.concatenate([np.repeat([1.0, 0.0], [731, 269]), np.repeat([1.0, 0.0], [269, 731])])
    assert calibration(scores, won) == pytest.approx((0, 0.5), abs=0.001)


def test_scores_that_point_the_wrong_way_are_given_no_weight() -> None:
    intercept, slope = calibration(np.repeat([1.0, -1.0], 30), np.concatenate([np.zeros(30), np.ones(30)]))
    assert (intercept, slope) == (0, 0)


def test_boosting_is_tried_only_with_thousands_of_decided_deals() -> None:
    assert methods_for(1999) == ("logit",)
    assert methods_for(2000) == ("logit", "boosting")


def test_boosting_finds_what_a_logit_cannot_and_says_which_fields() -> None:
    """Won four times of five where the two signs agree, once where they differ; the third column means nothing."""
    signs = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]] * 500, float)
    agree = signs[:, 0] == signs[:, 1]
    won = np.where(np.arange(2000) // 4 % 5 == 0, ~agree, agree).astype(float)
    columns = np.column_stack([signs, np.arange(2000) % 7])
    chances = probability(fit_boosting(columns, won).log_odds(columns))
    assert chances[agree].mean() == pytest.approx(0.8, abs=0.03)
    assert chances[~agree].mean() == pytest.approx(0.2, abs=0.03)
    assert probability(fit_logit(columns, won).log_odds(columns)) == pytest.approx(0.5, abs=0.03)
    effects = np.abs(fit_boosting(columns, won).effects(columns, [slice(0, 1), slice(1, 2), slice(2, 3)])).mean(axis=0)
    assert effects[2] < effects[0] / 3


def test_the_effects_of_boosting_lead_from_the_usual_deal_to_this_one_and_what_is_unknown_has_none() -> None:
    signs = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]] * 500, float)
    won = np.where(np.arange(2000) // 4 % 5 == 0, signs[:, 0] < 0, signs[:, 0] > 0).astype(
        float
    )  # 4 of 5 where it is 1
    model = fit_boosting(signs, won)
    deals = np.array([[1, 1], [-1, 1], [0, 1]], float)
    effects = model.effects(deals, [slice(0, 1), slice(1, 2)])
    assert model.usual == pytest.approx(0, abs=0.1)
    assert model.usual + effects[:2].sum(axis=1) == pytest.approx(model.log_odds(deals[:2]))
    assert effects[0, 0] == pytest.approx(np.log(4), abs=0.2)
    assert effects[2, 0] == 0
    assert np.abs(effects[:, 1]).max() < 0.1
