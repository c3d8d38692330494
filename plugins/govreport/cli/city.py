"""``govreport city``: a city's figures from its districts' signed reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govreport.cli.common import QuarterOption, friendly_errors, print_line
from govreport.period import KINDS, Period
from govreport.settings import Settings


def city(
    file: Annotated[Path, typer.Argument(help="市的说明：名称和各区文件夹名（YAML，见 docs/zh/districts.md）")],
    quarter: QuarterOption,
    out: Annotated[Path, typer.Option(help="写到这个文件夹")] = Path("city"),
) -> None:
    """由各区已签发的季报汇总全市数字：网页和 CSV。没有签发的区列为未计入。"""
    # Imported here: drawing the page loads the template engine.
    from govreport.city.page import city_csv, city_page, coverage
    from govreport.city.rollup import members_of, read_city, roll_up

    settings = Settings()
    with friendly_errors(settings):
        described, of_quarter = read_city(file), Period.parse(quarter, KINDS)
        rollup = roll_up(described, members_of(settings, described, of_quarter), of_quarter)
        first = rollup.members[0].district.languages[0] if rollup.members else settings.language
        language = settings.language_for(first)
        out.mkdir(parents=True, exist_ok=True)
        for suffix, data in (
            (".html", city_page(rollup, settings.templates_dir, language)),
            (".csv", city_csv(rollup, language)),
        ):
            path = out / f"{file.stem}-{of_quarter}{suffix}"
            path.write_bytes(data)
            print_line(str(path))
        print_line(f"{coverage(rollup, settings.language)} {rollup.fingerprint[:12]}")
