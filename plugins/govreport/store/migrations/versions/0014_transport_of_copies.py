"""The ledgers keep through what a copy went: a mail server, or the folder of a trial, from where it reaches nobody.

Revision: 0014
Follows: 0013

One column is added to the four ledgers, empty for what was sent before ("not recorded"); bi.deliveries gains it. Going
back, a copy in the outbox becomes one that didn't arrive: the former revision has no other word for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_LEDGERS = ("deliveries", "returned_copies", "alerts", "mail_copies")
_VIEW = """
CREATE OR REPLACE VIEW bi.deliveries WITH (security_barrier = true) AS
SELECT district, quarter, kind, state,
       COUNT(*) AS copies, MIN(claimed_at) AS first_at, MAX(claimed_at) AS last_at{shown}
FROM (
    SELECT r.district, r.quarter, 'report' AS kind, c.state, c.claimed_at{kept}
    FROM deliveries c JOIN reports r ON r.sha256 = c.report_sha256
    UNION ALL
    SELECT s.district, s.quarter, 'sheet', c.state, c.claimed_at{kept}
    FROM returned_copies c JOIN correction_sheets s ON s.sha256 = c.sheet_sha256
    UNION ALL
    SELECT i.district, i.quarter, c.kind, c.state, c.claimed_at{kept}
    FROM mail_copies c
    JOIN (
        SELECT 'report' AS kind, sha256, district, quarter FROM reports
        UNION ALL SELECT 'brief', sha256, district, quarter FROM publications
        UNION ALL SELECT 'notice', sha256, district, quarter FROM notices
        UNION ALL SELECT 'sheet', sha256, district, quarter FROM correction_sheets
    ) i ON i.kind = c.kind AND i.sha256 = c.item_sha256
    WHERE c.redirected_to = ''
) copies
GROUP BY district, quarter, kind, state{grouped}
"""


def upgrade() -> None:
    """Add the column, and show it."""
    for name in _LEDGERS:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("transport", sa.String(280), nullable=False, server_default=""))
    if _has_views():
        shown = ",\n       NULLIF(transport, '') AS transport"
        op.execute(_VIEW.format(shown=shown, kept=", c.transport", grouped=", transport"))


def downgrade() -> None:
    """Remove it."""
    if _has_views():
        op.execute("DROP VIEW bi.deliveries")  # a view can't be replaced by a narrower one
        op.execute(_VIEW.format(shown="", kept="", grouped=""))
    for name in _LEDGERS:
        op.execute(f"UPDATE {name} SET state = 'not_arrived' WHERE state = 'outbox'")  # noqa: S608 - our tables' names
        with op.batch_alter_table(name) as table:
            table.drop_column("transport")


def _has_views() -> bool:
    return op.get_bind().dialect.name == "postgresql"
