"""A quarter's figures as data on its page: the files, under addresses that stay, and what the edition changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govreport.archive.holdings import Edition, Holding
from govreport.archive.parts import cell, facts, paragraph, size, table
from govreport.archive.site import SiteContext, href
from govreport.errors import Message
from govreport.html.page import View
from govreport.manifests.documents import ReportFile
from govreport.reports.data_changes import Comparison, FigureChanges, ListChanges
from govreport.reports.data_set import DataSet
from govreport.reports.open_data.package import OTHERS
from govreport.reports.open_data.tables import TABLES

_ABOUT = {
    **{t.filename: t.about for t in TABLES},
    **{name: about for name, (_, about) in OTHERS.items()},
    "datapackage.json": Message("各文件的说明（Data Package）", "describes the files (Data Package)"),
}
_ALL = Message("以下全部文件", "all files below")
_LEVELS = {
    "none": Message("没有差别", "no change"),
    "minor": Message("小改", "minor"),
    "major": Message("大改", "major"),
}
_KINDS = {
    "added": Message("新增", "added"),
    "removed": Message("取消", "removed"),
    "revised": Message("修订", "revised"),
    "redefined": Message("口径有变", "redefined"),
    "hidden": Message("转为不公布", "newly withheld"),
    "shown": Message("转为公布", "newly stated"),
}


def current_data(holding: Holding) -> Iterator[tuple[str, str]]:
    """(path, key) of the files of the newest open edition that has data: scripts may read these addresses."""
    edition = _newest(holding)
    for file in edition.report.files if edition is not None else []:
        if file.data:
            yield f"{holding.quarter}/data/{_plain_name(file)}", file.key


def data_blocks(site: SiteContext, here: str, holding: Holding) -> Iterable[View | None]:
    """The blocks of the quarter's data section; none where no open edition has data."""
    edition = _newest(holding)
    if edition is None:
        return
    files = sorted((f for f in edition.report.files if f.data), key=lambda f: f.is_part)
    yield paragraph(site.word("data_note"), "muted")
    rows = [
        [
            cell(_plain_name(f), href(here, f"{holding.quarter}/data/{_plain_name(f)}")),
            cell(site.say(_ABOUT.get(f.name, _ALL))),
            cell(size(f.size)),
        ]
        for f in files
    ]
    heads = [site.word("file"), site.word("contains"), site.word("size")]
    yield table("data-files", "", heads, rows, text=range(2), stacked=True)
    lists = edition.model.data_set if edition.model is not None else DataSet()
    heads = [site.word(k) for k in ("compared_with", "graveness", "indicators", "figures")]
    yield facts([(site.word("data_version"), lists.version)])
    changes = [_row(site, comparison) for comparison in lists.changes]
    yield table("data-changes", site.word("data_changes"), heads, changes, text=range(4), stacked=True)


def _row(site: SiteContext, c: Comparison) -> list[View]:
    against = f"{c.against.quarter}{site.pick('　', ' · ')}{site.word('data_version')} {c.against.version}"
    return [
        cell(against),
        cell(site.say(_LEVELS[c.level])),
        cell(_counted(site, c.indicators, ("added", "removed", "redefined"))),
        cell(_counted(site, c.figures, ("added", "removed", "revised", "hidden", "shown"))),
    ]


def _counted(site: SiteContext, changes: ListChanges | FigureChanges, kinds: Iterable[str]) -> str:
    counts = [(kind, len(getattr(changes, kind))) for kind in kinds]
    said = [f"{site.say(_KINDS[kind])} {count}" for kind, count in counts if count]
    return site.joined(said) or site.word("none")


def _newest(holding: Holding) -> Edition | None:
    return next((e for e in holding.editions if e.is_open and any(f.data for f in e.report.files)), None)


def _plain_name(file: ReportFile) -> str:
    """The archive of all files bears the report's title where it is mailed; here its address stays."""
    return file.name if file.is_part else "data.zip"
