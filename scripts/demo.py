"""`make demo`: the real DAG, run by Airflow for every sample quarter; then where the results lie.

Earlier quarters are computed and rendered, the last one is also delivered, into a folder of .eml files. Airflow's own
``dag.test()`` runs them one after the other in this process, on SQLite, so no server has to be started and heavy
libraries are imported once. Everything is written below .run/.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from govreport_airflow.environment import ROOT, airflow_environment

RUN = ROOT / ".run"
OUT = RUN / "demo"
DISTRICT = "panyu"
FIRST, LAST = "2017-Q4", "2019-Q3"
LABELS = {".pdf": "PDF", ".html": "网页 Web page", ".xlsx": "工作簿 Workbook"}

for _name in [n for n in os.environ if n.startswith(("AIRFLOW", "GOVREPORT_"))]:
    del os.environ[_name]  # an installation's own settings must not lead the demo elsewhere, or to real mailboxes
os.environ.update(airflow_environment(RUN / "airflow"), GOVREPORT_HOME=str(ROOT), GOVREPORT_VAR=str(RUN / "var"))
os.environ["GOVREPORT_MAIL"] = "outbox"  # mails are files beside the report, and go to nobody


@contextmanager
def output_to(log: Path) -> Iterator[None]:
    """Send what this process and the libraries print to ``log``; ``say`` still reaches the terminal."""
    sys.stdout.flush()
    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(_TERMINAL, 1)
            os.dup2(_ERRORS, 2)


_TERMINAL, _ERRORS = os.dup(1), os.dup(2)


def say(text: str) -> None:
    """Print to the terminal, whatever the standard streams are redirected to."""
    os.write(_TERMINAL, f"{text}\n".encode())


def run_quarters(log: Path) -> None:
    """Run the DAG for every quarter, oldest first; exits with the failed task's sentence."""
    import pendulum
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    from govreport.quarter import Quarter
    from govreport_airflow.run import DAG_PREFIX, NO, YES

    initdb()
    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    if bag.import_errors:
        raise SystemExit("\n".join(bag.import_errors.values()))
    dag = bag.dags[f"{DAG_PREFIX}{DISTRICT}"]
    last = Quarter.parse(LAST)
    for quarter in Quarter.span(Quarter.parse(FIRST), last):
        started = time.perf_counter()
        moment = dag.timetable.release(quarter)
        run = dag.test(
            logical_date=pendulum.instance(moment),
            run_conf={"quarter": str(quarter), "deliver": YES if quarter == last else NO},
        )
        seconds = time.perf_counter() - started
        if run.state != "success":
            raise SystemExit(f"{quarter} {run.state}: {last_error(log)}\n日志 Log: {log}")
        delivered = "，邮件已写成文件 mails written as files" if quarter == last else ""
        say(f"  {quarter}  {run.state}{delivered}  {seconds:4.1f} s")


def last_error(log: Path) -> str:
    """The sentence of the task that failed last."""
    sentences = re.findall(r"Airflow(?:Fail)?Exception: (.+)", log.read_text(errors="replace"))
    return sentences[-1] if sentences else "见日志 see the log"


def copy_results() -> list[tuple[str, Path]]:
    """Copy the last quarter's files and mails to .run/demo under readable names, and print its figures."""
    from govreport.delivery.mail.message import message_identity
    from govreport.district.reading import load_district
    from govreport.quarter import Quarter
    from govreport.reports.model import ReportModel
    from govreport.settings import Settings
    from govreport.store.database import open_database
    from govreport.store.files import FileStore
    from govreport.store.results import ResultStore

    settings = Settings()
    report = ResultStore(open_database(settings.database)).latest_report(DISTRICT, Quarter.parse(LAST), "zh")
    if report is None:
        raise SystemExit(f"{LAST}: no report was stored")
    files = FileStore(settings.store)
    model = ReportModel.model_validate_json(files.get(report.model_key))
    say(f"\n{model.title} {model.quarter_name}（{model.as_of}）")
    for kpi in model.kpis[:5]:
        say(f"  {kpi.name}  {kpi.value}{kpi.unit}  {'  '.join(f'{c.label} {c.absolute}' for c in kpi.changes)}")

    shown = []
    for file in report.files:
        target = OUT / file.name
        target.write_bytes(files.get(file.key))
        if label := LABELS.get(target.suffix):
            shown.append((label, target))
    for recipient in load_district(settings.districts_dir, DISTRICT).recipients:
        for mail in settings.outbox_dir.glob(f"{message_identity(report.sha256, recipient.address)}-*.eml"):
            target = OUT / f"邮件-{recipient.role}.eml"
            shutil.copy(mail, target)
            shown.append(("邮件 Mail", target))
    return shown


def main() -> None:
    """Run, copy, show."""
    started = time.perf_counter()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    log = OUT / "airflow.log"
    say(f"Airflow 运行 {FIRST} 至 {LAST} 的季报 DAG（之前各季只计算，不发送）")
    with output_to(log):
        run_quarters(log)
        shown = copy_results()
    say("")
    for label, path in shown:
        say(f"  {label:<18} {path.relative_to(ROOT)}")
    say(f"  {'日志 Log':<18} {log.relative_to(ROOT)}\n{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
