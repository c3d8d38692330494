"""What may be shown of which vintage, in words and scale, and which reports were issued.

Revision: 0008
Follows: 0007

Tables are only added. Vintages of earlier runs are shown to BI tools once their quarter is rendered again. Reports that
went out, or that were signed by configuration, count as issued.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ISSUED = """
INSERT INTO issued_reports (report_sha256, issued_at)
SELECT report_sha256, MIN(moment)
FROM (
    SELECT report_sha256, claimed_at AS moment FROM deliveries
    UNION ALL
    SELECT report_sha256, signed_at FROM signatures WHERE role = 'configuration'
) went
GROUP BY report_sha256
"""


def upgrade() -> None:
    """Add the tables, and say which reports were issued."""
    op.create_table(
        "presented_vintages",
        sa.Column("vintage_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("presented_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("vintage_id", name="pk_presented_vintages"),
        sa.ForeignKeyConstraint(["vintage_id"], ["vintages.id"], name="fk_presented_vintages_vintage_id"),
    )
    op.create_table(
        "hidden_cells",
        sa.Column("vintage_id", sa.String(64), nullable=False),
        sa.Column("indicator", sa.String(16), nullable=False),
        sa.Column("town_code", sa.String(9), nullable=False),
        sa.Column("breakdown", sa.String(32), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("vintage_id", "indicator", "town_code", "breakdown", "member", name="pk_hidden_cells"),
        sa.ForeignKeyConstraint(["vintage_id"], ["vintages.id"], name="fk_hidden_cells_vintage_id"),
    )
    op.create_table(
        "described_indicators",
        sa.Column("catalogue_sha256", sa.String(64), nullable=False),
        sa.Column("indicator", sa.String(16), nullable=False),
        sa.Column("theme", sa.String(64), nullable=False),
        *(
            sa.Column(f"{name}_{language}", sa.Text(), nullable=False)
            for name in ("name", "unit", "formula")
            for language in ("zh", "en")
        ),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("basis", sa.String(16), nullable=False),
        sa.Column("direction", sa.String(16), nullable=False),
        sa.Column("scale_numerator", sa.BigInteger(), nullable=False),
        sa.Column("scale_denominator", sa.BigInteger(), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("denominator_floor", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("catalogue_sha256", "indicator", name="pk_described_indicators"),
    )
    op.create_table(
        "words",
        sa.Column("reference_sha256", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reference_sha256", "kind", "code", name="pk_words"),
    )
    op.create_table(
        "issued_reports",
        sa.Column("report_sha256", sa.String(64), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("report_sha256", name="pk_issued_reports"),
        sa.ForeignKeyConstraint(["report_sha256"], ["reports.sha256"], name="fk_issued_reports_report_sha256"),
    )
    op.execute(_ISSUED)


def downgrade() -> None:
    """Remove them."""
    for table in ("issued_reports", "words", "described_indicators", "hidden_cells", "presented_vintages"):
        op.drop_table(table)
