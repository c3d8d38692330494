"""Labels that more than one kind of page prints; a page adds its own to them."""

from __future__ import annotations

from collections.abc import Mapping

from govreport.errors import Message

LABELS: Mapping[str, Message] = {
    "documents": Message("简报与附件", "Briefs and annexes"),
    "explained": Message("逐个数字的说明", "Every figure explained"),
    "file": Message("文件", "File"),
    "fingerprint": Message("指纹", "Fingerprint"),
    "first": Message("首次", "first"),
    "notices": Message("更正通知（拟稿）", "Correction notices (drafts)"),
    "rules_failed": Message("不合的规则", "Rules not met"),
    "sha256": Message("散列值", "SHA-256"),
    "sheets": Message("更正单", "Correction sheets"),
    "signed": Message("签发", "Signed"),
    "skip": Message("跳到正文", "Skip to the content"),
    "state": Message("状态", "State"),
    "top": Message("回到页首", "Back to the top"),
    "unit": Message("单位", "Unit"),
}
FORMATS: Mapping[str, Message] = {
    ".html": Message("网页", "web page"),
    ".pdf": Message("PDF", "PDF"),
    "annex": Message("技术附件 PDF", "technical annex (PDF)"),
    "data": Message("数据文件", "figures as data"),
    ".zip": Message("数据文件", "figures as data"),
    ".xlsx": Message("数据表", "workbook"),
    ".docx": Message("可编辑文稿", "editable document"),
    ".txt": Message("纯文本", "plain text"),
}
LANGUAGES: Mapping[str, str] = {"zh": "中文", "en": "English"}
