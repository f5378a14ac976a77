"""Price response, what-if and survey on the Pricing page."""

import asyncio
import json
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from auth.scope import Scope
from errors import BadFilter
from pages import pricing_response, pricing_survey, pricing_what_if
from pages.asked import asked
from pages.exhibit import Exhibit
from tests.charts.checked import checked
from tests.derive.priced import answers, derive, publish
from tests.metrics.frames import opportunities

ALL = Scope.all()


def shown(page: ModuleType, **view: str) -> list[Exhibit]:
    async def all_of_them() -> list[Exhibit]:
        found: list[Exhibit] = await page.exhibits(await asked({"dims": {}, "view": view}))
        return found

    return asyncio.run(all_of_them())


def why(exhibit: Exhibit) -> str:
    figure = exhibit.draw()
    assert not figure.data
    return " ".join(note.text for note in figure.layout.annotations).replace("<br>", " ")


def test_the_curve_of_a_category_comes_with_its_prices_and_its_dates(var: Path) -> None:
    derive(publish())
    curve, _table = shown(pricing_response, **{"pricing.response": "Steep"})
    assert curve.title == "Chance to win by price: Steep"
    assert curve.subtitle.startswith("Fitted on 799 deals decided Dec 16, 2021 – Dec 15, 2023; half would be won at ")
    assert "margin is highest at" in curve.subtitle
    assert "until Dec 15, 2023: filters and period do not apply" in curve.note
    assert "not proof" in curve.note
    assert checked(curve.draw()).data


def test_where_the_deals_cannot_say_words_stand_instead_of_a_line(var: Path) -> None:
    derive(publish())
    assert "does not clearly lower the chance to win" in why(
        shown(pricing_response, **{"pricing.response": "Flat"})[0]
    )  # fmt: skip
    assert why(shown(pricing_response, **{"pricing.response": "Small"})[0]).startswith("Too few deals: 20")
    for exhibit in shown(pricing_what_if, **{"pricing.response": "Flat"}):
        assert why(exhibit).startswith("There is no curve to go by: Flat")


def test_all_categories_are_listed_with_slopes_or_reasons(var: Path) -> None:
    derive(publish())
    curve, table = shown(pricing_response)
    assert table.frame["category"].tolist() == ["All categories", "Steep", "Flat", "Small"]
    assert table.frame["slope"].notna().tolist() == [True, True, False, False]
    assert table.frame["said"][1].startswith("Slope between −")
    assert "; half would be won at " in table.frame["said"][1]
    assert "not alike: another slope has Steep" in curve.note


def test_another_price_is_told_beside_today(var: Path) -> None:
    derive(publish())
    effects, course = shown(pricing_what_if, **{"pricing.response": "Steep", "pricing.change": "-5"})
    assert effects.title == "What if the price were −5%: Steep"
    assert effects.frame["measure"].tolist() == ["Deals won", "Units", "Revenue", "Margin"]
    assert (effects.frame["change"] == -0.05).all()
    assert effects.frame["expected"][0] > effects.frame["today"][0]
    for exhibit in (effects, course):
        assert checked(exhibit.draw()).data


def test_without_a_change_nothing_changes(var: Path) -> None:
    derive(publish())
    effects, _course = shown(pricing_what_if, **{"pricing.response": "Steep"})
    assert effects.title == "What if the price were as today: Steep"
    assert effects.frame["expected"].tolist() == effects.frame["today"].tolist()


@pytest.mark.parametrize("change", ["21", "-0.5", "much", "--5", "²", "9" * 5000])
def test_a_change_that_the_slider_does_not_have_is_refused(var: Path, change: str) -> None:
    derive(publish())
    with pytest.raises(BadFilter):
        shown(pricing_what_if, **{"pricing.change": change})


def test_the_slider_stands_where_the_url_says(var: Path) -> None:
    def value(text: str) -> str:
        made = pricing_what_if.panels({"view.pricing.change": text}, None, ALL)
        return json.dumps(made[0].to_plotly_json(), default=lambda part: part.to_plotly_json())

    assert '"value": -7' in value("-7")
    assert '"value": 0' in value("99")
    assert '"value": 0' in value("²")


def test_a_company_that_has_not_decided_a_deal_reads_of_no_day(var: Path) -> None:
    derive(publish(opportunities=opportunities(["open"] * 3, category=["Steep"] * 3)))
    curve, table = shown(pricing_response)
    assert why(curve).startswith("Too few deals: 0")
    assert "until" not in curve.note
    assert table.frame["n"].tolist() == [0]


def test_a_survey_shows_its_four_prices_and_none_says_what_to_load(var: Path) -> None:
    snapshot = publish(survey=True)
    derive(snapshot)
    (survey,) = shown(pricing_survey)
    assert survey.title == "Acceptable prices by survey: Gauge"
    assert survey.subtitle.startswith("Marginal cheapness €")
    assert "100 answers, May 1, 2023" in survey.note
    assert checked(survey.draw()).data


def test_a_product_that_is_called_as_a_category_has_a_survey_of_its_own(var: Path) -> None:
    of_product = answers().with_columns(pl.lit("Meters").alias("product"))
    of_category = answers().head(60).with_columns(pl.lit(None, pl.String).alias("product"))
    unnamed = answers().head(40).with_columns(product=None, category=None)
    derive(publish(price_survey=pl.concat([of_product, of_category, unnamed], how="vertical_relaxed")))
    for chosen, title, n in (("Meters", "Meters", 100), ("Meters 1", "Meters", 60), ("2", "(none)", 40)):
        (survey,) = shown(pricing_survey, **{"pricing.survey": chosen})
        assert survey.title == f"Acceptable prices by survey: {title}"
        assert survey.note.startswith(f"{n} answers")


def test_without_a_survey_it_is_said_what_to_load(var: Path) -> None:
    derive(publish())
    (survey,) = shown(pricing_survey)
    assert why(survey).startswith("No price survey is loaded Load a file price_survey")


def test_before_anything_is_derived_it_is_said_when_it_will_be(var: Path) -> None:
    snapshot = publish()
    for page in (pricing_response, pricing_what_if, pricing_survey):
        assert page.panels({}, snapshot, ALL)
        assert "not worked out yet" in why(shown(page)[0])
