"""Rules over time: the file beside what the quarter before accepted. Without a predecessor they say so.

None of them sets rows aside: which rows are measured follows from the quarter's own files alone. Belongs here: the
declared rules. Does not belong here: profiles and bands (profile.py), the frame of missing organizations (past.py).
"""

from __future__ import annotations

from govreport.errors import Message
from govreport.manifests import ExtractName
from govreport.quality.common import FIX_SOURCE
from govreport.quality.profile import amount_bands
from govreport.quality.rule import Record, Rule, Scope, expectation
from govreport.quality.values import printed

_COMPLETE = Message(
    "请确认文件是完整的全量导出；确属正常变化的，请书面说明后再签发。",
    "Make sure that the file is the whole export; if the change is genuine, explain it in writing before signing.",
)


def _size(record: Record, scope: Scope) -> Message:
    now, low, high = (int(record[name]) for name in ("rows", "low", "high"))
    return Message(
        f"共{now:,}行，按{record['value']}的情况应在{low:,}至{high:,}行之间",
        f"{now:,} rows; after {record['value_en']} between {low:,} and {high:,} were to be expected",
    )


def _same(record: Record, scope: Scope) -> Message:
    return Message(
        f"与{record['value']}的文件逐字节相同，又没有写明数据截至本季度末",
        f"byte for byte the file of {record['value_en']}, and nothing says that its data reach this quarter's end",
    )


def _ran_dry(record: Record, scope: Scope) -> Message:
    return Message(
        f"“{record['header']}”只有{int(record['rows']):,}个值，{record['value']}已有{int(record['computed']):,}个",
        f"{record['header']} holds {int(record['rows']):,} values; there were {int(record['computed']):,} in "
        f"{record['value_en']}",
    )


def size_rules(extract: ExtractName) -> list[Rule]:
    """Rules about the file as a whole beside its predecessors."""
    return [
        Rule(
            "E46",
            extract,
            "hold",
            False,
            zh="行数与上期相比在合理范围内",
            en="the number of rows is plausible after the last quarter's",
            why=Message(
                "文件是历年全量，行数变少说明漏导，突增说明重复或口径变化，数字在查明前不宜签发。",
                "The file holds the whole history: fewer rows were left out, many more are repetitions or another "
                "definition. Find out before signing.",
            ),
            fix=_COMPLETE,
            column="value",
            expect=expectation(
                "ExpectColumnValuesToBeInSet",
                column="within",
                value_set=[1],
                where=(("kind", "==", "size"),),
            ),
            frame="facts",
            needs="predecessor",
            observed=_size,
        ),
        Rule(
            "E46-SAME",
            extract,
            "block",
            False,
            zh="不是以前季度的同一个文件",
            en="the file is not that of an earlier quarter",
            why=Message(
                "误交了以前季度的文件，由它算出的数字不是本季度的。",
                "An earlier quarter's file handed in again: its figures aren't this quarter's.",
            ),
            fix=Message("请提供本季度的文件。", "Supply this quarter's file."),
            column="value",
            expect=expectation(
                "ExpectColumnValuesToBeInSet",
                column="within",
                value_set=[1],
                where=(("kind", "==", "same"),),
            ),
            frame="facts",
            needs="predecessor",
            observed=_same,
        ),
        Rule(
            "E46-FILLED",
            extract,
            "warn",
            False,
            zh="各列的值不比上期少",
            en="no column holds fewer values than the last quarter's",
            why=Message(
                "某列的值忽然变少，多半是导出时漏了，相关指标会无声变小。",
                "A column that suddenly holds fewer values was probably dropped in the export, and indicators "
                "shrink in silence.",
            ),
            fix=_COMPLETE,
            column="value",
            expect=expectation(
                "ExpectColumnValuesToBeInSet",
                column="within",
                value_set=[1],
                where=(("kind", "==", "filled"),),
            ),
            frame="facts",
            needs="predecessor",
            observed=_ran_dry,
        ),
    ]


def _band(record: Record, scope: Scope) -> Message:
    low, high = amount_bands(scope.past, "capital_fen")[record["legal_type"]]
    types = scope.codes.get("legal_type")
    kind = types.zh(record["legal_type"]) if types else record["legal_type"]
    value, least, most = (printed("money", amount) for amount in (record["capital_fen"], low, high))
    return Message(
        f"注册资金为{value}，而{kind}历来在{least}至{most}之间",
        f"the capital is {value}; by history it lies between {least} and {most} for its type",
    )


