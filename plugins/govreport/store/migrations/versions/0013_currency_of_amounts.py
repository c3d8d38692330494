"""Amounts in BI views are those of the district's currency: bi.figures gains amount and currency.

Revision: 0013
Follows: 0012

amount_yuan keeps its name and its numbers for districts whose currency is the yuan, and is empty for any other: a
hundredth of what is stored is no amount of yen or dinars. What was described before this revision was in yuan.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_FIGURES = """
CREATE OR REPLACE VIEW bi.{name} WITH (security_barrier = true) AS
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
       {amount_yuan} AS amount_yuan,
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
       LEFT(f.sha256, 12) AS definition{further}
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
_OF_MONEY = "CASE WHEN h.vintage_id IS NULL AND d.kind = 'money'"
_YUAN = f"{_OF_MONEY} AND d.currency = 'CNY' THEN CAST(o.numerator AS numeric) / 100 END"
_FORMER = f"{_OF_MONEY} THEN CAST(o.numerator AS numeric) / 100 END"
_FURTHER = f""",
       {_OF_MONEY} THEN CAST(o.numerator AS numeric) / d.minor_units END AS amount,
       CASE WHEN d.kind = 'money' THEN d.currency END AS currency"""


def upgrade() -> None:
    """Say in what currency each catalogue's amounts are, and give amounts in it."""
    with op.batch_alter_table("described_indicators") as table:
        table.add_column(sa.Column("currency", sa.String(3), nullable=False, server_default="CNY"))
        table.add_column(sa.Column("minor_units", sa.Integer, nullable=False, server_default="100"))
    _replace(_YUAN, _FURTHER)


def downgrade() -> None:
    """Amounts are a hundredth of what is stored again."""
    _replace(_FORMER, "")
    with op.batch_alter_table("described_indicators") as table:
        table.drop_column("minor_units")
        table.drop_column("currency")


def _replace(amount_yuan: str, further: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for name, which in (("figures", "signed"), ("draft_figures", "is_current")):
        # Readers' rights are on the view: where one is replaced by a wider one they stay.
        if not further:
            op.execute(f"DROP VIEW bi.{name}")
        op.execute(_FIGURES.format(name=name, which=which, amount_yuan=amount_yuan, further=further))
