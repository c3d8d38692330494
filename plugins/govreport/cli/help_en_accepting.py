"""The English help of ``govreport accept``, ``sign`` and ``audit``, by its Chinese; part of help_en.py."""

from __future__ import annotations

from collections.abc import Mapping

ACCEPTING: Mapping[str, str] = {
    (
        "接受一条挡住签发的问题：确属实情的，记下何人何时因何接受，印在报告里。只对当时核查的文件和差额有效。\n\n"
        "接受后须重新运行本期。"
    ): (
        "Answer for what keeps a report from being signed, where it is so in truth: who, when and why are recorded and "
        "printed in the report. It counts only for the file and the difference that were judged.\n\n"
        "Run the period again afterwards."
    ),
    "要接受的规则，如 E46；不给则列出挡住签发的各条": (
        "the rule to accept, such as E46; without it, list what keeps the report from being signed"
    ),
    "哪份数据或哪项指标，一条规则有几条时用": "which extract or indicator, where a rule holds several times",
    "接受人职务": "role of who accepts it",
    "缘由，印在报告里": "why; printed in the report",
    "签发角色，须在 district.yaml 的 signoff 中": "the role that signs; one of signoff in district.yaml",
    "签发人职务": "the signer's office",
    "审计整个系统：日志是否连续、由本系统的密钥写成，数据库各行和存储各文件是否与之一致。退出码：0 一致，1 有出入。": (
        "Audit the installation: that its log is whole and sealed with its key, and that every row of the database and "
        "every stored file is as the log says. Exit codes: 0 all is, 1 something isn't."
    ),
    "旧邮件或旧档案清单里印的运行记录校验值：日志里应有这一行，没有则历史被改写过": (
        "a hash of the log that an old mail or an archive's list prints: where the log lacks it, history was rewritten"
    ),
    "日志为空时，把已有的全部记录作为起点写入日志": "where the log is empty, begin it with all that stands",
    "签发人职务；不给则只看": "the signer's office; without it, look only",
    "对本期最近成文的报告(按散列值)签发；不写 --role 和 --signer 则只看轮到谁、要签的是什么。": (
        "Sign the quarter's latest report (by its hash); without --role and --signer, see whose turn it is and what is "
        "to be signed."
    ),
    "只看：轮到谁、通知了谁、要签的是什么；不签发": (
        "look only: whose turn it is, who was told, what is to be signed; nothing is signed"
    ),
}
