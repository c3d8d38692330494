"""The English help of what mails, and of what became of mails, by its Chinese; part of help_en.py."""

from __future__ import annotations

from collections.abc import Mapping

DELIVERING: Mapping[str, str] = {
    (
        "把最近签发的报告和镇街简报发给还没有的收件人；已发的、结果不明的都不再发。\n\n"
        "收件人手上是另一版的，不加 --supersede 就不发：说明手上是哪一版、新一版改了什么、怎么办。\n\n"
        "退出码：0 每一份都有着落（已发，或不必再发），1 有未送达的，或没有可发的。"
    ): (
        "Send the report that was signed last, and the towns' briefs, to those who lack them; what was sent, and what "
        "is in doubt, isn't sent again.\n\n"
        "Who has another edition isn't sent this one without --supersede: which one people have, what the new one "
        "changes and both ways out are said.\n\n"
        "Exit codes: 0 every copy is dealt with (sent, or not to be sent again), 1 a copy didn't go through, or there "
        "is none to send."
    ),
    "收件人已有本期另一版本时，也发送这一版": "send this edition also to those who have another one of the period",
    (
        "某季季报、简报、更正通知和更正单发给了谁、结果如何；结果不明的写明何时起、怎么办。\n\n"
        "收件人手上不是最新一版的，说明手上是哪一版、新一版改了什么、怎么办。"
    ): (
        "Who was sent a quarter's report, briefs, notices and correction sheets, and with what result; for those in "
        "doubt since when, and what to do.\n\n"
        "Where people have another edition than the newest: which, what the newest changes, and both ways out."
    ),
    "判定一份“不能确定”或“被退回”的发送。记下何人何时依据什么判定；判为没有收到的，才可以再发送。": (
        "Settle a copy that is in doubt or bounced: who decided, when and why is recorded; one that is settled as not "
        "received may be sent again."
    ),
    "版本散列，可只写开头几位，见 govreport deliveries": (
        "the edition's hash (its beginning does), see govreport deliveries"
    ),
    "收件地址": "the address",
    "判定人职务": "the office of whoever decides",
    "依据，如“电话核实”": "the grounds, such as “asked by telephone”",
    "已收到／没有收到": "received or not received",
    "第几次重发；首发为 0": "which repetition; the first sending is 0",
    "把收件人已有的那一版再发一次：邮件写明是第几次重发，台账另记一笔。": (
        "Send the edition that a recipient has once more: the mail says which repetition it is, the ledger gets a row."
    ),
    "重发原因，记入台账": "the reason, for the ledger",
    "要求重发的人的职务": "the office of whoever asked for it",
    "不再询问，直接发送": "send without asking",
    "只列出经哪里、会发给谁；不发送，也不记录": ("only list who would get what, by which server; nothing is sent"),
    "做到成文，列出经哪里、会发给谁；不签发，不发送，也不记录发送": (
        "make the report and list who would get it, by which server; nothing is signed, sent or recorded as sent"
    ),
    "读退信：是哪一位收件人的哪一份，对方系统怎么说；记入台账。有认不出的则退出码为 1。": (
        "Read bounces: whose copy of what it was, and what the other system says, for the ledger. Exit code 1 where "
        "one can't be told."
    ),
    "看过原件的人的职务：文件中看不出结果的，按退信记入": (
        "the office of whoever has read the mails: those whose outcome can't be told are recorded as bounced"
    ),
    "退信：.eml 文件、mbox 文件、Maildir 或存放 .eml 的文件夹": (
        "bounces: .eml files, mbox, Maildir or a folder of .eml files"
    ),
}
