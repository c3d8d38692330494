"""What a comparison with the inputs shows of a document, as one sentence and an exit code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from govreport.documents.identify import Document
from govreport.documents.rebuild import Rebuild
from govreport.documents.stored_report import StoredReport
from govreport.errors import GovreportError, IntegrityError, Message, enumerated, strung
from govreport.period import BASES
from govreport.reports.identity.product import other_parts, other_processor, product_parts
from govreport.settings import Settings
from govreport.store.files import FileStore

State = Literal["identical", "altered", "missing", "other_version", "differs"]
EXIT_CODES: dict[State, int] = {"identical": 0, "altered": 3, "missing": 4, "other_version": 5, "differs": 6}
_NAMED = 5
"""Files that a sentence names; a report may have a hundred pages that explain it."""
_DETAILS = 5
"""Figures that are listed below the sentence."""


@dataclass(frozen=True)
class Proof:
    """The outcome: its kind, the sentence, and what stands behind it."""

    state: State
    message: Message
    details: tuple[Message, ...] = ()

    @property
    def exit_code(self) -> int:
        """The exit code of ``govreport verify``."""
        return EXIT_CODES[self.state]


def proof_of(settings: Settings, document: Document, stored: StoredReport, rebuilt: Rebuild, *, quick: bool) -> Proof:
    """What follows from ``rebuilt``, compared with what is stored; ``quick``: only the pages were made again."""
    files = document.files if quick else document.everything
    unlike = [f.name for f in files if rebuilt.hashes.get(f.name) != f.sha256]
    damaged = tuple(damaged_files(settings, document))
    then, now = stored.provenance.product, product_parts(settings)
    other_product, elsewhere = other_parts(then, now), other_processor(then, now)
    named = document.named
    if not unlike and not rebuilt.figures:
        return Proof("identical", _identical(document, len(files), quick=quick), damaged)
    # A difference says something about this version only if the report was made by it.
    if other_product:
        sentence = _other_version(named, other_product, _figures(rebuilt, quick=quick))
        return Proof("other_version", sentence, (*rebuilt.figures[:_DETAILS], *damaged))
    if rebuilt.figures:
        return Proof(
            "differs", _figures_changed(document.named_within, rebuilt), (*rebuilt.figures[:_DETAILS], *damaged)
        )
    if elsewhere:
        sentence = _other_processor(named, elsewhere, unlike, len(files), _figures(rebuilt, quick=quick))
        return Proof("other_version", sentence, (*rebuilt.departures, *damaged))
    return Proof("differs", _pages_differ(named, unlike, rebuilt), (*rebuilt.departures, *damaged))


def proof_of_refusal(settings: Settings, document: Document, stored: StoredReport, error: GovreportError) -> Proof:
    """What follows where a stage refuses what it once accepted."""
    then, now = stored.provenance.product, product_parts(settings)
    other_product, elsewhere = other_parts(then, now), other_processor(then, now)
    named, (zh, en) = document.named, error.message
    if other_product:
        return Proof(
            "other_version",
            Message(
                f"{named.zh}由产品的另一版本制成（不同的有：{'、'.join(p.zh for p in other_product)}），"
                f"现版本无法重做：{zh}",
                f"{named.en} was made by another version of the product "
                f"(other: {', '.join(p.en for p in other_product)}), which this one can't make again: {en}",
            ),
        )
    if elsewhere:
        before, after = elsewhere
        return Proof(
            "other_version",
            Message(
                f"{named.zh}是在另一种处理器（{before}，本机为 {after}）上制成的，本机无法重做：{zh.rstrip('。')}。"
                f"请在 {before} 的机器上核对。",
                f"{named.en} was made on another kind of processor ({before}; this one is {after}), and this one can't "
                f"make it again: {en.rstrip('.')}. Check it on a machine with {before}.",
            ),
        )
    return Proof("differs", Message(f"{named.zh}无法重做：{zh}", f"{named.en} can't be made again: {en}"))


def proof_of_missing(settings: Settings, document: Document, missing: list[Message]) -> Proof:
    """What follows where inputs are gone or damaged."""
    zh, en = strung(missing)
    sentence = Message(
        f"{document.named.zh}无法重做：缺少或损坏的输入有 {zh}；请从备份恢复后再核对。",
        f"{document.named.en} can't be made again; missing or damaged inputs: {en}. Restore them from backup.",
    )
    return Proof("missing", sentence, tuple(damaged_files(settings, document)))


def damaged_files(settings: Settings, document: Document) -> list[Message]:
    """Stored copies that are gone or damaged; what was made again can take their place."""
    store, damaged = FileStore(settings.store), []
    for file in document.everything:
        try:
            store.get(file.key)
        except IntegrityError as error:
            damaged.append(error.message)
    return damaged


def _identical(document: Document, count: int, *, quick: bool) -> Message:
    named, how = document.named, Message("由存档的原始文件", "from the stored raw files")
    if document.report.quarter.kind not in BASES:
        how = Message("由其中各期存档的原始文件", "from the stored raw files of all periods in it")
    if quick:
        how = Message("由存档的视图模型", "from the stored view model")
    return Message(
        f"{named.zh}属实：{how.zh}重做的 {count} 个文件与当时的逐字节相同。",
        f"{named.en} is genuine: its {count} files, made again {how.en}, are byte for byte what they were.",
    )


def _figures_changed(named: Message, rebuilt: Rebuild) -> Message:
    count = len(rebuilt.figures)
    return Message(
        f"{named.zh}的数据库数值被改动：有 {count} 个存储数值与由原始文件重算的不同；请从备份恢复数据库。",
        f"The figures in the database of {named.en} were changed: {count} stored figures aren't what the raw files "
        "give. Restore the database from backup.",
    )


def _other_version(named: Message, other_product: list[Message], figures: Message) -> Message:
    return Message(
        f"{named.zh}由产品的另一版本制成（不同的有：{'、'.join(p.zh for p in other_product)}），无法逐字节重做；"
        f"{figures.zh}。请用当时的版本核对。",
        f"{named.en} was made by another version of the product (other: {', '.join(p.en for p in other_product)}), so "
        f"it can't be made again byte for byte; {figures.en}. Check it with that version.",
    )


def _other_processor(
    named: Message, kinds: tuple[str, str], unlike: list[str], count: int, figures: Message
) -> Message:
    """Not a fault of the report: what draws pictures of pixels rounds otherwise on another kind of processor."""
    (before, after), names = kinds, _listed(unlike)
    same = count - len(unlike)
    return Message(
        f"{named.zh}是在另一种处理器（{before}，本机为 {after}）上制成的，图片的像素会因此不同："
        f"重做的 {count} 个文件中 {same} 个与当时的逐字节相同，不同的是 {names.zh}；{figures.zh}。"
        f"请在 {before} 的机器上核对。",
        f"{named.en} was made on another kind of processor ({before}; this one is {after}), where pictures come out "
        f"with other pixels: of its {count} files {same}, made again here, are byte for byte what they were, and "
        f"{names.en} differ; {figures.en}. Check it on a machine with {before}.",
    )


def _pages_differ(named: Message, unlike: list[str], rebuilt: Rebuild) -> Message:
    names = _listed(unlike)
    first = rebuilt.departures[0] if rebuilt.departures else Message("排版", "pages")
    return Message(
        f"{named.zh}与其输入不符：同一版本重做的 {names.zh} 与存档不同，最先不同的环节是{first.zh}。请报告开发者。",
        f"{named.en} doesn't follow from its inputs: {names.en}, made again by the same version, differ from what is "
        f"stored; the first step to differ is {first.en}. Report it to the developers.",
    )


def _listed(unlike: list[str]) -> Message:
    return enumerated(unlike[:_NAMED] + ["…"] * (len(unlike) > _NAMED))


def _figures(rebuilt: Rebuild, *, quick: bool) -> Message:
    """What can be said of the figures where the pages can't be compared."""
    if quick:
        return Message("数值未重算", "figures weren't computed again")
    if rebuilt.figures:
        count = len(rebuilt.figures)
        return Message(
            f"由原始文件重算的数值有 {count} 个与存档不同",
            f"{count} figures computed again from the raw files aren't the stored ones",
        )
    if rebuilt.other_vintages:
        return Message(
            "现版本的口径或核查结论与当时不同，数值未逐一比较",
            "this version defines or checks figures otherwise, so they weren't compared one by one",
        )
    return Message(
        "由原始文件重算的数值与存档全部相同", "every figure computed again from the raw files is the stored one"
    )
