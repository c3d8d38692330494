"""``govreport check`` with files named: judge what somebody is about to submit, storing nothing.

Belongs here: arguments and printing of that. Does not belong here: checking a quarter as collected
(cli/application.py), judging (operations/precheck.py).
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from govreport.canonical.codes import load_codes
from govreport.cli.common import console, print_verdict
from govreport.context import Context
from govreport.manifests.corrections import CorrectionSheet
from govreport.manifests.verdicts import Verdict
from govreport.operations.precheck import check_files, scratch
from govreport.store.files import FileStore


def check_named_files(context: Context, paths: Sequence[Path], sheets: Path | None, page: Path | None) -> Verdict:
    """Judge ``paths``, print the outcome, write what was asked for; the store and the database stay as they were."""
    zh = context.settings.language == "zh"
    with tempfile.TemporaryDirectory(prefix="govreport-check-") as folder:
        files = scratch(context, Path(folder))
        verdict = check_files(context, paths, files)
        for check in verdict.checks:
            tidy, title = check.tidy, context.district.sources[check.tidy.extract].title
            out = tidy.rows_set_aside + check.rows_set_aside
            kept = tidy.rows_in - out
            console.print(
                f"{tidy.filename}:{title.zh},{tidy.rows_in} 行 = 计入 {kept} + 不计入 {out}"
                if zh
                else f"{tidy.filename}: {title.en}, {tidy.rows_in} rows = {kept} counted + {out} left out",
                markup=False,
                soft_wrap=True,
            )
        print_verdict(verdict, context.settings)
        made = write_sheets(context, verdict, files, sheets) if sheets is not None else []
        if page is not None:
            write_page(context, verdict, page, made)
    return verdict


def write_sheets(context: Context, verdict: Verdict, files: FileStore, folder: Path) -> list[CorrectionSheet]:
    """Make the correction sheets and put them into ``folder``."""
    from govreport.quality.sheets.make_sheets import correction_sheets

    made = correction_sheets(verdict, files, context.district, load_codes(context.codes_path))
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in made:
        (folder / sheet.file.name).write_bytes(files.get(sheet.file.key))
        console.print(f"  {folder / sheet.file.name}", markup=False, soft_wrap=True)
    return made


def write_page(
    context: Context, verdict: Verdict, path: Path, sheets: Sequence[CorrectionSheet], *, history: bool = False
) -> None:
    """Write the verdict page; ``sheets`` are linked by name, ``history`` adds the stored quarters."""
    from govreport.quality.page.page import verdict_page

    past = context.results.verdicts(context.district.id, context.quarter) if history else []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        verdict_page(
            verdict,
            context.district,
            sheets,
            past,
            settings=context.settings,
            language=context.settings.language,
        )
    )
    console.print(f"  {path}", markup=False, soft_wrap=True)
