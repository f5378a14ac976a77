"""Past forecasts, and what people make of single deals."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forecasts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=64), nullable=False),
        sa.Column("dimension", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("cut_off", sa.Date(), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("forecast", sa.Double(), nullable=False),
        sa.Column("low80", sa.Double(), nullable=True),
        sa.Column("high80", sa.Double(), nullable=True),
        sa.Column("low95", sa.Double(), nullable=True),
        sa.Column("high95", sa.Double(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("measure", "dimension", "value", "method", "cut_off", "period"),
    )
    op.create_table(
        "deal_judgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=True),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=128), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_deal_judgements_opportunity_id", "deal_judgements", ["opportunity_id"])


def downgrade() -> None:
    op.drop_table("deal_judgements")
    op.drop_table("forecasts")
