"""A page of an archive in somebody's hands: which one it says it is, and whether it is one that was built."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from govreport.archive.build import make_page
from govreport.archive.builds import OWN_PART, archive_parts, holdings_then, read_builds
from govreport.documents.file_inspection import differences
from govreport.documents.proof import Proof
from govreport.errors import GovreportError, IntegrityError, Message
from govreport.manifests.archives import ArchiveBuild
from govreport.reports.identity.product import other_parts
from govreport.settings import Settings
from govreport.store.files import FileStore, sha256

_STATED = re.compile(rb'<meta name="govreport-archive-page" content="([a-z0-9_]{1,31})/([^"]{1,200})">')
_PRINTED, _COMPARED, _WIDEST, _BUILDS = 5, 50, 48, 3
"""Lines that are printed where they differ, lines that are looked at, characters of one; builds compared with."""


class StatedPage(NamedTuple):
    """What a file says of itself."""

    district: str
    path: str


def stated_page(data: bytes) -> StatedPage | None:
    """The page of an archive that a file says it is; None where it says nothing of the kind."""
    found = _STATED.search(data)
    if found is None:
        return None
    return StatedPage(found[1].decode(), html.unescape(found[2].decode("utf-8", "replace")))


def prove_page(settings: Settings, name: str, data: bytes, stated: StatedPage) -> Proof:
    """Say what is the case of the page; raises GovreportError where no archive of this store ever had it."""
    builds = [b for b in read_builds(FileStore(settings.store), stated.district) if stated.path in b.pages]
    if not builds:
        raise GovreportError(
            f"{name} 自称是 {stated.district} 的报告档案中的 {stated.path}，但本库存过的档案里没有这一页。"
            "请核对文件和 GOVREPORT_STORE_URL。",
            f"{name} says that it is {stated.path} of the archive of {stated.district}, but no archive of this store "
            "ever had that page. Check the file and GOVREPORT_STORE_URL.",
        )
    digest = sha256(data)
    build = next((b for b in builds if b.pages[stated.path] == digest), None)
    if build is None:
        return _altered(settings, name, data, stated, builds)
    return _follows(settings, stated, build, latest=build is builds[0])


def _follows(settings: Settings, stated: StatedPage, build: ArchiveBuild, *, latest: bool) -> Proof:
    """Of an unaltered page: whether it can be made again from what its build was made from."""
    named = _named(stated, build, latest=latest)
    try:
        made = _made_again(settings, stated, build)
    except GovreportError as error:
        if isinstance(error, IntegrityError):
            return Proof(
                "missing",
                Message(
                    f"{named.zh}未被改动，但无法重做：{error.message.zh}",
                    f"{named.en} is unaltered but can't be made again: {error.message.en}",
                ),
            )
        return _refused(settings, named, build, error.message)
    if sha256(made) == build.pages[stated.path]:
        return Proof(
            "identical",
            Message(
                f"{named.zh}属实：由当时存档的数字、报告和签发记录重做，与此件逐字节相同。",
                f"{named.en} is genuine: made again from the figures, reports and signatures of that time, it is byte "
                "for byte this file.",
            ),
        )
    nothing = Message("重做的与此件不同", "what is made again is another page")
    return _refused(settings, named, build, nothing)


def _refused(settings: Settings, named: Message, build: ArchiveBuild, why: Message) -> Proof:
    other = _other_product(settings, build)
    if other:
        parts_zh, parts_en = "、".join(p.zh for p in other), ", ".join(p.en for p in other)
        return Proof(
            "other_version",
            Message(
                f"{named.zh}未被改动；它由产品的另一版本制成（不同的有：{parts_zh}），现版本不能重做来比较。",
                f"{named.en} is unaltered; it was made by another version of the product (other: {parts_en}), so this "
                "one can't make it again to compare.",
            ),
            (why,),
        )
    return Proof(
        "differs",
        Message(
            f"{named.zh}未被改动，但与所存的数字、报告对不上：{why.zh}；请从备份恢复数据库后再核对。",
            f"{named.en} is unaltered but doesn't follow from the stored figures and reports: {why.en}. Restore the "
            "database from backup and prove it again.",
        ),
    )


def _altered(settings: Settings, name: str, data: bytes, stated: StatedPage, builds: list[ArchiveBuild]) -> Proof:
    compared = [_compared(settings, data, stated, build) for build in _likely(builds, stated)]
    lines = min((found for found in compared if found is not None), key=len, default=[])[:_PRINTED]
    if not lines and any(found is not None for found in compared):
        lines = [Message("其文字与存档相同，不同的是别处的字节。", "Its text is the stored one; other bytes differ.")]
    return Proof(
        "altered",
        Message(
            f"{name} 被改动过：它自称是 {stated.district} 的报告档案中的 {stated.path}，但其散列值 {sha256(data)[:12]} "
            f"与本库 {len(builds)} 次生成的这一页都不同。",
            f"{name} was altered: it says that it is {stated.path} of the archive of {stated.district}, but its hash "
            f"{sha256(data)[:12]} is that of none of the {len(builds)} builds of this page in the store.",
        ),
        tuple(lines),
    )


def _likely(builds: list[ArchiveBuild], stated: StatedPage) -> Iterator[ArchiveBuild]:
    """The last builds without drafts and with them in which the page differs; mostly an altered one is of these."""
    for drafts in (False, True):
        unlike = {b.pages[stated.path]: b for b in reversed(builds) if b.with_drafts == drafts}
        yield from list(reversed(unlike.values()))[:_BUILDS]


def _compared(settings: Settings, data: bytes, stated: StatedPage, build: ArchiveBuild) -> list[Message] | None:
    """Lines that differ from the page as it was built; None where that can't be made again."""
    try:
        made = _made_again(settings, stated, build)
    except GovreportError:
        return None
    if sha256(made) != build.pages[stated.path]:
        return None
    return [
        Message(f"存档“{_short(before)}”，此件“{_short(after)}”", f"stored {_short(before)!r}, here {_short(after)!r}")
        for before, after in differences(made, data, _COMPARED)
    ]


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"


def _made_again(settings: Settings, stated: StatedPage, build: ArchiveBuild) -> bytes:
    with holdings_then(settings, build) as holdings:
        return make_page(holdings, stated.path)


def _other_product(settings: Settings, build: ArchiveBuild) -> list[Message]:
    now = archive_parts(settings)
    other = other_parts(build.product, now)
    if build.product.get(OWN_PART) != now[OWN_PART]:
        other.insert(0, Message("档案的程序或模板", "code or templates of the archive"))
    return other


def _named(stated: StatedPage, build: ArchiveBuild, *, latest: bool) -> Message:
    day = f"{build.known_until:%Y-%m-%d}"
    zh, en = ("最新一版", "the latest build") if latest else ("较早一版", "an earlier build")
    if build.with_drafts:
        zh, en = f"{zh}（含草稿，内部核对用）", f"{en} (with drafts, for internal checks)"
    return Message(
        f"{stated.district} 的报告档案{zh}（依据截至 {day}）中的 {stated.path} ",
        f"The page {stated.path} of {en} of the archive of {stated.district} (as known on {day})",
    )
