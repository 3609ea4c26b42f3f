"""Make the tables of counts: turns, how it went at windows, words. No column for a person, a time of day or a text."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "used",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("city", sa.String(8), primary_key=True),
        sa.Column("topic", sa.String(100), primary_key=True),
        sa.Column("node", sa.String(100), primary_key=True),
        sa.Column("ends", sa.String(40), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "went",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("resource", sa.String(120), primary_key=True),
        sa.Column("how", sa.String(10), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table("words", sa.Column("day", sa.Date, primary_key=True), sa.Column("word", sa.String(100), primary_key=True))


def downgrade() -> None:
    """Drop the tables, with all counts."""
    for name in ("words", "went", "used"):
        op.drop_table(name)
