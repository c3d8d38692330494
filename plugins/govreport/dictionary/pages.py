"""The dictionaries in docs/, written from the declarations so that they can't fall behind them.

``make docs`` (scripts/docs.py, which adds the tests' worked examples) writes them; a test compares. Belongs here: which
pages there are, and the page of expectations. Does not belong here: anything said that isn't in a declaration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from govreport.canonical.codes import CodeList
from govreport.dictionary.indicators import WorkedExample, indicators_page
from govreport.dictionary.markdown import page, table
from govreport.dictionary.tables import tables_page
from govreport.district.folder import District
from govreport.indicators.identities import RULES as IDENTITIES
from govreport.quality.catalogue import SUITES

_SEVERITIES = {
    "block": "不能成文 block",
    "hold": "不可签发 hold",
    "warn": "提示 warn",
    "info": "知悉 info",
}


def pages(district: District, codes: Mapping[str, CodeList], examples: Iterable[WorkedExample]) -> dict[str, str]:
    """Every generated page of docs/: its name and its text."""
    listed = list(examples)
    return {
        "indicators.md": indicators_page(district, listed, "zh"),
        "indicators.en.md": indicators_page(district, listed, "en"),
        "data-dictionary.md": tables_page(district, codes, "zh"),
        "data-dictionary.en.md": tables_page(district, codes, "en"),
        "rules.md": rules_markdown(),
    }


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
        lines += table(
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
    lines += table(
        ("规则 id", "要求 must hold"), sorted((id, f"{said.zh}<br>{said.en}") for id, said in IDENTITIES.values())
    )
    return page(lines)
