"""What the pages of docs/ share: tables, and the words for kinds of things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from govreport.errors import Message

THEME_NAMES: Mapping[str, Message] = {
    "register": Message("登记", "Register"),
    "party": Message("党建", "Party building"),
    "federations": Message("镇街联合会", "Federations"),
    "supervision": Message("监督管理", "Supervision"),
    "linkage": Message("五社联动", "Five-actor model"),
    "community_fund": Message("社区基金", "Community funds"),
    "ventures": Message("公益微创投", "Community ventures"),
    "special_fund": Message("专项资金", "Special fund"),
    "city_venture": Message("市公益创投", "City ventures"),
    "incubation": Message("孵化培育", "Incubation"),
    "talent": Message("人才", "Talent"),
    "brand": Message("品牌", "Brand"),
    "commitments": Message("承诺", "Promises"),
    "scoring": Message("综治考评", "Scoring"),
}
DIRECTIONS: Mapping[str, Message] = {
    "more_is_better": Message("越多越好", "more is better"),
    "less_is_better": Message("越少越好", "less is better"),
    "neutral": Message("无优劣", "neutral"),
}
KINDS: Mapping[str, Message] = {
    "text": Message("文字", "text"),
    "id": Message(
        "组织的标识：统一社会信用代码，或本区另定的编号", "identifier: the credit code, or the district's own number"
    ),
    "coded": Message("代码", "code"),
    "town": Message("镇街代码", "town code"),
    "community": Message("村(社区)代码", "community code"),
    "date": Message("日期", "date"),
    "money": Message("金额（整数，货币的最小单位）", "money (integer, the currency's smallest unit)"),
    "int": Message("整数", "integer"),
    "score": Message("评分（整数）", "score (integer)"),
    "bool": Message("是/否", "yes or no"),
    "row": Message("行号", "row number"),
}
ASSERTED: Mapping[str, Message] = {
    "proposers": Message("提案人", "the proposers"),
    "government": Message("区政府", "the government"),
    "press": Message("媒体", "the press"),
    "statistics": Message("统计部门", "statistics"),
}
RELATIONS: Mapping[str, Message] = {
    "exact": Message("", ""),
    "at_least": Message("至少", "at least"),
    "about": Message("约", "about"),
}


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A table, with an empty line behind it; none without rows."""
    heads = list(heads)
    cells = [" | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in row) for row in rows]
    if not cells:
        return []
    return [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *(f"| {row} |" for row in cells), ""]


def page(lines: Iterable[str]) -> str:
    """The lines of a page as the text of its file."""
    return "\n".join(lines).rstrip() + "\n"
