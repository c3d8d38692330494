"""Views for BI tools, in the schema bi of PostgreSQL; docs/en/bi.md describes each column.

Revision: 0009
Follows: 0008

They show what reports show: nothing of a vintage that no report was made from, hidden cells without numbers, no
address, no signer. bi.figures holds signed figures only, bi.draft_figures the current ones whether signed or not. They
read with the rights of their owner, so that who reads them needs none on the tables; security_barrier keeps a reader's
own conditions behind those of the view. SQLite has no roles, and there nothing is made.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_SHOWN = """
CREATE VIEW shown_vintages AS
SELECT v.id, v.district, v.quarter, v.source_quarter, v.sequence, v.catalogue_sha256, v.reference_sha256, p.status,
       COALESCE(u.last_used, 0) AS last_used,
       EXISTS (
           SELECT 1 FROM run_vintages rv
           JOIN run_reports rr ON rr.run_id = rv.run_id
           JOIN issued_reports i ON i.report_sha256 = rr.report_sha256
           WHERE rv.vintage_id = v.id
       ) AS signed,
       EXISTS (
           SELECT 1 FROM reports r
           JOIN issued_reports i ON i.report_sha256 = r.sha256
           WHERE r.district = v.district AND r.quarter = v.quarter
       ) AS quarter_signed,
       v.id IN (SELECT id FROM current_vintages) AS is_current,
       (
           SELECT e.id FROM vintages e
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
FROM vintages v
JOIN presented_vintages p ON p.vintage_id = v.id
LEFT JOIN (
    SELECT rv.vintage_id, MAX(r.sequence) AS last_used
    FROM run_vintages rv JOIN runs r ON r.id = rv.run_id
    WHERE r.stage = 'measure'
    GROUP BY rv.vintage_id
) u ON u.vintage_id = v.id
"""

_FIGURES = """
CREATE VIEW bi.{name} WITH (security_barrier = true) AS
SELECT v.district,
       dw.zh AS district_name,
       v.quarter,
       CAST(LEFT(v.quarter, 4) AS integer) AS year,
       CAST(RIGHT(v.quarter, 1) AS integer) AS quarter_number,
       MAKE_DATE(CAST(LEFT(v.quarter, 4) AS integer), CAST(RIGHT(v.quarter, 1) AS integer) * 3 - 2, 1) AS period_start,
       CAST(MAKE_DATE(CAST(LEFT(v.quarter, 4) AS integer), CAST(RIGHT(v.quarter, 1) AS integer) * 3 - 2, 1)
            + INTERVAL '3 months - 1 day' AS date) AS period_end,
       CASE WHEN o.town_code = '' THEN 'district' ELSE 'town' END AS level,
       NULLIF(o.town_code, '') AS town_code,
       tw.zh AS town,
       o.indicator,
       d.name_zh,
       d.name_en,
       d.theme,
       d.kind,
       d.basis,
       d.direction,
       NULLIF(o.breakdown, '') AS breakdown,
       bw.zh AS breakdown_zh,
       NULLIF(o.member, '') AS member,
       COALESCE(mw.zh, NULLIF(o.member, '')) AS member_zh,
       COALESCE(mw.en, NULLIF(o.member, '')) AS member_en,
       CASE
           WHEN h.vintage_id IS NOT NULL OR o.denominator = 0 OR o.denominator < d.denominator_floor THEN NULL
           ELSE CAST(o.numerator AS numeric) * d.scale_numerator
                / (CAST(COALESCE(o.denominator, 1) AS numeric) * d.scale_denominator)
       END AS value,
       d.decimals,
       d.unit_zh,
       d.unit_en,
       CASE WHEN h.vintage_id IS NULL THEN o.numerator END AS numerator,
       CASE WHEN h.vintage_id IS NULL THEN o.denominator END AS denominator,
       CASE WHEN h.vintage_id IS NULL AND d.kind = 'money' THEN CAST(o.numerator AS numeric) / 100 END AS amount_yuan,
       CASE
           WHEN h.vintage_id IS NOT NULL THEN 'Q'
           WHEN o.denominator = 0 THEN 'M'
           ELSE CASE WHEN v.status = 'preliminary' THEN 'P' ELSE '' END
                || CASE
                       WHEN e.numerator <> o.numerator OR e.denominator <> o.denominator
                            OR s.numerator <> o.numerator OR s.denominator <> o.denominator THEN 'R'
                       ELSE ''
                   END
                || CASE WHEN o.denominator < d.denominator_floor THEN 'U' ELSE '' END
       END AS flags,
       v.status,
       CASE v.status WHEN 'verified' THEN '核实数' ELSE '初步数' END AS status_zh,
       v.source_quarter,
       v.signed,
       v.quarter_signed,
       v.is_current,
       LEFT(v.id, 12) AS vintage,
       LEFT(f.sha256, 12) AS definition
FROM (
    SELECT shown_vintages.*,
           ROW_NUMBER() OVER (
               PARTITION BY district, quarter ORDER BY source_quarter DESC, last_used DESC, sequence DESC
           ) AS place
    FROM shown_vintages
    WHERE {which}
) v
JOIN observations o ON o.vintage_id = v.id
JOIN described_indicators d ON d.catalogue_sha256 = v.catalogue_sha256 AND d.indicator = o.indicator
LEFT JOIN definitions f ON f.catalogue_sha256 = v.catalogue_sha256 AND f.indicator = o.indicator
LEFT JOIN hidden_cells h ON (h.vintage_id, h.indicator, h.town_code, h.breakdown, h.member)
    = (o.vintage_id, o.indicator, o.town_code, o.breakdown, o.member)
LEFT JOIN observations e ON (e.vintage_id, e.indicator, e.town_code, e.breakdown, e.member)
    = (v.earlier_id, o.indicator, o.town_code, o.breakdown, o.member)
LEFT JOIN observations s ON (s.vintage_id, s.indicator, s.town_code, s.breakdown, s.member)
    = (v.printed_id, o.indicator, o.town_code, o.breakdown, o.member)
LEFT JOIN words dw ON (dw.reference_sha256, dw.kind, dw.code) = (v.reference_sha256, 'district', '')
LEFT JOIN words tw ON (tw.reference_sha256, tw.kind, tw.code) = (v.reference_sha256, 'town', o.town_code)
LEFT JOIN words bw ON (bw.reference_sha256, bw.kind, bw.code) = (v.reference_sha256, 'breakdown', o.breakdown)
LEFT JOIN words mw ON (mw.reference_sha256, mw.kind, mw.code) = (v.reference_sha256, o.breakdown, o.member)
WHERE v.place = 1
"""

_INDICATORS = """
CREATE VIEW bi.indicators WITH (security_barrier = true) AS
SELECT DISTINCT ON (d.indicator)
       d.indicator, d.theme, d.name_zh, d.name_en, d.unit_zh, d.unit_en, d.formula_zh, d.formula_en, d.kind, d.basis,
       d.direction, d.decimals, NULLIF(d.denominator_floor, 0) AS denominator_floor
FROM described_indicators d
LEFT JOIN vintages v ON v.catalogue_sha256 = d.catalogue_sha256
ORDER BY d.indicator, v.sequence DESC NULLS LAST
"""

_REPORTS = """
CREATE VIEW bi.reports WITH (security_barrier = true) AS
SELECT r.district, r.quarter, r.language, LEFT(r.sha256, 12) AS report, LEFT(r.fingerprint, 12) AS fingerprint,
       r.held, i.report_sha256 IS NOT NULL AS signed, i.issued_at AS signed_at,
       (SELECT COUNT(*) FROM signatures s WHERE s.report_sha256 = r.sha256) AS signatures, r.created_at AS made_at
FROM reports r
LEFT JOIN issued_reports i ON i.report_sha256 = r.sha256
"""

_REVISIONS = """
CREATE VIEW bi.revisions WITH (security_barrier = true) AS
SELECT v.district, v.quarter, o.source_quarter AS earlier_source_quarter, v.source_quarter, t.kind,
       CASE t.kind WHEN 'routine' THEN '常规' WHEN 'benchmark' THEN '年度基准' WHEN 'major' THEN '重大' ELSE '更正' END
           AS kind_zh,
       t.reason_zh, t.reason_en, r.finished_at AS revised_at, LEFT(v.id, 12) AS vintage
FROM revisions t
JOIN runs r ON r.id = t.run_id
JOIN shown_vintages v ON v.id = t.new_vintage AND v.signed
JOIN vintages o ON o.id = t.old_vintage
"""

_LAST_VERDICTS = """
CREATE VIEW last_verdicts AS
SELECT DISTINCT ON (district, quarter) district, quarter, state, created_at, CAST(document AS jsonb) AS document
FROM verdicts
ORDER BY district, quarter, created_at DESC, sha256 DESC
"""

_QUALITY = """
CREATE VIEW bi.quality WITH (security_barrier = true) AS
SELECT v.district, v.quarter, c.extract, c.outcome ->> 'rule' AS rule, c.outcome ->> 'severity' AS severity,
       c.outcome ->> 'zh' AS rule_zh, c.outcome ->> 'en' AS rule_en, CAST(c.outcome ->> 'passed' AS boolean) AS passed,
       CAST(c.outcome ->> 'evaluated' AS bigint) AS evaluated, CAST(c.outcome ->> 'failed' AS bigint) AS failed,
       CAST(c.outcome ->> 'sets_aside' AS boolean) AS sets_aside
FROM last_verdicts v
CROSS JOIN LATERAL (
    SELECT NULL AS extract, outcome FROM JSONB_ARRAY_ELEMENTS(v.document -> 'outcomes') outcome
    UNION ALL
    SELECT checked -> 'tidy' ->> 'extract', outcome
    FROM JSONB_ARRAY_ELEMENTS(v.document -> 'checks') checked, JSONB_ARRAY_ELEMENTS(checked -> 'outcomes') outcome
) c
"""

_EXTRACTS = """
CREATE VIEW bi.extracts WITH (security_barrier = true) AS
SELECT v.district, v.quarter, c.checked -> 'tidy' ->> 'extract' AS extract,
       CAST(c.checked -> 'tidy' ->> 'rows_in' AS bigint) AS rows_in,
       CAST(c.checked -> 'tidy' ->> 'rows_kept' AS bigint) - CAST(c.checked ->> 'rows_set_aside' AS bigint)
           AS rows_counted,
       CAST(c.checked -> 'tidy' ->> 'rows_set_aside' AS bigint) + CAST(c.checked ->> 'rows_set_aside' AS bigint)
           AS rows_left_out,
       CAST(c.checked -> 'tidy' ->> 'cutoff' AS date) AS cutoff
FROM last_verdicts v, JSONB_ARRAY_ELEMENTS(v.document -> 'checks') AS c (checked)
"""

_VERDICTS = """
CREATE VIEW bi.verdicts WITH (security_barrier = true) AS
SELECT v.district, v.quarter, v.state,
       CASE v.state WHEN 'pass' THEN '通过' WHEN 'warn' THEN '提示' WHEN 'hold' THEN '待定' ELSE '阻断' END AS state_zh,
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

_DELIVERIES = """
CREATE VIEW bi.deliveries WITH (security_barrier = true) AS
SELECT district, quarter, kind, state, COUNT(*) AS copies, MIN(claimed_at) AS first_at, MAX(claimed_at) AS last_at
FROM (
    SELECT r.district, r.quarter, 'report' AS kind, c.state, c.claimed_at
    FROM deliveries c JOIN reports r ON r.sha256 = c.report_sha256
    UNION ALL
    SELECT s.district, s.quarter, 'sheet', c.state, c.claimed_at
    FROM returned_copies c JOIN correction_sheets s ON s.sha256 = c.sheet_sha256
    UNION ALL
    SELECT i.district, i.quarter, c.kind, c.state, c.claimed_at
    FROM mail_copies c
    JOIN (
        SELECT 'report' AS kind, sha256, district, quarter FROM reports
        UNION ALL SELECT 'brief', sha256, district, quarter FROM publications
        UNION ALL SELECT 'notice', sha256, district, quarter FROM notices
        UNION ALL SELECT 'sheet', sha256, district, quarter FROM correction_sheets
    ) i ON i.kind = c.kind AND i.sha256 = c.item_sha256
    WHERE c.redirected_to = ''
) copies
GROUP BY district, quarter, kind, state
"""

_IN_ORDER = (
    _SHOWN,
    _FIGURES.format(name="figures", which="signed"),
    _FIGURES.format(name="draft_figures", which="is_current"),
    _INDICATORS,
    _REPORTS,
    _REVISIONS,
    _LAST_VERDICTS,
    _QUALITY,
    _EXTRACTS,
    _VERDICTS,
    _DELIVERIES,
)


def upgrade() -> None:
    """Make the schema and its views; nobody but their owner may read them yet."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SCHEMA IF NOT EXISTS bi")
        for view in _IN_ORDER:
            op.execute(view)


def downgrade() -> None:
    """Remove them."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SCHEMA bi CASCADE")
        op.execute("DROP VIEW last_verdicts")
        op.execute("DROP VIEW shown_vintages")
