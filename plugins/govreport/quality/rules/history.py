"""Rules over time: the file beside what the quarter before accepted. Without a predecessor they say so.

None of them sets rows aside: which rows are measured follows from the quarter's own files alone. Belongs here: the
declared rules. Does not belong here: profiles and bands (profile.py), the frame of missing organizations (past.py).
"""

from __future__ import annotations

from govreport.canonical import EXTRACTS
from govreport.errors import Message
from govreport.manifests.base import ExtractName
from govreport.quality.profile import amount_bands
from govreport.quality.rule import Record, Rule, Scope, expectation, flagged
from govreport.quality.rules.common import FIX_SOURCE
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
            expect=flagged("within", where=(("kind", "==", "size"),)),
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
            expect=flagged("within", where=(("kind", "==", "same"),)),
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
            expect=flagged("within", where=(("kind", "==", "filled"),)),
            frame="facts",
            needs="predecessor",
            observed=_ran_dry,
        ),
    ]


def _vanished(record: Record, scope: Scope) -> Message:
    unread, unread_en = "", ""
    if record["unread"]:
        unread = f"（本文件另有{int(record['unread']):,}行读不懂，也可能在其中）"
        unread_en = f" ({int(record['unread']):,} rows of the file can't be read; it may be among them)"
    number = record["uscc"] if "uscc" in record else record["filing_no"]
    return Message(
        f"中没有“{record['name']}”（{number}），它在{record['earlier_quarter']}的名册里{unread}",
        f"lacks “{record['name']}” ({number}), which stood in the register of {record['earlier_quarter_en']}"
        f"{unread_en}",
    )


def _renumbered(record: Record, scope: Scope) -> Message:
    return Message(
        f"中“{record['name']}”的代码是{record['now_uscc']}，{record['earlier_quarter']}是{record['uscc']}",
        f"gives “{record['name']}” the code {record['now_uscc']}; in {record['earlier_quarter_en']} it was "
        f"{record['uscc']}",
    )


def band_rule(
    extract: ExtractName, id: str, amount: str, kind: str, said: Message, why: Message, *, shows: tuple[str, ...]
) -> Rule:
    """An amount is within what history makes plausible for its kind (profile.py, amount_bands)."""

    def observed(record: Record, scope: Scope) -> Message:
        column, codes = EXTRACTS[extract].columns[amount], EXTRACTS[extract].columns[kind].info["codes"]
        low, high = amount_bands(scope.past, amount)[record[kind]]
        words = scope.codes[codes].zh(record[kind]) if codes in scope.codes else record[kind]
        value, least, most = (printed("money", number) for number in (record[amount], low, high))
        return Message(
            f"{column.info['zh']}为{value}，而{words}历来在{least}至{most}之间",
            f"the amount is {value}; by history it lies between {least} and {most} for its kind",
        )

    return Rule(
        id,
        extract,
        "warn",
        False,
        zh=said.zh,
        en=said.en,
        why=why,
        fix=Message("请核对金额与单位。", "Check the amount and its unit."),
        column=amount,
        expect=expectation(
            "ExpectNumberInBandOfKind",
            column_A=amount,
            column_B=kind,
            bands=lambda scope: amount_bands(scope.past, amount),
            where=((amount, ">", 0),),
        ),
        needs="predecessor",
        shows=shows,
        observed=observed,
    )


REGISTER: list[Rule] = [
    band_rule(
        "registration",
        "E23-BAND",
        "capital_fen",
        "legal_type",
        Message("注册资金在同类组织历来的范围内", "the capital is within what its type has had so far"),
        Message(
            "差出一个数量级以上多因元、万元混用；报表不用此列，故仍计入。",
            "More than an order of magnitude off usually means 元 taken for 万元; no figure uses the column, so the "
            "row stays.",
        ),
        shows=("name", "legal_type"),
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
        expect=flagged("still_here", where=(("had_left", "==", 0), ("now_uscc", "null", None))),
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
        expect=flagged("still_here", where=(("had_left", "==", 1), ("now_uscc", "null", None))),
        frame="past",
        needs="predecessor",
        observed=_vanished,
    ),
]
"""Rules of the registration extract alone."""

FILED: list[Rule] = [
    Rule(
        "E45-FILING",
        "filing",
        "hold",
        False,
        zh="上期备案名册中的组织没有无故消失",
        en="nobody on the last quarter's list of filed groups disappears without an end",
        why=Message(
            "没有终止备案的记录就不见了，备案数会无故变小，以前各季度也会改动，查明前不宜签发。",
            "Gone without an end on record: the number of groups shrinks for no reason, and past quarters change with "
            "it. Find out before signing.",
        ),
        fix=Message("请补回该组织的行；已终止的填写终止备案日期。", "Put its row back; if it ended, with the day."),
        column="filing_no",
        expect=flagged("still_here"),
        frame="past",
        needs="predecessor",
        observed=_vanished,
    ),
]
"""Rules of the filing extract alone."""
