"""What the roles of a PostgreSQL results database may do: the product's own, and one for BI tools.

Passwords are set by the administrator in psql.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection, text

from govreport.errors import ConfigError
from govreport.store import tables

LEDGERS = ("deliveries", "returned_copies", "mail_copies", "alerts")
"""Tables whose rows change state. All others only grow: a figure, a verdict or a signature stays as it is."""
_STATE = "state, detail, claimed_at, finished_at, transport"
"""What changes of a ledger's row; whose copy of what it is never does: with another key a second mail would go out."""
DRAFTS = "draft_figures"
"""The view of figures that nobody may have signed yet."""


def grant_running(connection: Connection, role: str) -> bool:
    """Let ``role`` run the product on a database that another role migrates; True where the role was made for it.

    It may add rows, change those of ledgers and remove stale failures, and nothing else. Raises ConfigError.
    """
    name, made = _role(connection, role)
    schema, database = _place(connection)
    own = ", ".join(f"{schema}.{t}" for t in tables.metadata.tables)
    for statement in (
        f"GRANT CONNECT ON DATABASE {database} TO {name}",
        f"GRANT USAGE ON SCHEMA {schema} TO {name}",
        f"GRANT SELECT, INSERT ON {own} TO {name}",
        f"GRANT SELECT ON {schema}.alembic_version, {schema}.current_vintages, {schema}.current_observations TO {name}",
        # Earlier versions granted whole rows; a grant of columns alone would leave that standing.
        f"REVOKE UPDATE ON {own} FROM {name}",
        *(f"GRANT UPDATE ({_STATE}) ON {schema}.{table} TO {name}" for table in LEDGERS),
        f"GRANT UPDATE, DELETE ON {schema}.failures TO {name}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {name}",
    ):
        connection.execute(text(statement))
    return made


def grant_reading(connection: Connection, role: str, *, with_drafts: bool = False) -> bool:
    """Let ``role`` read the views for BI tools and nothing else; True where the role was made for it.

    Without ``with_drafts`` it loses the view of unsigned figures where it had it. Raises ConfigError.
    """
    name, made = _role(connection, role)
    schema, database = _place(connection)
    drafts = "GRANT SELECT ON bi.{0} TO {1}" if with_drafts else "REVOKE ALL ON bi.{0} FROM {1}"
    for statement in (
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
        f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {name}",
        f"GRANT CONNECT ON DATABASE {database} TO {name}",
        f"GRANT USAGE ON SCHEMA bi TO {name}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA bi TO {name}",
        drafts.format(DRAFTS, name),
        f"ALTER ROLE {name} IN DATABASE {database} SET search_path = bi",
        f"ALTER ROLE {name} IN DATABASE {database} SET default_transaction_read_only = on",
    ):
        connection.execute(text(statement))
    return made


def _role(connection: Connection, role: str) -> tuple[str, bool]:
    """The role's name, quoted, and whether it had to be made. It has no password yet, so nobody can log in as it."""
    if connection.dialect.name != "postgresql":
        raise ConfigError(
            "只有 PostgreSQL 有角色与权限；当前结果数据库是 SQLite。",
            "Only PostgreSQL has roles; the results database is SQLite.",
        )
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,62}", role):
        raise ConfigError(
            f"角色名“{role}”只能用字母、数字、_ 和 -，以字母开头。",
            f"The role name {role!r} may hold letters, digits, _ and -, and begins with a letter.",
        )
    name = connection.dialect.identifier_preparer.quote_identifier(role)
    query = text("SELECT rolsuper OR rolname = current_user FROM pg_roles WHERE rolname = :role")
    powerful = connection.execute(query, {"role": role}).scalar()
    if powerful:
        raise ConfigError(
            f"角色 {role} 是管理员或表的所有者，限制不了；请另选一个名字。",
            f"The role {role} is an administrator or owns the tables and can't be held to less; choose another name.",
        )
    if powerful is None:
        connection.execute(text(f"CREATE ROLE {name} LOGIN"))
    return name, powerful is None


def _place(connection: Connection) -> tuple[str, str]:
    quote = connection.dialect.identifier_preparer.quote_identifier
    row = connection.execute(text("SELECT current_schema(), current_database()")).one()
    return quote(row[0]), quote(row[1])
