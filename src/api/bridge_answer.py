"""The shapes of a bridge's answer."""

from datetime import date

from pydantic import BaseModel, Field

from api.answers import SnapshotStamp


class Days(BaseModel):
    start: date
    end: date


class PartOfChange(BaseModel):
    part: str = Field(examples=["price"], description="before, the parts, after: before plus the parts is after.")
    amount: float
    n: int = Field(description="Sales behind it.")
    products: int


class ProductParts(BaseModel):
    """The parts of a product sum to its change; null is not known, or no part of this bridge."""

    product: str | None
    before: float
    after: float
    change: float
    volume: float
    mix: float
    price: float
    cost: float | None = None
    new: float
    ended: float
    not_in_units: float = Field(description="Sales without a quantity, and products only returned.")
    units_before: float
    units_after: float
    price_before: float | None = Field(description="Amount per unit.")
    price_after: float | None
    cost_before: float | None = Field(None, description="Cost per unit.")
    cost_after: float | None = None
    n: int


class SaleBehind(BaseModel):
    """A sale behind the part; the effects of all of them sum to the part."""

    period: str = Field(description="before or after")
    source: str = Field(description="orders, or opportunities: won deals.")
    record: str | None
    opportunity: str | None = Field(description="Name of the deal.")
    url: str | None
    sold_on: date
    account: str | None
    product: str | None
    rep: str | None
    quantity: float | None
    unit_price: float | None
    amount: float | None
    cost: float | None
    reference: float | None = Field(description="The product's price per unit before; of `cost`, its unit cost.")
    effect: float


class SalesBehind(BaseModel):
    part: str
    count: int = Field(description="Of all sales behind it.")
    total: float = Field(description="What the effects of all of them sum to.")
    sales: list[SaleBehind]


class BridgeAnswer(BaseModel):
    """What moved the figure, in whole and by product, the largest change first."""

    before: Days
    after: Days
    covered: bool = Field(description="Whether sales go back to the start of the period before.")
    currency: str
    change: float
    parts: list[PartOfChange]
    products: list[ProductParts]
    behind: SalesBehind | None = Field(description="If `part` is given.")
    lines: int = Field(description="Sales in the two periods.")
    counted: int = Field(description="Of them, those that count: whose amount, or for the margin whose cost, is known.")
    ignored_filters: list[str] = Field(description="Filters that sales cannot apply.")
    snapshot: SnapshotStamp
