"""``govreport database``: the results database's revision, taking it up and down, and who may do what in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlalchemy import Connection

from govreport.cli.common import friendly_errors, say
from govreport.cli.usage import Application
from govreport.settings import Settings
from govreport.store import migrating, roles
from govreport.store.database import connect_to, transaction

app = Application(no_args_is_help=True, help="结果数据库：版本、升级、降级、授权。")


@contextmanager
def _database(settings: Settings) -> Iterator[Connection]:
    """A transaction on the database as it is."""
    with friendly_errors(settings):
        engine = connect_to(settings.database)
        try:
            with transaction(engine) as connection:
                yield connection
        finally:
            engine.dispose()


@app.command()
def status() -> None:
    """数据库在哪里、是什么版本；不是本程序所需的版本时退出码为 1。"""
    settings = Settings()
    with _database(settings) as connection:
        present, place = migrating.revision_of(connection), connection.engine.url.render_as_string()
    needed = migrating.REVISIONS[-1]
    say(
        settings,
        f"{place}　版本 {present or '空'}，本程序需要 {needed}",
        f"{place}  revision {present or 'none'}, this program needs {needed}",
    )
    if present != needed:
        raise typer.Exit(1)


@app.command()
def upgrade() -> None:
    """升到本程序所需的版本；已是则什么也不做。"""
    settings = Settings()
    with _database(settings) as connection:
        before, after = migrating.upgrade(connection)
    _say_moved(settings, before, after)


@app.command()
def downgrade(
    revision: Annotated[str, typer.Argument(help="退到哪个版本，如 0007")],
    discard: Annotated[bool, typer.Option("--discard", help="旧版本放不下的数据也舍弃；先备份")] = False,
) -> None:
    """退回旧版本。旧版本放不下的数据会丢失时拒绝，除非加 --discard。"""
    settings = Settings()
    with _database(settings) as connection:
        before, after = migrating.downgrade(connection, revision, discard=discard)
    _say_moved(settings, before, after)


def _say_moved(settings: Settings, before: str | None, after: str) -> None:
    say(settings, f"版本 {before or '空'} → {after}", f"revision {before or 'none'} → {after}")


Role = Annotated[str, typer.Argument(help="角色（账号）名；没有则建立，口令由管理员用 psql 的 \\password 设置")]


@app.command()
def grant_bi(
    role: Role,
    with_drafts: Annotated[bool, typer.Option("--with-drafts", help="也可读未签发的数字 bi.draft_figures")] = False,
) -> None:
    """让一个角色只能读 bi 中供 BI 工具用的视图（Superset、Metabase），别的都不能。升级之后再运行一次。"""
    settings = Settings()
    with _database(settings) as connection:
        migrating.make_ready(connection, settings.migrate)
        is_new = roles.grant_reading(connection, role, with_drafts=with_drafts)
    _say_granted(settings, role, is_new=is_new)


@app.command()
def grant_run(role: Role) -> None:
    """让一个角色能运行本程序而不能改表，也不能改已记下的数字（配合 GOVREPORT_MIGRATE=never）。升级之后再运行一次。"""
    settings = Settings()
    with _database(settings) as connection:
        migrating.make_ready(connection, settings.migrate)
        is_new = roles.grant_running(connection, role)
    _say_granted(settings, role, is_new=is_new)


def _say_granted(settings: Settings, role: str, *, is_new: bool) -> None:
    zh, en = f"已授权 {role}。", f"Granted to {role}."
    if is_new:
        zh += f"角色是新建的，请设口令：psql 中 \\password {role}"
        en += f" The role is new; set its password: \\password {role} in psql"
    say(settings, zh, en)
