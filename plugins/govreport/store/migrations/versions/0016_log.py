"""The log: every fact as a sealed line that holds the hash of the line before.

Revision: 0016
Follows: 0015

One table is added; ``govreport audit --begin`` takes in what stood before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "log",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("previous_sha256", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("logged_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_log"),
        sa.UniqueConstraint("sha256", name="uq_log_sha256"),
    )
    op.create_index("ix_log_kind", "log", ["kind", "subject"])


def downgrade() -> None:
    """Remove it."""
    op.drop_table("log")
