"""Correction sheets and what became of their mails.

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "correction_sheets",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_correction_sheets_district_quarter", "correction_sheets", ["district", "quarter"])
    op.create_table(
        "returned_copies",
        sa.Column(
            "sheet_sha256",
            sa.String(64),
            sa.ForeignKey("correction_sheets.sha256", name="fk_returned_copies_sheet_sha256"),
            primary_key=True,
        ),
        sa.Column("recipient", sa.String(254), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("claimed_at", sa.DateTime, nullable=False),
        sa.Column("finished_at", sa.DateTime),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("returned_copies")
    op.drop_table("correction_sheets")
