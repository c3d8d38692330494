"""The order in which verdicts took each other's place: files that are put back bring an earlier verdict back.

Revision: 0010
Follows: 0009

One table is added; verdicts that were stored before are taken to have come in the order of their times.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and what is known of the past."""
    op.create_table(
        "judgements",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("verdict_sha256", sa.String(64), nullable=False),
        sa.Column("judged_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_judgements"),
        sa.ForeignKeyConstraint(["verdict_sha256"], ["verdicts.sha256"], name="fk_judgements_verdict_sha256"),
    )
    op.create_index("ix_judgements_district_quarter", "judgements", ["district", "quarter"])
    op.execute(
        "INSERT INTO judgements (district, quarter, verdict_sha256, judged_at) "
        "SELECT district, quarter, sha256, created_at FROM verdicts ORDER BY created_at, sha256"
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_judgements_district_quarter", "judgements")
    op.drop_table("judgements")
