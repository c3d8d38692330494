"""An installation with two districts and a few quarters, put together through the library: no run, no Airflow."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from govreport.manifests.base import StoredFile
from govreport.manifests.corrections import CorrectionSheet
from govreport.manifests.documents import CorrectionNotice, HeadlineChange, Publication, Report, ReportFile
from govreport.manifests.measurements import VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_results
from govreport.store.files import FileStore, sha256
from govreport.store.ledger import Ledger, SheetLedger
from govreport.store.notices import NoticeStore
from govreport.store.publications import PublicationStore
from govreport.store.records import NewRun, StoredObservation
from govreport.store.results import ResultStore
from govreport.store.runs import RunStore
from govreport.store.vintages import VintageStore
from govreport.store.writing import utc_now
from tests.conftest import PROJECT

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SIGNERS = "signers: {签发: [neighbour]}\n"
"""In lunan anybody who may answer its questions reviews; one user signs."""
Q2, Q3, Q4 = Quarter(2019, 2), Quarter(2019, 3), Quarter(2019, 4)


def make_home(home: Path) -> Path:
    """A home with the sample district, and another, lunan, whose reports two people sign."""
    include = home / "include"
    (include / "districts").mkdir(parents=True)
    for name in ("templates", "reference", "fonts"):
        (include / name).symlink_to(PROJECT / "include" / name)
    for name in ("panyu", "lunan"):
        shutil.copytree(PROJECT / "include" / "districts" / "panyu", include / "districts" / name)
    described = include / "districts" / "lunan" / "district.yaml"
    text = described.read_text(encoding="utf-8").replace("番禺区, en: Panyu District", "路南区, en: Lunan District")
    told = "signer_mail: {签发: neighbour@minzheng.panyu.example}\n"
    described.write_text(f"{text}\nsignoff: [复核, 签发]\n{told}{SIGNERS}", encoding="utf-8")
    return home


class Maker:
    """Puts rows and files into an installation."""

    def __init__(self, settings: Settings) -> None:
        self.engine = open_results(settings)
        self.files = FileStore(settings.store)
        self.results = ResultStore(self.engine)
        self.ledger = Ledger(self.engine)

    def verdict(
        self,
        district: str,
        quarter: Quarter,
        state: str = "warn",
        paragraph: str = "共核查三份数据。",
        asks: dict[str, str] | None = None,
    ) -> Verdict:
        made = Verdict(
            district=district, quarter=quarter, state=state, checks=[], outcomes=[],  # type: ignore[arg-type]
            paragraph_zh=paragraph, paragraph_en="Three extracts were judged.",
            sha256=sha256(f"{district}{quarter}{state}{paragraph}".encode()), asks=asks,
        )  # fmt: skip
        self.results.add_verdict(made)
        return made

    def vintage(self, verdict: Verdict, source: Quarter) -> None:
        made = VintageRef(
            id=sha256(f"{verdict.sha256}{source}".encode()), district=verdict.district, quarter=verdict.quarter,
            source_quarter=source, observations=1,
        )  # fmt: skip
        VintageStore(self.engine).add(
            made, [StoredObservation("R01", "", "", "", 815, None)],
            verdict_sha256=verdict.sha256, catalogue_sha256="c", reference_sha256="r",
        )  # fmt: skip

    def page(self, name: str, body: str) -> StoredFile:
        data = body.encode()
        key = self.files.put("figures", data, ".html")
        return StoredFile(name=name, sha256=sha256(data), size=len(data), key=key)

    def report(
        self, district: str, quarter: Quarter, *, held: bool = False, text: str = "", language: str = "zh"
    ) -> Report:
        """A report whose web page leads to a figure's page, which leads to a list of records."""
        records = self.page("list", f"<p>{district} {quarter} {text} records</p>")
        figure = self.page(f"R01-{quarter}-zh.html", f'<p>R01 {text} <a href="../../{records.key}">records</a></p>')
        bodies = [
            (".html", "text/html", f'<h1>{text}</h1><a id="figure" href="../../{figure.key}">815</a>'),
            (".pdf", "application/pdf", f"%PDF {district} {quarter} {text}"),
            (".xlsx", XLSX, f"PK {district} {quarter} {text}"),
        ]
        files = [
            ReportFile(
                name=f"季报-{quarter}{suffix}", media_type=media, sha256=sha256(body.encode()), size=len(body.encode()),
                key=self.files.put("reports", body.encode(), suffix),
            )
            for suffix, media, body in bodies
        ]  # fmt: skip
        made = Report(
            district=district, quarter=quarter, language=language,  # type: ignore[arg-type]
            fingerprint=sha256(f"f{text}{quarter}".encode()),
            sha256=sha256(f"{district}{quarter}{text}{language}".encode()), files=files, held=held, model_key="",
            pages=[figure],
        )  # fmt: skip
        self.results.add_report(made)
        return made

    def rendered(self, verdict: Verdict, *reports: Report) -> None:
        """Record that a run made these reports, for the first time or again."""
        RunStore(self.engine).record(
            NewRun(
                district=verdict.district, quarter=verdict.quarter, stage="render", verdict_sha256=verdict.sha256,
                catalogue_sha256="c", product_version="1", vintages=[], reports=[r.sha256 for r in reports],
                started_at=utc_now(),
            )
        )  # fmt: skip

    def sheet(self, district: str, quarter: Quarter) -> CorrectionSheet:
        data = f"PK sheet {district} {quarter}".encode()
        stored = StoredFile(
            name="更正单-市桥街.xlsx", sha256=sha256(data), size=len(data), key=self.files.put("sheets", data, ".xlsx")
        )
        made = CorrectionSheet(
            district=district, quarter=quarter, unit="440113001", title="市桥街", lines=3, rows=2, file=stored
        )
        self.results.add_sheet(made)
        return made

    def brief(self, district: str, quarter: Quarter) -> None:
        data = f"%PDF brief {district} {quarter}".encode()
        stored = ReportFile(
            name="镇街简报.pdf", media_type="application/pdf", sha256=sha256(data), size=len(data),
            key=self.files.put("publications", data, ".pdf"),
        )  # fmt: skip
        made = Publication(
            kind="town_brief", district=district, quarter=quarter, language="zh", town_code="440113001",
            fingerprint="f", sha256=sha256(b"brief" + data), files=[stored], held=False, model_key="",
        )  # fmt: skip
        PublicationStore(self.engine).add(made)

    def notice(self, report: Report) -> CorrectionNotice:
        """The draft of a correction notice about a report."""
        stored = []
        for suffix, media in ((".txt", "text"), (".html", "<p>text</p>")):
            data = f"更正通知 {report.sha256} {media}".encode()
            key = self.files.put("notices", data, suffix)
            stored.append(StoredFile(name=f"更正通知{suffix}", sha256=sha256(data), size=len(data), key=key))
        made = CorrectionNotice(
            district=report.district, quarter=report.quarter, language="zh", report_sha256=report.sha256,
            changes=[HeadlineChange(indicator="R01", name="登记在册社会组织", label="", old="815", new="816")],
            kind="correction", reason="补登一家", known_since=None, recipients=[], text=stored[0], html=stored[1],
        )  # fmt: skip
        NoticeStore(self.engine).add(made)
        return made

    def sent(self, report: Report, *addresses: str) -> None:
        for address in addresses:
            self.ledger.claim(report.sha256, address)
            self.ledger.confirm(report.sha256, address)

    def left_claimed(self, report: Report, address: str, ago: timedelta) -> None:
        """A process claimed the copy that long ago and was never heard of again."""
        self.ledger.claim(report.sha256, address)
        d = tables.deliveries
        with self.engine.begin() as connection:
            connection.execute(update(d).where(d.c.recipient == address).values(claimed_at=utc_now() - ago))


