"""Profiles of accepted extracts.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of profiles."""
    op.create_table(
        "profiles",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("extract", sa.String(32), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column(
            "verdict_sha256",
            sa.String(64),
            sa.ForeignKey("verdicts.sha256", name="fk_profiles_verdict_sha256"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_profiles_district_extract", "profiles", ["district", "extract", "quarter"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("profiles")
