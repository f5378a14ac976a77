"""The demo company has the size and the parts it should have, and they refer to each other."""

from itertools import pairwise

import pytest


def test_it_has_the_people_products_and_accounts_that_were_asked_for(company):
    reps, products, accounts = company["reps"], company["products"], company["accounts"]
    assert (reps.region.nunique(), reps.manager.nunique(), reps.rep.nunique()) == (3, 6, 36)
    assert (reps.team == "Inside Sales").sum() == 12
    assert len(products) == 24
    assert set(products.category) - {"Centrifuge"} == {
        "Balances", "Centrifuges", "Incubators", "Liquid handling", "Microscopes", "Spectrometers",
    }  # fmt: skip
    assert len(accounts) == accounts.account.nunique() == 400
    assert len(set(accounts.sector) - {"Biotehc", "Univeristies"}) == 9
    assert accounts.country.nunique() >= 5
    assert set(accounts.parent) - {""} <= set(accounts.account)
    assert (accounts.account != accounts.parent).all()


def test_it_has_the_deals_and_activities_that_were_asked_for(company, deals):
    assert len(deals) == deals.opportunity_id.nunique() == 15_000
    assert len(company["activities"]) == company["activities"].activity_id.nunique() == 80_000
    desk = company["reps"].query("team == 'Inside Sales'").rep_id
    assert company["activities"].rep_id.isin(desk).mean() > 0.5


def test_it_has_a_survey_of_known_products_with_each_persons_prices_in_order(company):
    survey, products = company["price_survey"], company["products"].set_index("product")
    asked = ["too_cheap", "cheap", "expensive", "too_expensive"]
    prices = survey[asked].astype(int)
    assert len(survey) == 330
    assert not survey.duplicated(["respondent", "product"]).any()
    assert all((prices[low] <= prices[high]).all() for low, high in pairwise(asked))
    assert (survey.category == survey["product"].map(products.category)).all()
    assert survey.groupby(survey.surveyed_on.str[:4])["product"].value_counts().eq(55).all()
    assert set(survey.surveyed_on.str[:7]) == {"2024-03", "2024-04", "2025-03", "2025-04"}


@pytest.mark.parametrize("table, column", [
    ("activities", "started_at"), ("orders", "ordered_on"), ("opportunities", "closed_on"),
    ("stage_changes", "changed_at"), ("deal_changes", "changed_at"), ("competitor_prices", "observed_on"),
])  # fmt: skip
def test_facts_reach_into_the_last_week_and_not_beyond_the_last_day(company, table, column):
    last = company[table][column].str[:10].max()
    assert "2025-12-24" < last <= "2025-12-31"


def test_closes_and_orders_begin_with_the_first_days(company, deals):
    assert "2022-01-01" <= deals.closed_on[deals.closed_on != ""].min() < "2022-01-08"
    assert "2022-01-01" <= company["orders"].ordered_on.min() < "2022-01-08"


@pytest.mark.parametrize("table", ["opportunities", "stage_changes", "deal_changes", "activities", "orders"])
def test_references_lead_somewhere(company, deals, table):
    rows = deals if table == "opportunities" else company[table]
    targets = {"account_id": "accounts", "rep_id": "reps", "product_id": "products", "opportunity_id": "opportunities"}
    for column in set(targets) & set(rows.columns):
        known = set(company[targets[column]][column]) | {""}
        assert set(rows[column]) <= known, column


def test_every_deal_has_a_product_and_most_an_account(deals):
    assert (deals.product_id != "").all()
    assert 0.85 < (deals.account_id != "").mean() < 1
    assert (deals.account_id[deals.status == "won"] != "").all()


def test_the_last_stage_change_of_a_deal_is_its_stage(company, deals):
    last = company["stage_changes"].groupby("opportunity_id").tail(1).set_index("opportunity_id")
    assert (last.stage.reindex(deals.opportunity_id).to_numpy() == deals.stage.to_numpy()).all()
    assert (last.rep_id.reindex(deals.opportunity_id).to_numpy() == deals.rep_id.to_numpy()).all()


def test_stage_changes_run_from_the_opening_of_a_deal_to_its_close(company, deals):
    changes = company["stage_changes"]
    days = changes.changed_at.str[:10].groupby(changes.opportunity_id).agg(["first", "last", "min", "max"])
    days = days.reindex(deals.opportunity_id)
    assert (days["first"] == days["min"]).all()
    assert (days["last"] == days["max"]).all()
    assert (days["first"].to_numpy() == deals.created_on.to_numpy()).all()
    closed = (deals.status != "open").to_numpy()
    assert (days["last"].to_numpy()[closed] == deals.closed_on.to_numpy()[closed]).all()
    before = changes.groupby("opportunity_id").stage.shift(1).fillna("")
    assert (before == changes.previous_stage).all()


CHANGING = ("amount", "expected_close_on", "forecast_category", "rep_id")


@pytest.mark.parametrize("field", CHANGING)
def test_changes_lead_from_the_opening_of_a_deal_to_what_the_crm_shows(company, field):
    changes = company["deal_changes"]
    told = changes[(changes[field] != "") | (changes[f"previous_{field}"] != "")]
    before = told.groupby("opportunity_id")[field].shift(1).fillna("")
    assert (before == told[f"previous_{field}"]).all()
    assert (told[field] != told[f"previous_{field}"]).all()
    last = told.groupby("opportunity_id")[field].last()
    shown = company["opportunities"].query("~opportunity_id.str.startswith('OP-9')").set_index("opportunity_id")[field]
    assert last.to_dict() == shown.to_dict()


def test_changes_lie_between_the_opening_of_a_deal_and_its_close(company, deals):
    changes = company["deal_changes"].merge(deals[["opportunity_id", "created_on", "closed_on"]], on="opportunity_id")
    days = changes.changed_at.str[:10]
    assert (days.groupby(changes.opportunity_id).min() == deals.set_index("opportunity_id").created_on).all()
    handed_over = changes.rep_id != ""  # with the proposal, which may come on the last day
    assert ((days < changes.closed_on) | (changes.closed_on == "") | (days == changes.created_on) | handed_over).all()
    assert changes.groupby("opportunity_id").changed_at.is_monotonic_increasing.all()


def test_targets_of_reps_add_up_to_their_teams_and_those_to_the_company(company):
    targets = company["targets"].astype({"amount": int})
    team_of = company["reps"].set_index("rep").team
    monthly = targets.assign(team=targets.name.map(team_of)).groupby(["level", "period_start"]).amount.sum()
    assert (monthly["rep"] == monthly["team"]).all()
    assert (monthly["team"] == monthly["company"]).all()
    of_reps = targets.query("level == 'rep'").assign(team=lambda t: t.name.map(team_of))
    by_team = of_reps.groupby(["team", "period_start"]).amount.sum()
    assert by_team.to_dict() == targets.query("level == 'team'").set_index(["name", "period_start"]).amount.to_dict()
