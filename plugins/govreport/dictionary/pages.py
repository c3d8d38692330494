"""The dictionaries in docs/, written from the declarations so that they can't fall behind them.

``make docs`` (scripts/docs.py, which adds the tests' worked examples) writes them; a test compares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from govreport.canonical.codes import CodeList
from govreport.dictionary.indicators import WorkedExample, indicators_page
from govreport.dictionary.markdown import page, table
from govreport.dictionary.tables import tables_page
from govreport.district.folder import District
from govreport.indicators.identities import RULES as IDENTITIES
from govreport.language import Language
from govreport.quality.catalogue import SUITES, rules_of
from govreport.vocabulary import SEVERITIES


def pages(district: District, codes: Mapping[str, CodeList], examples: Iterable[WorkedExample]) -> dict[str, str]:
    """Every generated page of docs/: its path there and its text."""
    listed, found = list(examples), {}
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        found[f"{language}/indicators.md"] = indicators_page(district, listed, language)
        found[f"{language}/data-dictionary.md"] = tables_page(district, codes, language)
        found[f"{language}/rules.md"] = rules_page(district, language)
    return found


def rules_page(district: District, language: Language) -> str:
    """The catalogue of rules, suite by suite, in one language."""
    zh = language == "zh"
    block, hold, warn, info = (f"*{SEVERITIES[severity].in_language(language)}*" for severity in SEVERITIES)
    lines = [
        "# 数据核查规则" if zh else "# Rules",
        "",
        "本页由 `make docs` 根据 `plugins/govreport/quality/` 生成，请勿手改。"
        f"{block}（block）：不出报表；{hold}（hold）：只出草稿，不可签发；{warn}（warn）：在报表中加脚注；{info}（info）：只作记录。"
        "*退回*：不合规则的行不计入数字，写明行、列、值和怎样更正，退回报送单位。"
        "有的规则只用于有相应设置的区，如自定识别号格式、有原区划代码的区。"
        if zh
        else "Written by `make docs` from `plugins/govreport/quality/`; don't edit. "
        f"{block}: no report; {hold}: a draft that can't be signed; {warn}: a footnote; {info}: for the record. "
        "*Sets aside*: a failing row stays out of the figures and goes back to its office with row, column, "
        "value and what to do. Some are asked only of districts that state what they rest on, such as a form of "
        "their own for identifiers, or former division codes.",
        "",
    ]
    heads = ("规则", "要求", "级别", "退回", "为何") if zh else ("Rule", "Must hold", "Severity", "Sets aside", "Why")
    for suite in SUITES:
        rules = rules_of(suite, district, SUITES[suite])
        lines += [f"## {suite}", ""]
        lines += table(
            heads,
            (
                (
                    rule.id,
                    rule.zh if zh else rule.en,
                    SEVERITIES[rule.severity].in_language(language),
                    ("是" if zh else "yes") if rule.sets_aside else "",
                    rule.why_zh if zh else rule.why_en,
                )
                for rule in rules
            ),
        )
    between = (
        "算出的数字之间的关系（校验 verify）；有一条不成立就不可签发。"
        if zh
        else "Between computed figures (verify); each holds the signature."
    )
    held = sorted(IDENTITIES.values(), key=lambda named: (named[0], named[1].zh))
    lines += ["## figures", "", between, ""]
    lines += table(heads[:2], ((id, said.in_language(language)) for id, said in held))
    return page(lines)
