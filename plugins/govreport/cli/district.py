"""``govreport district``: which districts there are, a folder for a new one, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govreport.cli.common import complain, friendly_errors, print_line, say
from govreport.district.dag_config import read_dag_configs
from govreport.errors import ConfigError
from govreport.language import text_in
from govreport.quarter import Quarter
from govreport.settings import Settings

app = typer.Typer(no_args_is_help=True, help="区的文件夹：列出、新建、检查。")


@app.command("list")
def list_() -> None:
    """列出各区；文件夹有错的写明原因，退出码为 1。"""
    settings = Settings()
    districts, unread = read_dag_configs(settings.districts_dir)
    for one in districts:
        name = text_in(settings.language, one.name)
        print_line(f"{one.id}  {name}  {'、'.join(one.languages)}  {len(one.extracts)}")
    complain(settings, [folder.error.message for folder in unread])
    if unread:
        raise typer.Exit(1)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="文件夹名：小写字母、数字、下划线，如 lunan")],
    name_zh: Annotated[str, typer.Option(help="中文名，如 路南区")],
    name_en: Annotated[str | None, typer.Option(help="英文名；不给则由文件夹名得出")] = None,
    code: Annotated[str | None, typer.Option(help="六位区划代码；不给则写占位代码 990000")] = None,
    towns: Annotated[Path | None, typer.Option(help="镇街清单 CSV：code,name,en；不给则写三个示例镇街")] = None,
    first_issue: Annotated[str, typer.Option(help="第一期季报的季度")] = "2024-Q1",
    extracts: Annotated[
        list[str] | None, typer.Option("--extract", help="登记名册之外的数据，如 funding，可多次给出")
    ] = None,
) -> None:
    """新建一个区的文件夹，内容为占位的样例，能通过检查；照注释改成本区的。"""
    # Imported here, as the checker is below: most commands need neither.
    from govreport.canonical import REQUIRED
    from govreport.district.new import NOBODYS_CODE, NewDistrict, placeholder_towns, read_towns, write_district

    settings = Settings()
    with friendly_errors(settings):
        division = code or NOBODYS_CODE
        described = NewDistrict(
            id=name,
            name_zh=name_zh,
            name_en=name_en or f"{name.replace('_', ' ').title()} District",
            code=division,
            towns=read_towns(towns) if towns is not None else placeholder_towns(division, 3),
            first_issue=Quarter.parse(first_issue),
            extracts=(*REQUIRED, *(extracts or ())),
        )
        for path in write_district(settings.districts_dir, settings.templates_dir, described):
            print_line(str(path))
        say(
            settings,
            f"下一步：照各文件的注释改成本区的，再运行 govreport district check {name}",
            f"Next: edit the files as their comments say, then run govreport district check {name}",
        )


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
                f"{name}: {len(problems)} problems; mend them and check again.",
            )
        dags = f"quarterly_report_{name}、source_precheck_{name}、deadlines_{name}"
        say(settings, f"{name}：没有问题。DAG：{dags}", f"{name}: nothing is wrong. DAGs: {dags}")
