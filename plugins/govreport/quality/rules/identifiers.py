"""Rules about what names an organization, by the scheme of the district's identifiers, and what is said of one that
the register lacks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from govreport.district.folder import District
from govreport.district.identifiers import NAMES, Identifiers
from govreport.errors import Message
from govreport.manifests.base import ExtractName
from govreport.quality.conditions import Scope, expectation
from govreport.quality.credit_code import repair
from govreport.quality.rule import Record, Rule


def has_credit_codes(district: District) -> bool:
    """Whether organizations are named by unified social credit codes."""
    return district.identifiers.scheme == "uscc"


def has_identifiers(district: District) -> bool:
    """Whether organizations have identifiers at all, not only names."""
    return district.identifiers.scheme != "none"


def identifier_rules(
    *, extract: ExtractName, column: str, sets_aside: bool, why: Message, id: str = "E11"
) -> list[Rule]:
    """An identifier is right as far as it shows: a credit code by its check characters; another by the form that the
    district states, and by its check digits where python-stdnum knows them. Bodies that an extract has to itself carry
    none of the register's."""

    def of(district: District) -> Identifiers:
        by = district.identifiers_in(extract)
        return by if by is district.identifiers else NAMES

    def repaired(record: Record, scope: Scope) -> str | None:
        return repair(str(record[column]), scope.district.divisions)

    def with_zeros(record: Record, scope: Scope) -> str | None:
        return scope.district.identifiers.with_zeros(str(record[column]))

    def unlike(record: Record, scope: Scope) -> Message:
        value, example = record[column], scope.district.identifiers.example
        return Message(
            f"“{value}”不是{f' {example} ' if example else '规定'}的样子",
            f"“{value}” isn't written {f'like {example}' if example else 'as district.yaml says'}",
        )

    # Where they are asked, the credit code is called what the district's identifiers are (catalogue.py).
    def rule(part: str, zh: str, en: str, **parts: Any) -> Rule:
        return Rule(
            id=f"{id}{part}",
            severity="warn",
            sets_aside=sets_aside,
            zh=zh,
            en=en,
            why=why,
            fix=Message("请对照登记证书核对代码并更正。", "Compare the code with the certificate and correct it."),
            **parts,
        )

    return [
        rule(
            "",
            "统一社会信用代码的两位校验码都正确",
            "both check characters of the credit code are right",
            expect=expectation("ExpectColumnValuesToBeCreditCodes", column=column),
            suggest=repaired,
            when=lambda district: of(district).scheme == "uscc",
        ),
        rule(
            "-FORM",
            "统一社会信用代码符合本区规定的格式",
            "the credit code has the form that the district states",
            expect=expectation(
                "ExpectIdentifiersToFit", column=column, pattern=lambda s: s.district.identifiers.pattern or ""
            ),
            suggest=with_zeros,
            observed=unlike,
            when=lambda district: of(district).scheme == "pattern",
        ),
        rule(
            "-CHECK",
            "统一社会信用代码的校验码正确",
            "the check digits of the credit code are right",
            expect=expectation(
                "ExpectIdentifiersToCheck", column=column, module=lambda s: s.district.identifiers.check or ""
            ),
            when=lambda district: of(district).check is not None,
        ),
    ]


def unregistered(column: str) -> Callable[[Record, Scope], Message]:
    """What is said of the code in a column: not on the register, or there in a row that doesn't count."""

    def observed(record: Record, scope: Scope) -> Message:
        code, row = record[column], record["register_row"]
        word = scope.district.identifiers.word if not has_credit_codes(scope.district) else Message("代码", "code")
        if row is not None:
            where = scope.place(int(row), "registration")
            return Message(
                f"{word.zh}{code}在登记名册{where.zh}，而该行已因其他规则不计入报表",
                f"the {word.en} {code} stands in {where.en} of the register, which other rules leave out of the report",
            )
        return Message(f"登记名册中没有{word.zh}{code}", f"the register has no {word.en} {code}")

    return observed
