"""Files that somebody is about to submit, judged as a run would judge them with the district's others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from govreport import stages
from govreport.canonical import EXTRACTS
from govreport.context import Context
from govreport.district.folder import District
from govreport.errors import ConfigError, IntegrityError, Message, ReadError, SourceError
from govreport.manifests.base import ExtractName
from govreport.manifests.extracts import Snapshot, TidyExtract
from govreport.manifests.verdicts import Verdict
from govreport.sources.named import file_bytes
from govreport.store.files import sha256


@dataclass(frozen=True)
class OtherFile:
    """A file that wasn't given and was judged with those that were."""

    snapshot: Snapshot
    not_at_source: Message | None = None
    """Why it couldn't be had from its source, so that the one collected last was taken; None: it comes from there."""


@dataclass(frozen=True)
class CheckedFiles:
    """What a run would say of files given by hand."""

    verdict: Verdict
    given: tuple[ExtractName, ...]
    """The extracts that the files are."""
    others: tuple[OtherFile, ...]
    lacking: tuple[Message, ...]
    """Why another of the district's extracts can't be had at all; then the given files are judged by themselves."""


def check_files(context: Context, paths: Sequence[Path]) -> CheckedFiles:
    """The verdict on files given by hand. ``context`` is a rehearsal's: what is made is kept where it says.

    Each file is taken for the extract whose header it bears. The district's other extracts are taken from where a run
    would take them, or else as they were collected last. Raises ReadError where a file can't be read or recognised,
    SourceError where it isn't there.
    """
    from govreport.quality.partial_verdict import judge_alone  # here, as below: the engines are slow to load

    given = {snapshot.extract: stages.tidy(context, snapshot) for snapshot in _given(context, paths)}
    found = _Others(context)
    for extract in context.district.extracts:
        if extract not in given:
            found.add(extract)
    tidied = given if found.lacking else given | found.tidied
    checks = stages.check(context, [tidied[name] for name in EXTRACTS if name in tidied])
    if found.lacking:
        verdict = judge_alone(context.district, context.quarter, checks, context.files)
    else:
        verdict = stages.conclude(context, checks)
    order = tuple(name for name in EXTRACTS if name in given)
    return CheckedFiles(verdict, order, () if found.lacking else tuple(found.files), tuple(found.lacking))


class _Others:
    """The extracts that weren't given, tidied, and why some can't be had."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.files: list[OtherFile] = []
        self.tidied: dict[ExtractName, TidyExtract] = {}
        self.lacking: list[Message] = []

    def add(self, extract: ExtractName) -> None:
        """Take an extract from its source, else as it was collected last."""
        context = self._context
        try:
            self._take(OtherFile(stages.collect(context, extract)))
        except (SourceError, ReadError, ConfigError) as error:
            kept = context.results.newest_snapshot(context.district.id, context.quarter, extract)
            try:
                if kept is None:
                    self.lacking.append(error.message)
                else:
                    self._take(OtherFile(kept, error.message))
            except (ReadError, IntegrityError):  # no better than none
                self.lacking.append(error.message)

    def _take(self, file: OtherFile) -> None:
        self.tidied[file.snapshot.extract] = stages.tidy(self._context, file.snapshot)
        self.files.append(file)


def _given(context: Context, paths: Sequence[Path]) -> list[Snapshot]:
    found: dict[ExtractName, Snapshot] = {}
    for path in paths:
        data = file_bytes(path)
        extract = recognise(path.name, data, context.district)
        if extract in found:
            title = context.district.sources[extract].title
            raise ReadError(
                f"文件“{path.name}”和“{found[extract].filename}”都是{title.zh}，请每种只给一份。",
                f"{path.name} and {found[extract].filename} are both the {title.en}; give one of each.",
            )
        found[extract] = snapshot = Snapshot(
            district=context.district.id,
            extract=extract,
            quarter=context.quarter,
            filename=path.name,
            sha256=sha256(data),
            size=len(data),
            key=context.files.put("raw", data, path.suffix.lower()),
            origin=path.name,
        )
        context.results.add_snapshot(snapshot)
    return list(found.values())


def recognise(filename: str, data: bytes, district: District) -> ExtractName:
    """Which extract a file is, by the header that fits best, whatever its format. Raises ReadError."""
    from govreport.tidy.opening import open_file

    scores: dict[ExtractName, int] = {}
    errors: dict[str, ReadError] = {}
    for name, source in district.sources.items():
        layout = source.layout.model_copy(update={"format": "auto", "sheet": None, "sheets": "all"})
        try:
            scores[source.extract] = open_file(filename, data, layout, name).header.score
        except ReadError as error:
            errors[error.message.zh] = error
    if scores:
        return max(scores, key=lambda extract: scores[extract])
    if len(errors) == 1:  # the same sentence whichever extract it is taken for: the file itself is the trouble
        raise next(iter(errors.values()))
    titles = "、".join(source.title.zh for source in district.sources.values())
    raise ReadError(
        f"看不出文件“{filename}”是哪一份数据（{titles}），请核对表头后再试。",
        f"{filename} looks like none of the extracts; compare its header with the one that is expected.",
    )
