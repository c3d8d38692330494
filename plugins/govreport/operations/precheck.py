"""Checking before it counts: files that somebody is about to submit, and what lies ready for the running quarter.

No figure is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import make_url

from govreport import stages
from govreport.canonical import EXTRACTS
from govreport.context import Context
from govreport.district.folder import District
from govreport.errors import ConfigError, Message, ReadError, SourceError
from govreport.manifests.base import ExtractName
from govreport.manifests.corrections import Precheck
from govreport.manifests.extracts import Snapshot, TidyExtract
from govreport.manifests.verdicts import ExtractCheck, Verdict
from govreport.operations.return_rows import return_rows
from govreport.quarter import Quarter
from govreport.sources.named import file_bytes
from govreport.store.files import FileStore, sha256


class Overlay(FileStore):
    """A store of one's own over another that is only read: what is put stays here."""

    def __init__(self, url: str, below: FileStore) -> None:
        super().__init__(url)
        self._below = below

    def get(self, key: str) -> bytes:
        """The bytes under ``key``, from here or else from the store below."""
        return super().get(key) if self.fs.exists(self.path(key)) else self._below.get(key)

    def local_path(self, key: str) -> str:
        """A path of the file under ``key``, here or else in the store below."""
        return super().local_path(key) if self.fs.exists(self.path(key)) else self._below.local_path(key)


@dataclass(frozen=True)
class CheckedFiles:
    """What a run would say of files given by hand."""

    verdict: Verdict
    given: tuple[str, ...]
    """The extracts that the files are."""
    lacking: tuple[Message, ...]
    """Why another of the district's extracts couldn't be had; if one can't, no rule across extracts is asked."""


def check_files(context: Context, paths: Sequence[Path], files: FileStore) -> CheckedFiles:
    """The verdict on files given by hand, made in ``files``; the results database is read, never written.

    Each file is taken for the extract whose header it bears. The district's other extracts are taken from where a run
    would take them, so that the rules across extracts are asked as a run asks them. Raises ReadError where a file can't
    be read or recognised, SourceError where it isn't there.
    """
    extracts: dict[str, TidyExtract] = {}
    for path in paths:
        data = file_bytes(path)
        extract = recognise(path.name, data, context.district)
        if extract in extracts:
            title = context.district.sources[extract].title
            raise ReadError(
                f"文件“{path.name}”和“{extracts[extract].filename}”都是{title.zh}，请每种只给一份。",
                f"{path.name} and {extracts[extract].filename} are both the {title.en}; give one of each.",
            )
        snapshot = Snapshot(
            district=context.district.id,
            extract=extract,
            quarter=context.quarter,
            filename=path.name,
            sha256=sha256(data),
            size=len(data),
            key=files.put("raw", data, path.suffix.lower()),
            origin=path.name,
        )
        extracts[extract] = _tidy(context, snapshot, files)
    given = tuple(name for name in EXTRACTS if name in extracts)
    lacking = _add_others(context, extracts, files)
    checks = [_check(context, extracts[name], files) for name in EXTRACTS if name in extracts]
    if lacking:
        checks = [check for check in checks if check.tidy.extract in given]
    return CheckedFiles(_judge(context, checks, files), given, tuple(lacking))


def _add_others(context: Context, extracts: dict[str, TidyExtract], files: FileStore) -> list[Message]:
    """Add the extracts that weren't given, as they lie at their sources; why some can't be had."""
    from govreport.sources.collect import collect

    lacking: list[Message] = []
    for extract in context.district.extracts:
        if extract in extracts or lacking:  # one that lacks is enough for no rule across extracts to be asked
            continue
        try:
            snapshot = collect(context.settings, context.district, context.quarter, extract, files, context.connections)
            extracts[extract] = _tidy(context, snapshot, files)
        except (SourceError, ReadError, ConfigError) as error:
            lacking.append(error.message)
    return lacking


def recognise(filename: str, data: bytes, district: District) -> ExtractName:
    """Which extract a file is, by the header that fits best, whatever its format. Raises ReadError."""
    # Imported here, and below where it is used: reading and judging files loads the readers and the engine.
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


def due_quarter(district: District, day: date) -> Quarter:
    """The quarter whose report comes next: until a quarter's release day that one, afterwards the running one."""
    running = Quarter.containing(day)
    release = district.timing.release(running.previous)
    return running.previous if day < release else running


def precheck(context: Context, *, deliver: bool = False) -> Precheck:
    """Judge what lies ready for the quarter and make the correction sheets; what is missing or unreadable is said.

    Keeps snapshots and sheets, and the verdict where all extracts are there, so that filled sheets can be read; no
    figure and no profile. With ``deliver`` the sheets are mailed as return_rows does. Never raises for data.
    """
    notes: list[Message] = []
    checks: list[ExtractCheck] = []
    for extract in context.district.extracts:
        try:
            snapshot = stages.collect(context, extract)
            checks.append(_check(context, _tidy(context, snapshot, context.files), context.files))
        except (SourceError, ReadError) as error:
            notes.append(error.message)
    returns = verdict = None
    if checks:
        verdict = _judge(context, checks, context.files)
        if len(checks) == len(context.district.extracts):
            context.results.add_verdict(verdict)
        returns = return_rows(context, verdict, deliver=deliver)
    return Precheck(
        district=context.district.id,
        quarter=context.quarter,
        notes=[(note.zh, note.en) for note in notes],
        state=verdict.state if verdict else None,
        paragraph_zh=verdict.paragraph_zh if verdict else "",
        paragraph_en=verdict.paragraph_en if verdict else "",
        returns=returns,
    )


def scratch(context: Context, folder: Path) -> FileStore:
    """A store in ``folder`` over the installation's own."""
    return Overlay(str(folder), context.files)


def _tidy(context: Context, snapshot: Snapshot, files: FileStore) -> TidyExtract:
    from govreport.tidy.tidy import tidy

    return tidy(context.district, snapshot, files, context.codes)


def _check(context: Context, extract: TidyExtract, files: FileStore) -> ExtractCheck:
    from govreport.quality.check import check_extract
    from govreport.quality.profile import Profile, earlier_profiles

    past: Sequence[Profile] = ()
    if _has_results(context):
        past = earlier_profiles(context.results, files, context.district.id, extract.extract, context.quarter)
    return check_extract(context.district, extract, files, codes=context.codes, past=past)


def _judge(context: Context, checks: list[ExtractCheck], files: FileStore) -> Verdict:
    from govreport.quality.conclude import judge_quarter
    from govreport.quality.partial_verdict import judge_alone
    from govreport.sources.references import fetch_references

    if len(checks) < len(context.district.extracts):
        return judge_alone(context.district, context.quarter, checks, files)
    references = fetch_references(context.settings, context.district, context.quarter, files)
    codes = context.codes
    return judge_quarter(context.district, context.quarter, checks, files, codes=codes, references=references)


def _has_results(context: Context) -> bool:
    """Whether there is a results database to read; looking must not make one."""
    url = make_url(context.settings.database)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()
