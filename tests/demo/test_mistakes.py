"""The planted mistakes are there, as data/README.md lists them, and nowhere else."""

import pandas as pd


def planted(company, deal):
    return company["opportunities"].query("opportunity_id == @deal")


def test_six_bad_rows_stand_beside_the_15_000_deals(company):
    assert len(company["opportunities"]) == 15_006
    assert company["opportunities"].opportunity_id.str.startswith("OP-9").sum() == 6


def test_no_planted_deal_is_referred_to(company):
    for table in ("stage_changes", "activities", "orders"):
        assert not company[table].opportunity_id.str.startswith("OP-9").any()


def test_one_deal_closes_before_it_is_created_and_one_on_a_day_that_is_none(company):
    dated = company["opportunities"].query("closed_on != ''")
    reversed_ = dated[dated.closed_on < dated.created_on]
    assert reversed_.opportunity_id.to_list() == ["OP-90001"]
    wrong = company["opportunities"][pd.to_datetime(company["opportunities"].created_on, errors="coerce").isna()]
    assert wrong[["opportunity_id", "created_on"]].to_numpy().tolist() == [["OP-90002", "2024-02-31"]]


def test_one_id_occurs_twice(company):
    ids = company["opportunities"].opportunity_id
    assert ids[ids.duplicated()].to_list() == ["OP-90003"]


def test_one_amount_is_an_order_of_magnitude_above_its_product(company):
    deals = company["opportunities"]
    each = deals.amount.astype(float) / deals.quantity.astype(float)
    ratio = each / each.groupby(deals.product_id).transform("median")
    assert deals.opportunity_id[ratio >= 8].to_list() == ["OP-90004"]
    assert ratio.drop(ratio.idxmax()).max() < 2


def test_one_product_is_unknown(company):
    unknown = ~company["opportunities"].product_id.isin(company["products"].product_id)
    assert company["opportunities"][unknown][["opportunity_id", "product_id"]].to_numpy().tolist() == [
        ["OP-90005", "P99"]
    ]


def test_misspelt_and_unknown_words_occur_as_often_as_listed(company):
    sectors = company["accounts"].sector.value_counts()
    quotes = company["competitor_prices"].category.value_counts()
    assert (sectors["Biotehc"], sectors["Univeristies"]) == (3, 2)
    assert (company["products"].category == "Centrifuge").sum() == 1
    assert (quotes["Microscops"], quotes["Glassware"]) == (4, 1)
