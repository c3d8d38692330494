"""The order in which reports were signed: a clock that was set back must not make an earlier edition the issued one.

Revision: 0011
Follows: 0010

One column is added; signatures that were stored before are taken to have come in the order of their times.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_NUMBERED = """
UPDATE signatures SET sequence = 1 + (
    SELECT COUNT(*) FROM signatures earlier
    WHERE earlier.signed_at < signatures.signed_at
    OR (earlier.signed_at = signatures.signed_at AND (earlier.report_sha256 < signatures.report_sha256
        OR (earlier.report_sha256 = signatures.report_sha256 AND earlier.role < signatures.role)))
)
"""


def upgrade() -> None:
    """Add the column and number what there is."""
    op.add_column("signatures", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    op.execute(_NUMBERED)


def downgrade() -> None:
    """Remove it."""
    with op.batch_alter_table("signatures") as batch:
        batch.drop_column("sequence")
