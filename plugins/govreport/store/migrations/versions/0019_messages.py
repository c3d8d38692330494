"""The hash of every mail that leaves, and of what it says.

Revision: 0019
Follows: 0018

One table is added; of what was mailed before, nobody kept a hash.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "messages",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("message_id", sa.String(320), nullable=False),
        sa.Column("pieces", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("item_sha256", sa.String(64), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("copy_number", sa.Integer(), nullable=False),
        sa.Column("redirected_to", sa.String(254), nullable=False),
        sa.Column("handed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_messages"),
    )
    op.create_index("ix_messages_content_sha256", "messages", ["content_sha256"])
    op.create_index("ix_messages_message_id", "messages", ["message_id"])


def downgrade() -> None:
    """Remove it."""
    op.drop_table("messages")
