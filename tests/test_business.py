import pytest
from pydantic import ValidationError

from business import Pricing
from settings import Settings, settings


def test_the_rules_of_prices_are_those_of_the_settings_file() -> None:
    assert settings().pricing == Pricing() == Settings().pricing
    assert (Pricing().quote_days, Pricing().demand_weeks, Pricing().max_discount) == (365, 13, {})
    assert hash(Pricing(max_discount={"Plus": 0.2})) == hash(Pricing(max_discount={"Plus": 0.2}))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"corridor_low": 0.9, "corridor_high": 0.1}, "corridor_low must lie below corridor_high"),
        ({"max_discount": {"Plus": 20}}, "discounts are fractions from 0 to 1: Plus"),
        ({"corridor_high": 1.5}, "less than or equal to 1"),
        ({"quote_days": 0}, "greater than 0"),
        ({"quotes": 1}, "Extra inputs"),
    ],
)
def test_wrong_ones_are_refused_with_what_is_wrong(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Pricing.model_validate(given)
