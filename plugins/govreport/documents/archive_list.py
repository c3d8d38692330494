"""The list of an archive (archive.json) in somebody's hands, and the files beside it: an old copy is an anchor.

Its build must be one that the log says was published, its hash of the log must be a line of it, and its files must be
those of that build.
"""

from __future__ import annotations

from pathlib import Path

from govreport.archive.publish import RECORD
from govreport.archive.published import ArchiveList, files_of, read_list, stated_line, unlike
from govreport.documents.mail_facts import said_of_head
from govreport.documents.proof import Proof
from govreport.errors import GovreportError, IntegrityError, Message
from govreport.settings import Settings
from govreport.store import log
from govreport.store.database import open_results
from govreport.store.files import FileStore, sha256
from govreport.trust.keys import open_keys


def is_archive_list(name: str, data: bytes) -> ArchiveList | None:
    """What the list of an archive says, where a file is one by its name and content."""
    return read_list(data) if name == RECORD else None


def prove_list(settings: Settings, path: Path, stated: ArchiveList) -> Proof:
    """Say what is the case of an archive's list and of the copy that it lies in; raises GovreportError where the
    log knows no such archive.
    """
    with open_results(settings).connect() as connection:
        line = stated_line(connection, stated)
        is_sealed = line is not None and log.known_keys(connection, open_keys(settings)).made(
            line.sha256.encode(), line.seal
        )
        is_in_chain = log.line_of(connection, stated.log_head) is not None
    heads = said_of_head(settings, stated.log_head, IN_A_LIST)
    if line is None or not is_sealed:
        if not stated.log_head or is_in_chain:
            raise GovreportError(
                f"{path.name} 不是本系统日志中记录过的档案的清单（{stated.district}）。"
                "请核对 GOVREPORT_STORE_URL 和数据库。",
                f"{path.name} is the list of no archive that this installation's log knows ({stated.district}). Check "
                "GOVREPORT_STORE_URL and the database.",
            )
        return Proof("differs", Message(
            f"{path.name} 所列的档案（{stated.district}）和所印的日志校验值，日志中都没有。",
            f"The log has neither the archive that {path.name} lists ({stated.district}) nor the hash that it prints.",
        ), tuple(heads))  # fmt: skip
    try:
        expected = files_of(FileStore(settings.store), stated.build)
    except (IntegrityError, ValueError):
        return Proof("missing", Message(
            f"{path.name} 依据的记录 {stated.build} 缺失或已损坏，请从备份恢复。",
            f"The record {stated.build} that {path.name} rests on is missing or damaged; restore it from backup.",
        ), tuple(heads))  # fmt: skip
    at = f"{line.logged_at:%Y-%m-%d %H:%M} UTC"
    named = Message(
        f"{path.name}：{stated.district} 的报告档案（{at} 发布，日志第{line.sequence}行）",
        f"{path.name}, the archive of {stated.district} published {at} (line {line.sequence} of the log)",
    )
    beside = _beside(path, stated)
    wrong = list(unlike(stated.district, stated.files, beside)) if beside else []
    if dict(expected or stated.files) != dict(stated.files):
        wrong.insert(0, Message("清单中所列的文件与发布时不同。", "The files that it lists aren't those of that time."))
    if wrong:
        return Proof("altered", Message(f"{named.zh}被改动过。", f"{named.en}, was altered."), (*wrong, *heads))
    if stated.log_head and not is_in_chain:
        return Proof("differs", Message(
            f"{named.zh}未被改动，但它所印的日志校验值已不在日志中：历史在那以后被改写过。",
            f"{named.en}, is unaltered, but the log no longer has the hash that it prints: history was rewritten.",
        ), tuple(heads))  # fmt: skip
    looked = Message("只核对了清单", "only the list was looked at")
    if beside:
        looked = Message(f"清单和旁边的{len(beside)}个文件都与发布时相同", f"so are the {len(beside)} files beside it")
    return Proof(
        "identical", Message(f"{named.zh}属实：{looked.zh}。", f"{named.en}, is genuine; {looked.en}."), tuple(heads)
    )


IN_A_LIST = Message("清单", "The list")
"""What prints the hash."""


def _beside(path: Path, stated: ArchiveList) -> dict[str, str]:
    """Path -> sha256 of what lies in the copy that the list belongs to; nothing where the list came alone."""
    root = path.resolve().parent
    if not (root / "index.html").is_file():
        return {}
    here = {}
    for file in sorted(root.rglob("*")):
        name = file.relative_to(root).as_posix()
        if file.is_file() and not file.is_symlink() and name not in (RECORD, ".lock"):
            here[name] = sha256(file.read_bytes())
    return here
