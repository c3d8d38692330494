"""What the fork server does before it forks its first process: a quarter up to verify, so that little is loaded twice.

What renders is only imported: the threads of Typst wouldn't survive a fork.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import psycopg as psycopg
import time_machine as time_machine
import tqdm

import govreport.archive.build as build
import govreport.archive.holdings as holdings
import govreport.archive.publish as publish
import govreport.cli.application as cli
import govreport.delivery.send_report as sending
import govreport.explain.pages as pages
import govreport.reports.build as model
import govreport.reports.formats.pdf as pdf
import govreport.reports.formats.web as web
import govreport.reports.formats.word as word
import govreport.reports.formats.workbook as workbook
from govreport.context import Context
from govreport.settings import Settings
from govreport.store.database import open_database
from tests.faults import child, points
from tests.faults.story import DISTRICT, QUARTER, STORY, hand_on, make_home, perform

LOADED = (build, holdings, publish, cli, pages, model, pdf, web, word, workbook, sending, child, points)
tqdm.tqdm.monitor_interval = 0  # no thread of its own


def warm() -> None:
    for name in [n for n in os.environ if n.startswith("GOVREPORT_")]:
        del os.environ[name]
    os.environ["GOVREPORT_MAIL"] = "outbox"
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=make_home(Path(folder) / "home"), var=Path(folder) / "var")
        context = Context.make(settings, DISTRICT, QUARTER)
        for stage in STORY[: STORY.index("render")]:
            hand_on(stage, perform(context, stage, Path(folder)), Path(folder))
        context.results.engine.dispose()
        open_database.cache_clear()


warm()
