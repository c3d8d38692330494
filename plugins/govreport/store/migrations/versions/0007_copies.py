"""Copies other than a report's first ones, what happened to copies, and signatures of correction notices.

Revision: 0007
Follows: 0006

Tables are only added; the ledger of reports stays as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "mail_copies",
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("item_sha256", sa.String(64), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("copy_number", sa.Integer(), nullable=False),
        sa.Column("redirected_to", sa.String(254), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime()),
        sa.PrimaryKeyConstraint(
            "kind", "item_sha256", "recipient", "copy_number", "redirected_to", name="pk_mail_copies"
        ),
    )
    op.create_table(
        "copy_events",
        sa.Column("sequence", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("item_sha256", sa.String(64), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("copy_number", sa.Integer(), nullable=False),
        sa.Column("redirected_to", sa.String(254), nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("before", sa.String(16), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_copy_events_item_sha256", "copy_events", ["item_sha256", "recipient"])
    op.create_table(
        "notice_signatures",
        sa.Column("notice_sha256", sa.String(64), nullable=False),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("notice_sha256", "role", name="pk_notice_signatures"),
        sa.ForeignKeyConstraint(["notice_sha256"], ["notices.sha256"], name="fk_notice_signatures_notice_sha256"),
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("notice_signatures", "copy_events", "mail_copies"):
        op.drop_table(table)
