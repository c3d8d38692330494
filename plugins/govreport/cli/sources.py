"""``govreport sources``: how the program understands a district's files, for those who connect a source."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govreport.canonical import EXTRACTS, ROW
from govreport.canonical.columns import in_english
from govreport.cli.common import AnyDistrict, console, friendly_errors, new_table, only_district, print_line, say
from govreport.cli.source_preview import print_columns, print_header, print_rows
from govreport.cli.usage import Application
from govreport.currency import currency
from govreport.district.identifiers import ANY
from govreport.errors import ConfigError, GovreportError, Message, SourceError, enumerated
from govreport.language import pick, text_in
from govreport.period import BASES
from govreport.quarter import Quarter
from govreport.settings import Settings

if TYPE_CHECKING:
    from govreport.district.folder import District
    from govreport.tidy.proposal import Proposal

app = Application(no_args_is_help=True, help="来源文件：预览、核对版式、起草版式。")


@app.command()
def preview(
    file: Annotated[Path, typer.Argument(help="要预览的文件")],
    extract: Annotated[str, typer.Option("--extract", "-e", help="、".join(EXTRACTS))],
    sheet: Annotated[str | None, typer.Option(help="只看这个工作表")] = None,
    quarter: Annotated[str | None, typer.Option("--quarter", "-q", help="文件所属季度，如 2019-Q3")] = None,
    district: AnyDistrict = None,
) -> None:
    """说明系统如何理解一个文件：编码、表头、各列含义、留用与退回的行。不写入任何内容。"""
    settings = Settings()
    with friendly_errors(settings):
        name, period = district or only_district(settings), Quarter.parse(quarter, BASES) if quarter else None
        refusal = _preview(settings, file, name, extract, sheet, period)
        if refusal is not None:  # raised only here, so that everything that can be said has been printed
            raise refusal


@app.command()
def columns(
    extract: Annotated[str, typer.Option("--extract", "-e", help="、".join(EXTRACTS))],
    district: AnyDistrict = None,
) -> None:
    """列出一份数据可有的列：字段、含义、是否必需、写法。"""
    from govreport.district.folder import district_names
    from govreport.district.reading import load_district

    settings = Settings()
    with friendly_errors(settings):
        _known(extract)
        districts = [district] if district else district_names(settings.districts_dir)
        only = load_district(settings.districts_dir, districts[0]) if len(districts) == 1 else None
        by = only.identifiers_in(extract) if only is not None else ANY
        heads = [
            ("字段", "name"),
            ("含义", "meaning"),
            ("必需", "required"),
            ("类型", "kind"),
            ("代码表", "words"),
        ]
        table = new_table(settings, *(Message(*head) for head in heads))
        for column in EXTRACTS[extract].columns:
            if column.name != ROW:
                info = column.info
                needed = "" if column.nullable else pick(settings.language, "是", "yes")
                own = by.title(column.name, info["zh"])
                plain = own.en if column.name.endswith("uscc") and by.scheme != "uscc" else in_english(column)
                title = pick(settings.language, own.zh, plain)
                table.add_row(column.name, title, needed, info["kind"], info["codes"] or "")
        console.print(table, markup=False)


@app.command()
def new(
    files: Annotated[list[Path], typer.Argument(help="同一来源的一个或几个文件（如几个季度）")],
    extract: Annotated[str | None, typer.Option("--extract", "-e", help="不填则由表头判断")] = None,
    write: Annotated[bool, typer.Option("--write", help="写入区文件夹的 sources/，并预览")] = False,
    force: Annotated[bool, typer.Option("--force", help="已有来源定义时也写")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不提问，未定之处留 # ? 行")] = False,
    district: AnyDistrict = None,
) -> None:
    """由文件起草版式：列的对应、单位、固定值，以及还要由人决定的事。"""
    settings = Settings()
    with friendly_errors(settings):
        name = district or only_district(settings)
        refusal = _new(settings, files, name, extract, write, force, ask=not yes and sys.stdin.isatty())
        if refusal is not None:
            raise refusal


def _known(extract: str) -> None:
    if extract not in EXTRACTS:
        known = enumerated(EXTRACTS)
        raise ConfigError(
            f"没有名为“{extract}”的数据表，可选：{known.zh}。", f"No extract {extract!r}; known: {known.en}."
        )


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(f"无法读取文件“{file}”：{reason}。", f"Cannot read {file}: {reason}.") from None


def _preview(
    settings: Settings, file: Path, district: str, extract: str, sheet: str | None, quarter: Quarter | None
) -> GovreportError | None:
    # Imported here, and below: reading files needs Arrow and the readers of every format.
    from govreport.district.reading import load_district
    from govreport.district.words import district_codes
    from govreport.tidy.preview import preview as understand

    _known(extract)
    known_district = load_district(settings.districts_dir, district)
    data = _bytes(file)
    if extract not in known_district.sources:
        raise ConfigError(
            f"{district} 没有 {extract} 的来源定义，请先运行 govreport sources new {file} -d {district} -e {extract}。",
            f"{district} defines no source for {extract}; run govreport sources new {file} -d {district} -e {extract} "
            "first.",
        )
    codes = district_codes(settings.reference_dir / "codes.yaml", known_district)
    seen = understand(known_district, extract, file.name, data, codes, sheet=sheet, quarter=quarter)
    print_header(settings, file.name, seen)
    print_columns(settings, console, extract, known_district, seen)
    if seen.rows is not None:
        print_rows(settings, extract, seen.rows, known_district.money)
    return seen.refusal


def _new(
    settings: Settings,
    files: Sequence[Path],
    district: str,
    extract: str | None,
    write: bool,
    force: bool,
    *,
    ask: bool,
) -> GovreportError | None:
    from govreport.district.reading import load_district
    from govreport.district.words import district_codes
    from govreport.tidy.proposal import likeliest_extract, propose
    from govreport.tidy.proposal_yaml import source_yaml, to_decide, words_yaml
    from govreport.tidy.usual_words import usual_words

    if extract is not None:
        _known(extract)
    known = load_district(settings.districts_dir, district)
    read = [(file.name, _bytes(file)) for file in files]
    usual = usual_words(settings.reference_dir / "headers.yaml", [known])
    codes = district_codes(settings.reference_dir / "codes.yaml", known)
    meant = extract or likeliest_extract(*read[0], usual)
    path = settings.districts_dir / district / "sources" / f"{meant}.yaml"
    if write and path.exists() and not force:
        raise ConfigError(
            f"{path} 已经存在，没有改动；确要重写请加 --force。",
            f"{path} exists and was left alone; add --force to write it anew.",
        )
    proposal = propose(known, meant, read, usual, codes)
    units, cutoff = _asked(settings, proposal) if ask else ({}, None)
    text = source_yaml(proposal, known, units=units, cutoff=cutoff)
    for line in text.splitlines():
        print_line(line)
    if words := words_yaml(proposal):
        print_line("\n# words.yaml")
        for line in words.splitlines():
            print_line(line)
    say(settings, "\n还要由人决定的：", "\nWhat remains to be decided:")
    for one in to_decide(proposal, units=units, cutoff=cutoff):
        print_line(f"- {text_in(settings.language, one)}")
    if not write:
        return None
    return _written(settings, path, text, files[0], known, meant)


def _written(
    settings: Settings, path: Path, text: str, file: Path, district: District, extract: str
) -> GovreportError | None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    say(settings, f"\n已写入 {path}，预览：", f"\nWritten to {path}; the preview:")
    return _preview(settings, file, district.id, extract, None, None)


def _asked(settings: Settings, proposal: Proposal) -> tuple[dict[str, str], str | None]:
    """What only a person knows: the units of amounts, and whether the data run to the quarter's end."""
    from govreport.district.layout import QUARTER_END

    units: dict[str, str] = {}
    own = currency(proposal.currency)
    for name, unit in proposal.units.items():
        while unit is None and name not in units:
            title = proposal.columns[name][0].title
            asked = pick(
                settings.language,
                f"“{title}”以什么为单位（{own.unit_names.zh}）",
                f"the unit of {title} ({own.unit_names.en})",
            )
            answer = typer.prompt(asked, default="", show_default=False).strip()
            if (known := own.unit(answer)) is not None:
                units[name] = known
            elif not answer:
                break
    cutoff = None
    if not proposal.has_cutoff:
        asked = pick(settings.language, "数据总是到季度最后一天吗", "do the data always run to the quarter's last day")
        cutoff = QUARTER_END if typer.confirm(asked, default=False) else None
    return units, cutoff
