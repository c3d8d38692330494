"""Labels of the verdict page."""

from __future__ import annotations

from collections.abc import Mapping

from govreport.errors import Message
from govreport.html.labels import LABELS

WORDS: Mapping[str, Message] = {
    **LABELS,
    "title": Message("数据核查结论", "Verdict on the data"),
    "state": Message("结论", "Verdict"),
    "rows_in": Message("收到的行", "Rows received"),
    "rows_kept": Message("计入报表", "Counted"),
    "rows_aside": Message("不计入", "Left out"),
    "of_rules": Message("共核查", "of"),
    "rules_unit": Message("条", "rules"),
    "rows_unit": Message("行", "rows"),
    "failed_none": Message("全部规则都符合。", "Every rule is met."),
    "files": Message("{n}份文件", "{n} files"),
    "files_one": Message("1份文件", "1 file"),
    "sheets_none": Message("没有要更正的行。", "Nothing needs correcting."),
    "sheets_note": Message(
        "每个镇街、每个填报单位一份，填好浅黄色格后交回即可。",
        "One a town and office; fill in the yellow cells and return it.",
    ),
    "trend": Message("逐季变化", "By quarter"),
    "trend_aside": Message("不计入报表的行", "Rows left out"),
    "trend_note": Message(
        "每季取最近一次核查；横轴为季度，加粗的是本季。", "The last verdict of each quarter; this quarter in bold."
    ),
    "all_rules": Message("核查过的全部规则", "Every rule that was evaluated"),
    "rule": Message("规则", "Rule"),
    "severity": Message("级别", "Severity"),
    "rows": Message("问题行", "Failing"),
    "of": Message("核查行", "Looked at"),
    "why": Message("为什么要紧", "Why it matters"),
    "aside": Message("不计入", "left out"),
    "kept": Message("仍计入", "counted"),
    "outcome": Message("结果", "Outcome"),
    "met": Message("符合", "met"),
    "noted": Message("符合（有记录）", "met (with notes)"),
    "not_met": Message("不符合", "not met"),
    "crashed": Message("执行出错", "crashed"),
    "unread": Message("读不懂的内容", "Values that can't be read"),
    "across": Message("各份文件之间", "Across files"),
    "whole": Message("逐份文件的说明", "File by file"),
    "owner": Message("填报单位", "Supplied by"),
    "cutoff": Message("数据截止日期", "Cut-off"),
    "cutoff_none": Message("文件未写明", "not stated"),
    "format": Message("读法", "Read as"),
    "sheet": Message("工作表", "sheet"),
    "header_row": Message("表头在第{row}行", "header in row {row}"),
    "equation": Message(
        "{all} 行 = 计入 {kept} 行 + 不计入 {aside} 行", "{all} rows = {kept} counted + {aside} left out"
    ),
    "columns": Message("表头对照", "Columns as understood"),
    "canonical": Message("本系统的栏目", "Column here"),
    "found": Message("文件中的表头", "Header in the file"),
    "left_behind": Message("不读取的栏目", "Columns left behind"),
    "undecided": Message("尚未约定去留的栏目", "Columns nobody has decided on"),
    "lines": Message("处", "places"),
    "places": Message("要更正", "To correct"),
    "footer": Message(
        "本页由程序根据核查结果生成，不含个人信息。规则的定义见 docs/zh/rules.md。",
        "Made from the stored verdict; holds no personal data. Rules are defined in docs/en/rules.md.",
    ),
    "identity": Message("结论散列值", "Verdict's hash"),
}