def _vanished(record: Record, scope: Scope) -> Message:
    unread, unread_en = "", ""
    if record["unread"]:
        unread = f"（本文件另有{int(record['unread']):,}行读不懂，也可能在其中）"
        unread_en = f" ({int(record['unread']):,} rows of the file can't be read; it may be among them)"
    return Message(
        f"中没有“{record['name']}”（{record['uscc']}），它在{record['earlier_quarter']}的名册里{unread}",
        f"lacks “{record['name']}” ({record['uscc']}), which stood in the register of {record['earlier_quarter_en']}"
        f"{unread_en}",
    )


def _renumbered(record: Record, scope: Scope) -> Message:
    return Message(
        f"中“{record['name']}”的代码是{record['now_uscc']}，{record['earlier_quarter']}是{record['uscc']}",
        f"gives “{record['name']}” the code {record['now_uscc']}; in {record['earlier_quarter_en']} it was "
        f"{record['uscc']}",
    )


REGISTER: list[Rule] = [
    Rule(
        "E23-BAND",
        "registration",
        "warn",
        False,
        zh="注册资金在同类组织历来的范围内",
        en="the capital is within what its type has had so far",
        why=Message(
            "差出一个数量级以上多因元、万元混用；报表不用此列，故仍计入。",
            "More than an order of magnitude off usually means 元 taken for 万元; no figure uses the column, so the "
            "row stays.",
        ),
        fix=Message("请核对金额与单位。", "Check the amount and its unit."),
        column="capital_fen",
        expect=expectation(
            "ExpectNumberInBandOfKind",
            column_A="capital_fen",
            column_B="legal_type",
            bands=lambda scope: amount_bands(scope.past, "capital_fen"),
            where=(("capital_fen", ">", 0),),
        ),
        needs="predecessor",
        shows=("name", "legal_type"),
        observed=_band,
    ),
    Rule(
        "E16",
        "registration",
        "warn",
        False,
        zh="同一组织的统一社会信用代码不变",
        en="an organization's credit code never changes",
        why=Message(
            "代码终身不变，改名、迁址都不换；代码变了，资助和评估记录就对不上。",
            "A code is for life, through new names and addresses; under another one grants and assessments are lost.",
        ),
        fix=Message(
            "请对照登记证书确认哪个代码正确；若为注销后重新登记，请保留原行并填写退出日期。",
            "Check with the certificate which code is right; if it left and registered anew, keep the old row with "
            "its exit date.",
        ),
        column="uscc",
        expect=expectation(
            "ExpectColumnValuesToBeNull",
            column="now_uscc",
        ),
        frame="past",
        needs="predecessor",
        observed=_renumbered,
    ),
    Rule(
        "E45",
        "registration",
        "hold",
        False,
        zh="上期名册中的组织没有无故消失",
        en="nobody on the last quarter's register disappears without an exit",
        why=Message(
            "没有注销、撤销、吊销记录就不见了，在册数会无故变小，查明前不宜签发。",
            "Gone without an exit on record: the number of organizations shrinks for no reason. Find out before "
            "signing.",
        ),
        fix=Message(
            "请补回该组织的行；已退出的填写状态与退出日期。",
            "Put the organization's row back; if it left, with its status and exit date.",
        ),
        column="uscc",
        expect=expectation(
            "ExpectColumnValuesToBeInSet",
            column="still_here",
            value_set=[1],
            where=(("had_left", "==", 0), ("now_uscc", "null", None)),
        ),
        frame="past",
        needs="predecessor",
        observed=_vanished,
    ),
    Rule(
        "E45-LEFT",
        "registration",
        "warn",
        False,
        zh="已退出的组织仍保留在名册中",
        en="organizations that left stay in the file",
        why=Message(
            "删去已退出的组织会改动以前各季度的在册数，同比、环比失真。",
            "Deleting them changes the number of organizations of past quarters and every comparison with them.",
        ),
        fix=FIX_SOURCE,
        column="uscc",
        expect=expectation(
            "ExpectColumnValuesToBeInSet",
            column="still_here",
            value_set=[1],
            where=(("had_left", "==", 1), ("now_uscc", "null", None)),
        ),
        frame="past",
        needs="predecessor",
        observed=_vanished,
    ),
]
"""Rules of the registration extract alone."""
