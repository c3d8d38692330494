"""``govreport database``: the results database's revision, and taking it up and down.

Belongs here: arguments and sentences of these commands. Does not belong here: revisions (store/migrating.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlalchemy import Connection

from govreport.cli_say import console, plain_sentences
from govreport.settings import Settings
from govreport.store import migrating
from govreport.store.database import connect_to, transaction

app = typer.Typer(no_args_is_help=True, help="结果数据库：版本、升级、降级。")


@contextmanager
def _database(settings: Settings) -> Iterator[Connection]:
    """A transaction on the database as it is."""
    with plain_sentences(settings):
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
    zh = settings.language == "zh"
    with _database(settings) as connection:
        present, place = migrating.revision_of(connection), connection.engine.url.render_as_string()
    needed = migrating.REVISIONS[-1]
    console.print(
        f"{place}　版本 {present or '空'}，本程序需要 {needed}"
        if zh
        else f"{place}  revision {present or 'none'}, this program needs {needed}",
        markup=False,
        soft_wrap=True,
    )
    if present != needed:
        raise typer.Exit(1)


@app.command()
def upgrade() -> None:
    """升到本程序所需的版本；已是则什么也不做。"""
    settings = Settings()
    with _database(settings) as connection:
        moved = migrating.upgrade(connection)
    _say(settings, *moved)


@app.command()
def downgrade(
    revision: Annotated[str, typer.Argument(help="退到哪个版本，如 0007")],
    discard: Annotated[bool, typer.Option("--discard", help="旧版本放不下的数据也舍弃；先备份")] = False,
) -> None:
    """退回旧版本。旧版本放不下的数据会丢失时拒绝，除非加 --discard。"""
    settings = Settings()
    with _database(settings) as connection:
        moved = migrating.downgrade(connection, revision, discard=discard)
    _say(settings, *moved)


def _say(settings: Settings, before: str | None, after: str) -> None:
    zh = settings.language == "zh"
    console.print(f"版本 {before or '空'} → {after}" if zh else f"revision {before or 'none'} → {after}", markup=False)
