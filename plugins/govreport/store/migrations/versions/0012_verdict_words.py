"""The view bi.verdicts says states in the words of every other surface: 不可签发, 不能成文.

Revision: 0012
Follows: 0011

The words stand here as they were when the revision was released; columns and everything else stay. SQLite has no views.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_VIEW = """
CREATE OR REPLACE VIEW bi.verdicts WITH (security_barrier = true) AS
SELECT v.district, v.quarter, v.state,
       CASE v.state {words} END AS state_zh,
       v.created_at AS concluded_at, q.rules, q.rules_failed, e.rows_in, e.rows_counted, e.rows_left_out
FROM last_verdicts v
LEFT JOIN LATERAL (
    SELECT COUNT(*) AS rules, COUNT(*) FILTER (WHERE NOT passed) AS rules_failed
    FROM bi.quality WHERE (district, quarter) = (v.district, v.quarter)
) q ON TRUE
LEFT JOIN LATERAL (
    SELECT CAST(SUM(rows_in) AS bigint) AS rows_in, CAST(SUM(rows_counted) AS bigint) AS rows_counted,
           CAST(SUM(rows_left_out) AS bigint) AS rows_left_out
    FROM bi.extracts WHERE (district, quarter) = (v.district, v.quarter)
) e ON TRUE
"""
WORDS = "WHEN 'pass' THEN '通过' WHEN 'warn' THEN '通过，有提示' WHEN 'hold' THEN '不可签发' ELSE '不能成文'"
_FORMER = "WHEN 'pass' THEN '通过' WHEN 'warn' THEN '提示' WHEN 'hold' THEN '待定' ELSE '阻断'"


def upgrade() -> None:
    """Replace the words."""
    _say(WORDS)


def downgrade() -> None:
    """Put the former words back."""
    _say(_FORMER)


def _say(words: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_VIEW.format(words=words))
