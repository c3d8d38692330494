"""The results database's tables. Append-only where a figure, a verdict or a signature stands: nothing is overwritten.

Belongs here: table definitions; migrations/ brings a database to them. Does not belong here: queries (results.py).
Times are UTC. Numerators and denominators are integers (money in 分), so no database can change a figure by storing it.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("district", String(64), primary_key=True),
    Column("quarter", String(7), primary_key=True),
    Column("extract", String(32), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("filename", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("collected_at", DateTime, nullable=False),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("district", String(64), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("state", String(8), nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Index("ix_verdicts_district_quarter", "district", "quarter"),
)

vintages = Table(
    "vintages",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("district", String(64), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("source_quarter", String(7), nullable=False),
    Column("verdict_sha256", String(64), ForeignKey("verdicts.sha256"), nullable=False),
    Column("catalogue_sha256", String(64), nullable=False),
    Column("reference_sha256", String(64), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Index("ix_vintages_district_quarter", "district", "quarter", "source_quarter"),
)
"""One computation of one quarter's figures. The current one is the latest by (source_quarter, sequence)."""

observations = Table(
    "observations",
    metadata,
    Column("vintage_id", String(64), ForeignKey("vintages.id"), primary_key=True),
    Column("indicator", String(16), primary_key=True),
    Column("town_code", String(9), primary_key=True),
    Column("breakdown", String(32), primary_key=True),
    Column("member", String(64), primary_key=True),
    Column("numerator", BigInteger, nullable=False),
    Column("denominator", BigInteger),
)

profiles = Table(
    "profiles",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("district", String(64), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("extract", String(32), nullable=False),
    Column("key", Text, nullable=False),
    Column("verdict_sha256", String(64), ForeignKey("verdicts.sha256"), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Index("ix_profiles_district_extract", "district", "extract", "quarter"),
)
"""What an accepted extract looked like; ``key`` is in the file store. The current one of a quarter is its last."""

reports = Table(
    "reports",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("district", String(64), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("language", String(2), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("held", Boolean, nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Index("ix_reports_district_quarter", "district", "quarter"),
)

signatures = Table(
    "signatures",
    metadata,
    Column("report_sha256", String(64), ForeignKey("reports.sha256"), primary_key=True),
    Column("role", String(64), primary_key=True),
    Column("signer", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("signed_at", DateTime, nullable=False),
)
"""Bound to the report's hash: a changed report has another hash and no signatures."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("report_sha256", String(64), ForeignKey("reports.sha256"), primary_key=True),
    Column("recipient", String(254), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("detail", Text, nullable=False),
    Column("claimed_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
)
"""The ledger: its primary key is what makes a second copy impossible."""

correction_sheets = Table(
    "correction_sheets",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("district", String(64), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("unit", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Index("ix_correction_sheets_district_quarter", "district", "quarter"),
)
"""What went back to a town or an office, by the hash of the workbook."""

returned_copies = Table(
    "returned_copies",
    metadata,
    Column("sheet_sha256", String(64), ForeignKey("correction_sheets.sha256"), primary_key=True),
    Column("recipient", String(254), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("detail", Text, nullable=False),
    Column("claimed_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
)
"""The ledger of correction sheets, kept like that of reports."""
