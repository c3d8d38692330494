"""Rules about organizations that the quarter before accepted: they are still listed, and under the same number.

Without an earlier quarter they aren't judged.
"""

from __future__ import annotations

from govreport.district.words import derives_exits
from govreport.errors import Message
from govreport.quality.conditions import Scope, empty, flagged
from govreport.quality.rule import FrameName, Record, Rule, sentence


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


REGISTER: list[Rule] = [
    Rule(
        id="E16",
        severity="warn",
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
        expect=empty("now_uscc"),
        column="uscc",
        frame=FrameName.PAST,
        needs="predecessor",
        observed=sentence(
            "中“{name}”的代码是{now_uscc}，{earlier_quarter}是{uscc}",
            "gives “{name}” the code {now_uscc}; in {earlier_quarter_en} it was {uscc}",
        ),
    ),
    Rule(
        id="E45",
        severity="hold",
        zh="上期名册中的组织没有无故消失",
        en="nobody on the last quarter's register disappears without an exit",
        why=Message(
            "没有注销、撤销、吊销记录就不见了，在册数会无故变小，查明前不宜签发。",
            "Gone without an exit on record: the number of organizations shrinks for no reason. Find out before "
            "signing.",
        ),
        fix=Message(
            "请补回该组织的行，已退出的填写状态与退出日期；名册没有退出日期的，在本区文件夹的 exits.csv 说明。",
            "Put the organization's row back; if it left, with its status and exit date. Where the register has no "
            "exit dates, explain it in exits.csv of the district's folder.",
        ),
        accepted_as=Message("这些组织确不应再在名册中", "these organizations are rightly no longer on the register"),
        expect=flagged("still_here", where=(("had_left", "==", 0), ("now_uscc", "null", None))),
        column="uscc",
        frame=FrameName.PAST,
        needs="predecessor",
        observed=_vanished,
    ),
    Rule(
        id="E45-MANY",
        severity="hold",
        zh="只列在册组织的名册一季内减少不超过一成",
        en="a register of the living loses at most a tenth in one quarter",
        why=Message(
            "不在名册里的即作退出，名册漏导一截也是这个样子，查明前不宜签发。",
            "Who isn't listed counts as having left, and a truncated file looks the same: find out before signing.",
        ),
        fix=Message(
            "请核对名册是否完整；确已退出的，在本区文件夹的 exits.csv 逐家说明。",
            "See whether the file is whole; explain those that did leave in exits.csv of the district's folder.",
        ),
        accepted_as=Message("名册完整，这些组织确已退出", "the register is whole and these organizations did leave"),
        expect=flagged("within", where=(("kind", "==", "gone"),)),
        column="value",
        frame=FrameName.FACTS,
        when=derives_exits,
        needs="predecessor",
        observed=sentence(
            "比{value}的名册少了{rows:,.0f}家，超过{high:,.0f}家",
            "{rows:,.0f} organizations of {value_en} are no longer listed, more than {high:,.0f}",
        ),
    ),
    Rule(
        id="E45-LEFT",
        severity="warn",
        zh="已退出的组织仍保留在名册中",
        en="organizations that left stay in the file",
        why=Message(
            "删去已退出的组织会改动以前各季度的在册数，同比、环比失真。",
            "Deleting them changes the number of organizations of past quarters and every comparison with them.",
        ),
        expect=flagged("still_here", where=(("had_left", "==", 1), ("now_uscc", "null", None))),
        column="uscc",
        frame=FrameName.PAST,
        needs="predecessor",
        observed=_vanished,
    ),
]
"""Rules of the registration extract alone."""

FILED: list[Rule] = [
    Rule(
        id="E45-FILING",
        severity="hold",
        zh="上期备案名册中的组织没有无故消失",
        en="nobody on the last quarter's list of filed groups disappears without an end",
        why=Message(
            "没有终止备案的记录就不见了，备案数会无故变小，以前各季度也会改动，查明前不宜签发。",
            "Gone without an end on record: the number of groups shrinks for no reason, and past quarters change with "
            "it. Find out before signing.",
        ),
        fix=Message("请补回该组织的行；已终止的填写终止备案日期。", "Put its row back; if it ended, with the day."),
        accepted_as=Message("这些组织确不应再在名册中", "these groups are rightly no longer on the list"),
        expect=flagged("still_here"),
        column="filing_no",
        frame=FrameName.PAST,
        needs="predecessor",
        observed=_vanished,
    ),
]
"""Rules of the filing extract alone."""
