"""Views show only what the log knows; figures are added to no vintage that it has.

Revision: 0018
Follows: 0016

Who may add rows could add a vintage, a verdict or a signed report of his own. The views now ask for a line of the log
on each, unless the log is empty: then the database comes from before there was one, and nobody has begun it. In
PostgreSQL a trigger refuses further observations of a vintage that has its line. Whether a line is sealed by the
installation can't be said in SQL: pages ask that, and the audit.
"""

from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None

_KNOWN = {
    "vintages": ("vintage", "id"),
    "presented_vintages": ("presented", "vintage_id"),
    "verdicts": ("verdict", "sha256"),
    "reports": ("report", "sha256"),
    "issued_reports": ("issue", "report_sha256"),
}
"""Table -> the kind of its facts in the log, and the column that names one."""


def _logged(table: str) -> str:
    kind, column = _KNOWN[table]
    return f"""(
SELECT f.* FROM {table} f
WHERE NOT EXISTS (SELECT 1 FROM log)
   OR EXISTS (SELECT 1 FROM log l WHERE l.kind = '{kind}' AND l.subject = '{{"{column}": "' || f.{column} || '"}}')
)"""  # noqa: S608 - our own names


_CURRENT_VINTAGES = """
CREATE VIEW current_vintages AS
SELECT id, district, quarter, source_quarter, verdict_sha256, catalogue_sha256, reference_sha256, created_at
FROM (
    SELECT v.*,
           ROW_NUMBER() OVER (
               PARTITION BY v.district, v.quarter
               ORDER BY v.source_quarter DESC, COALESCE(u.last_used, 0) DESC, v.sequence DESC
           ) AS place
    FROM {vintages} v
    LEFT JOIN (
        SELECT rv.vintage_id, MAX(r.sequence) AS last_used
        FROM run_vintages rv
        JOIN runs r ON r.id = rv.run_id
        WHERE r.stage = 'measure'
        GROUP BY rv.vintage_id
    ) u ON u.vintage_id = v.id
) ranked
WHERE place = 1
"""
_SHOWN = """
CREATE OR REPLACE VIEW shown_vintages AS
SELECT v.id, v.district, v.quarter, v.source_quarter, v.sequence, v.catalogue_sha256, v.reference_sha256, p.status,
       COALESCE(u.last_used, 0) AS last_used,
       EXISTS (
           SELECT 1 FROM run_vintages rv
           JOIN run_reports rr ON rr.run_id = rv.run_id
           JOIN {issued_reports} i ON i.report_sha256 = rr.report_sha256
           WHERE rv.vintage_id = v.id
       ) AS signed,
       EXISTS (
           SELECT 1 FROM reports r
           JOIN {issued_reports} i ON i.report_sha256 = r.sha256
           WHERE r.district = v.district AND r.quarter = v.quarter
       ) AS quarter_signed,
       v.id IN (SELECT id FROM current_vintages) AS is_current,
       (
           SELECT e.id FROM {vintages} e
           WHERE e.district = v.district AND e.quarter = v.quarter AND e.source_quarter < v.source_quarter
           ORDER BY e.source_quarter DESC,
                    (SELECT MAX(r.sequence) FROM run_vintages rv JOIN runs r ON r.id = rv.run_id
                     WHERE rv.vintage_id = e.id AND r.stage = 'measure') DESC NULLS LAST,
                    e.sequence DESC
           LIMIT 1
       ) AS earlier_id,
       (
           SELECT t.signed_vintage FROM revisions t JOIN runs r ON r.id = t.run_id
           WHERE t.new_vintage = v.id ORDER BY r.sequence DESC LIMIT 1
       ) AS printed_id
FROM {vintages} v
JOIN {presented_vintages} p ON p.vintage_id = v.id
LEFT JOIN (
    SELECT rv.vintage_id, MAX(r.sequence) AS last_used
    FROM run_vintages rv JOIN runs r ON r.id = rv.run_id
    WHERE r.stage = 'measure'
    GROUP BY rv.vintage_id
) u ON u.vintage_id = v.id
"""
_REPORTS = """
CREATE OR REPLACE VIEW bi.reports WITH (security_barrier = true) AS
SELECT r.district, r.quarter, r.language, LEFT(r.sha256, 12) AS report, LEFT(r.fingerprint, 12) AS fingerprint,
       r.held, i.report_sha256 IS NOT NULL AS signed, i.issued_at AS signed_at,
       (SELECT COUNT(*) FROM signatures s WHERE s.report_sha256 = r.sha256) AS signatures, r.created_at AS made_at
FROM {reports} r
LEFT JOIN {issued_reports} i ON i.report_sha256 = r.sha256
"""
_LAST_VERDICTS = """
CREATE OR REPLACE VIEW last_verdicts AS
SELECT DISTINCT ON (district, quarter) district, quarter, state, created_at, CAST(document AS jsonb) AS document
FROM {verdicts} v
ORDER BY district, quarter, created_at DESC, sha256 DESC
"""
_GUARD = """
CREATE FUNCTION figures_are_complete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM (SELECT DISTINCT vintage_id FROM added) a
        JOIN log l ON l.kind = 'vintage' AND l.subject = '{"id": "' || a.vintage_id || '"}'
    ) THEN
        RAISE EXCEPTION 'the log has this vintage: figures are added to it no more' USING ERRCODE = '42501';
    END IF;
    RETURN NULL;
END $$
"""
_TRIGGER = """
CREATE TRIGGER figures_are_complete AFTER INSERT ON observations
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION figures_are_complete()
"""


def upgrade() -> None:
    """Have them ask."""
    _replace({name: _logged(name) for name in _KNOWN})
    if _is_postgresql():
        op.execute(_GUARD)
        op.execute(_TRIGGER)


def downgrade() -> None:
    """Show whatever stands in the tables."""
    if _is_postgresql():
        op.execute("DROP TRIGGER figures_are_complete ON observations")
        op.execute("DROP FUNCTION figures_are_complete()")
    _replace({name: name for name in _KNOWN})


def _replace(tables: dict[str, str]) -> None:
    if not _is_postgresql():
        op.execute("DROP VIEW current_vintages")  # SQLite replaces no view, and minds nobody who reads it
        op.execute(_CURRENT_VINTAGES.format(**tables))
        return
    op.execute(_CURRENT_VINTAGES.format(**tables).replace("CREATE VIEW", "CREATE OR REPLACE VIEW"))
    for view in (_SHOWN, _REPORTS, _LAST_VERDICTS):
        op.execute(view.format(**tables))


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
