"""``govreport district``: which districts there are, a folder for a new one, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govreport.cli.common import complain, friendly_errors, print_line, say
from govreport.cli.usage import Application
from govreport.district.dag_config import read_dag_config, read_dag_configs
from govreport.errors import ConfigError, enumerated
from govreport.language import counted, text_in
from govreport.period import Period
from govreport.settings import Settings

if TYPE_CHECKING:
    from govreport.starting.place import Land

app = Application(no_args_is_help=True, help="区的文件夹：列出、新建、检查。")


@app.command("list")
def list_() -> None:
    """列出各区；文件夹有错的写明原因，退出码为 1。"""
    settings = Settings()
    districts, unread = read_dag_configs(settings.districts_dir)
    for one in districts:
        name = text_in(settings.language, one.name)
        print_line(f"{one.id}  {name}  {', '.join(one.languages)}  {len(one.extracts)}")
    complain(settings, [folder.error.message for folder in unread])
    if unread:
        raise typer.Exit(1)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="文件夹名：小写字母、数字、下划线，如 lunan")],
    files: Annotated[list[Path] | None, typer.Argument(help="--from 之后的其他文件")] = None,
    start_from: Annotated[
        Path | None, typer.Option("--from", help="由本区自己的文件开始：其后写一个或多个文件，几份数据、几个季度都可以")
    ] = None,
    name_zh: Annotated[str | None, typer.Option(help="中文名，如 路南区")] = None,
    name_en: Annotated[str | None, typer.Option(help="英文名；不给则由文件夹名得出")] = None,
    code: Annotated[str | None, typer.Option(help="六位区划代码；不给则写占位代码 990000")] = None,
    towns: Annotated[Path | None, typer.Option(help="镇街清单 CSV：code,name,en；不给则写三个示例镇街")] = None,
    first_issue: Annotated[str, typer.Option(help="第一期季报的季度")] = "2024-Q1",
    profile: Annotated[
        str | None, typer.Option(help="用哪个方案（include/profiles），如 gb-england；不给则为 cn")
    ] = None,
    country: Annotated[str | None, typer.Option(help="没有方案的国家（ISO 3166），如 IE")] = None,
    extracts: Annotated[
        list[str] | None, typer.Option("--extract", help="登记名册之外的数据，如 funding，可多次给出")
    ] = None,
    answers: Annotated[
        list[str] | None, typer.Option("--answer", help="用 --from 时，文件没有说明的事：问题=答案，可多次给出")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="用 --from 时不提问；少了答案就用一句话说明少什么")] = False,
) -> None:
    """新建一个区的文件夹：用 --from 由自己的文件做起，直到第一稿；不用则写占位的样例，能通过检查。"""
    settings = Settings()
    with friendly_errors(settings):
        if start_from is not None:
            from govreport.cli.start import start

            given = [*(answers or ()), *_also_answers(name_zh, name_en, code, profile, country)]
            start(settings, name, [start_from, *(files or ())], given, towns, ask=not yes)
            return
        if files or answers:
            raise ConfigError(
                "文件和 --answer 要与 --from 一起用：govreport district new 名称 --from 文件 文件…",
                "Files and --answer go with --from: govreport district new NAME --from FILE FILE…",
            )
        from govreport.starting.placeholders import land_of

        land = land_of(profile, country, settings.districts_dir) if profile or country else None
        if land is None or land.is_mainland:
            _new_from_placeholders(
                settings, name, name_zh, name_en, code, towns, first_issue, extracts or (), profile or "cn"
            )
        else:
            _new_elsewhere(settings, name, name_en or name_zh, code, towns, first_issue, extracts or (), land)


def _also_answers(
    name_zh: str | None, name_en: str | None, code: str | None, profile: str | None, country: str | None
) -> list[str]:
    """Options that are answers too."""
    stated = {"name": name_zh or name_en, "code": code, "profile": profile, "country": country}
    return [f"{key}={value}" for key, value in stated.items() if value]


def _new_elsewhere(
    settings: Settings,
    name: str,
    called: str | None,
    code: str | None,
    towns: Path | None,
    first_issue: str,
    extracts: Sequence[str],
    land: Land,
) -> None:
    from govreport.district.new import read_towns
    from govreport.starting.place import code_pattern
    from govreport.starting.placeholders import Placeholders, write_placeholders
    from govreport.tidy.usual_words import usual_words

    if called is None:
        raise ConfigError(
            "请用 --name-en 写明区的名称，或用 --from 由自己的文件做起。",
            "Name the district with --name-en, or begin with its own files by --from.",
        )
    listed = read_towns(towns, code_pattern(land, "town")) if towns else ()
    wanted = Placeholders(name, called, code, listed, Period.parse(first_issue), tuple(extracts))
    usual = usual_words(settings.reference_dir / "headers.yaml")
    for path in write_placeholders(settings.districts_dir, land, wanted, usual):
        print_line(str(path))
    _say_edit(settings, name)


def _say_edit(settings: Settings, name: str) -> None:
    say(
        settings,
        f"下一步：照各文件的注释改成本区的，再运行 govreport district check {name}",
        f"Next: edit the files as their comments say, then run govreport district check {name}",
    )


def _new_from_placeholders(
    settings: Settings,
    name: str,
    name_zh: str | None,
    name_en: str | None,
    code: str | None,
    towns: Path | None,
    first_issue: str,
    extracts: Sequence[str],
    profile: str,
) -> None:
    # Imported here, as the checker is below: most commands need neither.
    from govreport.canonical import REQUIRED
    from govreport.district.new import NOBODYS_CODE, NewDistrict, placeholder_towns, read_towns, write_district
    from govreport.tidy.usual_words import synonyms, usual_words

    if name_zh is None:
        raise ConfigError(
            "请用 --name-zh 写明区的名称，或用 --from 由自己的文件做起。",
            "Name the district with --name-zh, or begin with its own files by --from.",
        )
    division = code or NOBODYS_CODE
    usual = usual_words(settings.reference_dir / "headers.yaml")
    described = NewDistrict(
        id=name,
        name_zh=name_zh,
        name_en=name_en or f"{name.replace('_', ' ').title()} District",
        code=division,
        towns=read_towns(towns) if towns is not None else placeholder_towns(division, 3),
        first_issue=Period.parse(first_issue),
        extracts=(*REQUIRED, *extracts),
        headers=synonyms(usual, "zh"),
        profile=profile,
    )
    for path in write_district(settings.districts_dir, settings.templates_dir, described):
        print_line(str(path))
    _say_edit(settings, name)


@app.command()
def check(name: Annotated[str, typer.Argument(help="区的文件夹名")]) -> None:
    """检查一个区的文件夹：每个问题一句话；没有问题则说明这个区会有哪些 DAG。有问题时退出码为 1。"""
    from govreport.operations.check_district import check_district

    settings = Settings()
    with friendly_errors(settings):
        problems = check_district(settings, name)
        complain(settings, problems)
        if problems:
            raise ConfigError(
                f"{name}：{len(problems)} 个问题，改好后再检查。",
                f"{name}: {counted(len(problems), 'problem')}; mend them and check again.",
            )
        config = read_dag_config(settings.districts_dir, name)
        made = {"month": "monthly_report", "quarter": "quarterly_report", "half_year": "half_year_report"}
        reports = [made.get(kind, f"{kind}_report") for kind in config.periods]
        dags = enumerated(f"{kind}_{name}" for kind in (*reports, "source_precheck", "deadlines"))
        say(settings, f"{name}：没有问题。DAG：{dags.zh}", f"{name}: nothing is wrong. DAGs: {dags.en}")
