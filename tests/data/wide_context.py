"""What the wide tables of the tests depend on besides the canonical ones."""

from datetime import date
from typing import Any

from data.wide_deals import Context
from settings import Company, Rules

TODAY = date(2024, 6, 30)


def context(**given: Any) -> Context:
    values = {
        "company": Company(size_bands=(50, 250), discount_bands=(0.0, 0.1), fiscal_year_start=4),
        "rules": Rules(stage_prior_deals=2), "today": TODAY, "extra": (), "date_basis": {}, "as_of": {"crm": TODAY},
    }  # fmt: skip
    return Context(**{**values, **given})
