"""What operators are told: failures of tasks as sentences, and who was told what.

Revision: 0006
Follows: 0005

Two tables are added; runs that failed before have no rows, and nobody is told of them again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "failures",
        sa.Column("dag", sa.String(250), nullable=False),
        sa.Column("run", sa.String(250), nullable=False),
        sa.Column("task", sa.String(250), nullable=False),
        sa.Column("map_index", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("dag", "run", "task", "map_index", name="pk_failures"),
    )
    op.create_table(
        "alerts",
        sa.Column("alert_sha256", sa.String(64), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("alert_sha256", "recipient", name="pk_alerts"),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("alerts")
    op.drop_table("failures")
