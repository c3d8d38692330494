"""The dictionaries in docs/, written from the declarations so that they can't fall behind them.

``python -m govreport.dictionary docs`` writes docs/indicators.md and docs/rules.md; a test compares. Belongs here:
turning declarations into Markdown. Does not belong here: anything said that isn't in a declaration.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from govreport.indicators.catalogue import THEMES
from govreport.indicators.model import BASIS
from govreport.indicators.verification import RULES as IDENTITIES
from govreport.quality.catalogue import SUITES

_THEME_NAMES = {
    "register": "登记 Register",
    "federations": "镇街联合会 Federations",
    "supervision": "监督管理 Supervision",
    "community_fund": "社区基金 Community funds",
    "special_fund": "专项资金 Special fund",
    "incubation": "孵化培育 Incubation",
}
_SEVERITIES = {
    "block": "不能成文 block",
    "hold": "不可签发 hold",
    "warn": "提示 warn",
    "info": "知悉 info",
}


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    heads = list(heads)
    cells = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    return [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *(f"| {row} |" for row in cells), ""]


def indicators_markdown() -> str:
    """The indicator dictionary, theme by theme."""
    lines = [
        "# 指标口径 · Indicators",
        "",
        "Written by `make docs` from `plugins/govreport/indicators/`; don't edit. Percentages and averages are",
        "computed from integers and rounded once, half up, when printed; no rate stands on a denominator below 5.",
        "",
    ]
    for theme, indicators in THEMES.items():
        lines += [f"## {_THEME_NAMES[theme]}", ""]
        lines += _table(
            ("编号 id", "指标 name", "单位 unit", "时点 basis", "口径 definition", "分组 by", "依据 source"),
            (
                (
                    i.id,
                    f"{i.name.zh}<br>{i.name.en}",
                    i.unit.zh,
                    BASIS[i.basis].zh,
                    "<br>".join([*i.formula, *([f"※ {i.caveat.zh} {i.caveat.en}"] if i.caveat else [])]),
                    ", ".join(["town"] * i.by_town + list(i.breakdowns)),
                    i.source,
                )
                for i in indicators
            ),
        )
    return "\n".join(lines).rstrip() + "\n"


def rules_markdown() -> str:
    """The catalogue of expectations, suite by suite."""
    lines = [
        "# 数据核查规则 · Expectations",
        "",
        "Written by `make docs` from `plugins/govreport/quality/`; don't edit. *block*: no report; *hold*: a draft",
        "that can't be signed; *warn*: a footnote; *info*: for the record. *Sets aside*: a failing row stays out of",
        "the figures and goes back to its office with row, column, value and what to do.",
        "",
    ]
    for suite, rules in SUITES.items():
        lines += [f"## {suite}", ""]
        lines += _table(
            ("规则 id", "要求 rule", "级别 severity", "退回 sets aside", "为何 why"),
            (
                (
                    rule.id,
                    f"{rule.zh}<br>{rule.en}",
                    _SEVERITIES[rule.severity],
                    "是 yes" if rule.sets_aside else "",
                    f"{rule.why_zh}<br>{rule.why_en}",
                )
                for rule in rules
            ),
        )
    lines += ["## figures", "", "Between computed figures (verify); each holds the signature.", ""]
    lines += _table(
        ("规则 id", "要求 must hold"), sorted((id, f"{said.zh}<br>{said.en}") for id, said in IDENTITIES.values())
    )
    return "\n".join(lines).rstrip() + "\n"


PAGES = {"indicators.md": indicators_markdown, "rules.md": rules_markdown}


def write(folder: Path) -> None:
    """Write every page into ``folder``."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
