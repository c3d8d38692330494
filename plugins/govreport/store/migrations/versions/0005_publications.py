"""Documents made beside the reports, so that an archive finds them.

Revision: 0005
Follows: 0004

A table is added; what was made before has no row and is made again by its command, to the same bytes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "publications",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("town_code", sa.String(9), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_publications"),
    )
    op.create_index("ix_publications_district_quarter", "publications", ["district", "quarter"])


def downgrade() -> None:
    """Remove it."""
    op.drop_table("publications")
