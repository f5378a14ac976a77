"""The canonical tables: what every source is conformed to, and what the snapshot adds.

Business dates (`*_on`) are calendar days in the company's zone; instants (`*_at`) are UTC. Money has
a `currency`. Empty is null, never "" or 0. Every table also has `origin`. Ids are namespaced
`origin:kind:external_id`. Discounts and probabilities are fractions.
"""

from dataclasses import dataclass, field

import polars as pl

POLARS_TYPES: dict[str, "pl.DataType | type[pl.DataType]"] = {
    "id": pl.String, "text": pl.String, "int": pl.Int64, "number": pl.Float64, "money": pl.Float64,
    "fraction": pl.Float64, "probability": pl.Float64, "date": pl.Date, "instant": pl.Datetime("us", "UTC"),
    "bool": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    name: str
    type: str = "text"
    required: bool = False
    references: str | None = None  # the table whose id this is
    one_of: tuple[str, ...] = ()  # any other quarantines the row where required, else it is warned of and null


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    key: str | None = None  # the id column; unique within an origin
    merged: bool = False  # several source rows may give the same key; the newest wins
    ordered: tuple[tuple[str, str], ...] = ()  # (earlier, later): dates that must not be reversed
    rising: tuple[str, ...] = ()  # money of which none may be less than one before it
    dated: str | None = None  # the business date that `as_of` goes by
    label: str | None = field(default=None)  # the column a person knows a row by

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    @property
    def polars_schema(self) -> dict[str, "pl.DataType | type[pl.DataType]"]:
        return {c.name: POLARS_TYPES[c.type] for c in self.columns}


def _columns(text: str) -> tuple[Column, ...]:
    """Read "rep_id:id! account_id:id>accounts status:text(open|won)": ! is required, > refers to a table."""
    return tuple(_column(word) for word in text.split())


def _column(word: str) -> Column:
    word, _, choices = word.rstrip(")").partition("(")
    word, _, table = word.partition(">")
    name, _, type_ = word.rstrip("!").partition(":")
    return Column(
        name, type_ or "text", "!" in word, table.rstrip("!") or None, tuple(choices.split("|")) if choices else ()
    )


STATUSES = ("untouched", "open", "won", "lost")

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("reps", _columns(
            "rep_id:id! rep! email team region office manager started_on:date active:bool shared:bool"),
            key="rep_id", merged=True, label="rep"),
        Table("accounts", _columns(
            "account_id:id! account! sector employees:int annual_revenue:number country city parent"
            " account_status(prospect|client|churned|supplier) created_on:date"),
            key="account_id", merged=True, label="account"),
        Table("contacts", _columns(
            "contact_id:id! account_id:id>accounts first_name last_name prefix suffix full_name emails phones"
            " addresses title birthday:date categories status note photo urls"),
            key="contact_id", label="full_name"),
        Table("products", _columns(
            "product_id:id! product! category tier list_price:money unit_cost:money currency"),
            key="product_id", merged=True, label="product"),
        Table("stages", _columns(
            "stage_id:id! pipeline stage! position:int probability:probability status(untouched|open|won|lost)"),
            key="stage_id", merged=True, label="stage"),
        Table("opportunities", _columns(
            "opportunity_id:id! opportunity account_id:id>accounts rep_id:id>reps product_id:id>products pipeline"
            " stage status!(untouched|open|won|lost) created_on:date created_at:instant attributed_on:date"
            " closed_on:date closed_at:instant expected_close_on:date amount:money quantity:number list_price:money"
            " currency lead_source lost_reason probability:probability forecast_category next_step"
            " last_activity_at:instant url"),
            key="opportunity_id", label="opportunity", dated="closed_on",
            ordered=(("created_on", "closed_on"), ("attributed_on", "closed_on"))),
        Table("stage_changes", _columns(
            "opportunity_id:id!>opportunities stage! previous_stage changed_on:date! changed_at:instant"
            " rep_id:id>reps evidence(reported|observed)"), dated="changed_on"),
        Table("deal_changes", _columns(  # a null pair: that field did not change; money is in the deal's currency
            "opportunity_id:id!>opportunities changed_on:date! changed_at:instant amount:money previous_amount:money"
            " expected_close_on:date previous_expected_close_on:date forecast_category previous_forecast_category"
            " rep_id:id>reps previous_rep_id:id>reps probability:probability previous_probability:probability"
            " evidence(reported|observed)")),
        Table("activities", _columns(
            "activity_id:id! activity_type! rep_id:id>reps account_id:id>accounts opportunity_id:id>opportunities"
            " started_on:date! started_at:instant duration_s:number direction call_status url recording_url"),
            key="activity_id", dated="started_on"),
        Table("orders", _columns(  # profit: what the amount left, where a source tells that instead of a unit cost
            "order_id:id! account_id:id>accounts product_id:id>products rep_id:id>reps"
            " opportunity_id:id>opportunities ordered_on:date! quantity:number amount:money! discount:fraction"
            " unit_cost:money profit:money currency"), key="order_id", dated="ordered_on"),
        Table("competitor_prices", _columns(
            "competitor! product category tier observed_on:date! price:money! currency"), dated="observed_on"),
        Table("price_survey", _columns(  # van Westendorp's four questions
            "product category respondent surveyed_on:date! too_cheap:money cheap:money expensive:money"
            " too_expensive:money currency"), dated="surveyed_on",
            rising=("too_cheap", "cheap", "expensive", "too_expensive")),
        Table("statement_lines", _columns(
            "line! parent role position:int sign:int period_start:date! period_end:date! grain amount:money!"
            " scenario(actual|budget) currency"), dated="period_end", ordered=(("period_start", "period_end"),)),
        Table("targets", _columns(
            "level!(company|team|rep) name period_start:date! period_end:date! metric! amount:number!"),
            ordered=(("period_start", "period_end"),)),
        Table("stock", _columns(
            "product_id:id!>products counted_on:date! units:number! unit_cost:money currency"), dated="counted_on"),
        Table("fx_rates", _columns("currency! on:date! rate_to_reporting:number!"), dated="on"),
    )
}  # fmt: skip

GRAINS = ("day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year")


def period_column(date: str, grain: str) -> str:
    """Name of the stored first day of the `grain` in which `date` falls, e.g. closed_on_month."""
    return date if grain == "day" else f"{date}_{grain}"