def fill(settings: Settings) -> None:
    """panyu: Q2 delivered, Q3 with two copies in doubt, Q4 blocked; lunan: Q3 waiting for a signature, and a notice."""
    make = Maker(settings)
    make.vintage(make.verdict("panyu", Q2, "pass"), Q2)
    report = make.report("panyu", Q2, text="二季度")
    make.sent(report, "leader.committee@panyu.example", "director@minzheng.panyu.example")
    make.vintage(make.verdict("panyu", Q3), Q3)
    report = make.report("panyu", Q3, text="三季度")
    make.sent(report, "leader.committee@panyu.example")
    make.ledger.claim(report.sha256, "director@minzheng.panyu.example")
    make.ledger.doubt(report.sha256, "director@minzheng.panyu.example", "连接在发送后中断 <b>x</b>")
    make.left_claimed(report, "section@minzheng.panyu.example", timedelta(hours=2))
    sheet = make.sheet("panyu", Q3)
    make.brief("panyu", Q3)
    returns = SheetLedger(make.engine)
    returns.claim(sheet.file.sha256, "steward.section@minzheng.panyu.example")
    returns.confirm(sheet.file.sha256, "steward.section@minzheng.panyu.example")
    make.verdict("panyu", Q4, "block", "资金数据缺表头，整份拒收。")
    make.vintage(make.verdict("lunan", Q3), Q3)
    waiting = make.report("lunan", Q3, text="待签稿")
    make.ledger.sign(waiting.sha256, "复核", "reviewer.example", "已复核")
    make.notice(waiting)
