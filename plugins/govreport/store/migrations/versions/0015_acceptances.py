"""Acceptances: who answers for what would keep a report from being signed, and why.

Revision: 0015
Follows: 0014

One table is added.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "acceptances",
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("evidence", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("accepted_by", sa.Text(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("district", "quarter", "evidence", name="pk_acceptances"),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("acceptances")
