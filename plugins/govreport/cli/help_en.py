"""The English help of every command and option, by its Chinese: each text stands in Chinese beside its command.

A test compares this with the commands: none may lack its English, and none of these may belong to no command.
"""

from __future__ import annotations

from collections.abc import Mapping

from govreport.cli.help_en_accepting import ACCEPTING
from govreport.cli.help_en_delivering import DELIVERING

HELP: Mapping[str, str] = {
    "季度治理报告：收取、核查、计算、成文、分发。": "Governance reports: collect, check, measure, render, deliver.",
    "打印程序版本": "print the program's version",
    "这次用哪种语言说话；不给则按 GOVREPORT_LANGUAGE": "the language of this command; otherwise GOVREPORT_LANGUAGE",
    # Groups of commands
    "跑一期": "Make a period",
    "发送与台账": "Send, and who has what",
    "查看与核对": "Look and prove",
    "其他文件": "Other documents",
    "数据与区": "Data and districts",
    "维护": "Maintenance",
    # Options that several commands share
    "区的文件夹名；不填则按 GOVREPORT_DISTRICT，或唯一的区": "its folder; else GOVREPORT_DISTRICT, or the only one",
    "区的文件夹名": "name of the district's folder",
    "季度，如 2019-Q3；给出则同时列出数值": "quarter, such as 2019-Q3; with it the figures too",
    "季度，如 2019-Q3、2019Q3、2019-3；按月的区写 2019-08，出半年报、年报的也可写 2019-H1、2019；写不写 -q 都可以": (
        "quarter, such as 2019-Q3, 2019Q3, 2019-3; month, 2019-08, of districts that report by month; 2019-H1, 2019 "
        "where they do so; with -q or without"
    ),
    "把文件写到这个文件夹": "write the files into this folder",
    "写到这个文件夹": "write into this folder",
    **ACCEPTING,
    # run, backfill
    (
        "运行一个季度：从收取到成文；加 --deliver 才签发并发送。重复运行不会重复发送。\n\n"
        "退出码：0 做完了，3 可以成文、不可签发，1 没有做成，原因见所说的话。"
    ): (
        "Run a quarter, from collecting to the report; --deliver signs and mails it too. Repeated, it sends nothing "
        "twice.\n\n"
        "Exit codes: 0 done, 3 a draft is made but can't be signed, 1 not done, and a sentence says why."
    ),
    "做到哪一步为止；不给则到成文，不发邮件": "up to which stage; without it up to the report, and nothing is mailed",
    "把成文的文件另存到这个文件夹": "also save what is rendered into this folder",
    "收件人已有本期另一版本时，也发送新版": "send this edition also to those who have another one of the period",
    (
        "从早到晚运行一段季度，与逐季 govreport run 的结果逐字节相同。\n\n某季失败不妨碍其余各季。\n\n"
        "退出码：0 各季都可以出具，3 有成文、不可签发的，1 有没有做成的。"
    ): (
        "Run several quarters, the earliest first; the same bytes as by govreport run, quarter by quarter.\n\n"
        "A quarter that fails doesn't stop the others.\n\n"
        "Exit codes: 0 all are ready, 3 one is a draft that can't be signed, 1 one wasn't done."
    ),
    "第一个季度，如 2018-Q1": "the first quarter, such as 2018-Q1",
    "最后一个季度，如 2019-Q4": "the last quarter, such as 2019-Q4",
    "也签发并发送；不给则只成文，不发邮件": "also sign and send; without it reports are made and nothing is mailed",
    # verify
    "核对报告、简报或附件：由存档的原件重做，逐字节比较。退出码：0 属实，3 被改动，4 输入缺失，5 另一版本，6 不符。": (
        "Make a report, brief or annex again from the stored files and compare byte by byte. Exit codes: 0 identical, "
        "3 altered, 4 inputs missing, 5 made by another version, 6 doesn't follow from its inputs."
    ),
    "报告、简报、附件、说明页、档案网页、邮件(.eml)的文件，或指纹、散列值(可只写前 12 位)": (
        "a file (report, brief, annex, note, page of the archive, mail as .eml), or a fingerprint or hash (its first "
        "12 digits do)"
    ),
    "只由存档的视图模型重新排版，不从原始文件重做": (
        "only place the stored view model again, not from the first files on"
    ),
    # documents
    "各镇街的简报：本镇街数字与全区对照、请办理的事项、退回更正的记录。": (
        "The towns' briefs: each one's figures beside the district's, what to act on, records to correct."
    ),
    "镇街名称或代码；不给则为全部镇街": "name or code of a town; all of them without it",
    "提案答复附件：公开说明过的数字与记录逐个核对。": (
        "The annex of a reply to a proposal: figures that were stated in public, each beside the records."
    ),
    "运行说明：数据到齐与核查情况、退回的行、修订、能否签发、下一步的命令。": (
        "The operators' note: which data came and how they were judged, rows set aside, revisions, whether it can be "
        "signed, the next commands."
    ),
    "报告档案：各期的报告、数字、版本，做成不需服务器的网页。只重写有变化的页。": (
        "The archive: all quarters' reports, figures and editions as web pages that need no server. Only pages that "
        "changed are written."
    ),
    "写到这个文件夹（或 URL）；不给则写到存储中": "write into this folder (or URL); into the store without it",
    "连同草稿的文件和数字，仅供内部核对": "with the files and figures of drafts, for use inside the office",
    "清除存储中的半截文件（*.part），以及设了 GOVREPORT_RAW_RETENTION_DAYS 时到期的原始文件。随时可以清。": (
        "Remove half files (*.part) that killed runs left in the store, and raw files whose time is over where "
        "GOVREPORT_RAW_RETENTION_DAYS is set. It may be done anytime."
    ),
    "至少这么多小时以前的": "only those at least this many hours old",
    # calendar, city
    "报告发布日历：每个季度的数据截止、预查、拟稿、审核、签发日，以及这些日子是否已公布。": (
        "The release calendar: each quarter's days of freeze, pre-check, draft, review and signing, and whether their "
        "working days are published yet."
    ),
    "从哪一天起，如 2026-11-23；不给则从今天起": "from which day on, such as 2026-11-23; from today on without it",
    "看几个月": "how many months",
    "把日历页写到这个文件": "write the calendar's page to this file",
    "写成日历程序可导入的 .ics 文件": "write an .ics file for calendar programs",
    "由各区已签发的季报汇总全市数字：网页和 CSV。没有签发的区列为未计入。": (
        "A city's figures from its districts' signed reports: a web page and a CSV. Districts that haven't signed are "
        "listed as not included."
    ),
    "市的说明：名称和各区文件夹名（YAML，见 docs/zh/districts.md）": (
        "the city: its name and its districts' folders (YAML, see docs/en/districts.md)"
    ),
    # explain, revisions, revise
    "解释一个数值：口径、分子分母、记录、来源文件、规则、更正、版本、签发。": (
        "Explain a figure: definition, numerator and denominator, records, source files, rules, corrections, vintage, "
        "signatures."
    ),
    "指标编号或名称，如 R01": "an indicator's code or name, such as R01",
    "镇街名称或代码；不填即全区": "name or code of a town; the whole district without it",
    "分组，如 legal_type=foundation 或 社会组织类型=基金会": "a group, such as legal_type=foundation",
    "把构成这一数值的记录写到 .csv 或 .xlsx 文件；半年、全年的发生数逐季各写一个": (
        "write the records behind the figure to a .csv or .xlsx file; flows of half-years and years: one a quarter"
    ),
    "zh 或 en；不填即按设置": "zh or en; as set without it",
    "版本编号(可只写开头)；不填即该季季报所用版本": (
        "a vintage's number (its beginning does); the one of the quarter's report without it"
    ),
    "某季数字的版本与修订：何时因何改动、改了多少；给出指标则显示各季修订三角表和平均修订。": (
        "Vintages and revisions of a quarter's figures: when, why and by how much they changed; with an indicator the "
        "triangle of revisions and the mean revision."
    ),
    "指标编号，如 R01；给出则显示修订三角表": "an indicator's code, such as R01; shows its triangle of revisions",
    "把表写到这个 CSV 文件": "write the table to this CSV file",
    "重新计算一个季度，列出改动，确认后保存为新版本；已签发的季报主要数字有变，则拟出更正通知（草稿，不发送）。": (
        "Compute a quarter again, list what changes and, once confirmed, keep it as a new vintage; where headline "
        "figures of a signed report change, a notice is drafted (not sent)."
    ),
    "修订的原因，写入版本记录和更正通知": "the reason, which goes into the vintage's record and the notice",
    "更正或重大；不填则由系统判定": "更正 (correction) or 重大 (major); the program decides without it",
    "不重新收取，用已保存的原文件": "collect nothing again, use the stored files",
    "何日获知有误，写入更正通知；不填即今日": (
        "the day on which the mistake became known, for the notice; today without it"
    ),
    "不询问，直接保存": "keep it without asking",
    **DELIVERING,
    # check, indicators, sign
    (
        "照运行那样判断一季：收取、整理、核查，试算数字，核对恒等式和报告的每一句话；不成文。\n\n"
        "给出文件则以这些文件代替来源处的同种文件来判断，什么也不保存。\n\n"
        "退出码：0 可以出具，3 可以成文、不可签发，1 不能成文。"
    ): (
        "Judge a quarter as a run would: collect, tidy, check, try the figures, and verify the identities and every "
        "sentence of the report; no report is made.\n\n"
        "With files, these are judged in place of those at their sources, and nothing is kept.\n\n"
        "Exit codes: 0 ready, 3 a draft that can't be signed, 1 blocked."
    ),
    "提交前自查的文件；不给文件则核查来源处的数据": (
        "files to check before they are handed in; without any, what lies at the sources"
    ),
    "把更正单写到这个文件夹": "write the correction sheets into this folder",
    "连同逐个文件的说明": "with what is said of each file",
    "把结论页(HTML)写到这个文件": "write the verdict's page (HTML) to this file",
    "列出全部指标的口径；给出区和季度时列出全区数值。": (
        "List the definitions of all indicators; with a district and a quarter, the district's figures."
    ),
    "意见": "a comment",
    # district
    "区的文件夹：列出、新建、检查。": "Districts' folders: list, make, check.",
    "列出各区；文件夹有错的写明原因，退出码为 1。": (
        "List the districts; one with a mistake says why, with exit code 1."
    ),
    "检查一个区的文件夹：每个问题一句话；没有问题则说明这个区会有哪些 DAG。有问题时退出码为 1。": (
        "Check a district's folder: each mistake a sentence; where there is none, which DAGs it has. Exit code 1 where "
        "there are mistakes."
    ),
    "新建一个区的文件夹：用 --from 由自己的文件做起，直到第一稿；不用则写占位的样例，能通过检查。": (
        "Make a new district's folder: with --from out of its own files, up to a first draft; without it with "
        "placeholders that pass the check."
    ),
    "--from 之后的其他文件": "further files, after --from",
    "由本区自己的文件开始：其后写一个或多个文件，几份数据、几个季度都可以": (
        "begin with the district's own files: one or several behind it, of several extracts and quarters"
    ),
    "用 --from 时，文件没有说明的事：问题=答案，可多次给出": (
        "with --from, what the files don't tell: KEY=ANSWER; may be repeated"
    ),
    "用 --from 时不提问；少了答案就用一句话说明少什么": (
        "with --from, ask nothing; where an answer is missing, a sentence says which"
    ),
    "文件夹名：小写字母、数字、下划线，如 lunan": (
        "name of the folder: lower-case letters, digits, underscores, such as lunan"
    ),
    "中文名，如 路南区": "the Chinese name",
    "英文名；不给则由文件夹名得出": "the English name; from the folder's name without it",
    "六位区划代码；不给则写占位代码 990000": "the division code of six digits; the placeholder 990000 without it",
    "镇街清单 CSV：code,name,en；不给则写三个示例镇街": (
        "a list of towns as CSV (code,name,en); three placeholders without it"
    ),
    "登记名册之外的数据，如 funding，可多次给出": "an extract beside the register, such as funding; may be repeated",
    "第一期季报的季度": "the quarter of the first report",
    "用哪个方案（include/profiles），如 gb-england；不给则为 cn": (
        "the profile (include/profiles) that it takes, such as gb-england; cn without it"
    ),
    "没有方案的国家（ISO 3166），如 IE": "a country without a profile (ISO 3166), such as IE",
    # sources
    "来源文件：预览、核对版式、起草版式。": "Source files: preview one, list an extract's columns, draft a layout.",
    "说明系统如何理解一个文件：编码、表头、各列含义、留用与退回的行。不写入任何内容。": (
        "How a file is understood: encoding, header, what each column is, rows kept and set aside. Writes nothing."
    ),
    "要预览的文件": "the file",
    "只看这个工作表": "this sheet only",
    "文件所属季度，如 2019-Q3": "the quarter that the file is of, such as 2019-Q3",
    "列出一份数据可有的列：字段、含义、是否必需、写法。": (
        "List the columns that an extract may have: name, meaning, whether it is required, kind."
    ),
    "由文件起草版式：列的对应、单位、固定值，以及还要由人决定的事。": (
        "Draft a layout from files: columns, units, constants, and what remains to be decided by a person."
    ),
    "同一来源的一个或几个文件（如几个季度）": "one or several files of one source (of several quarters, say)",
    "不填则由表头判断": "told by the header without it",
    "写入区文件夹的 sources/，并预览": "write it into sources/ of the district's folder, and preview",
    "已有来源定义时也写": "also where there is such a source already",
    "不提问，未定之处留 # ? 行": "ask nothing; what is undecided stays a line ending in # ?",
    # corrections, notices
    "更正单：发出、读回。": "Correction sheets: make them, read them back.",
    "按本季度最近一次核查的结论，为每个镇街和填报单位各做一份更正单，另附结论页。": (
        "A correction sheet for each town and supplying office after the quarter's last check, and the verdict's page."
    ),
    "放更正单和结论页的文件夹": "the folder for sheets and page",
    "读回填好的更正单，逐条写入 corrections.yaml。有一处不合格就一处都不写。": (
        "Read filled sheets and write their corrections into corrections.yaml; where one can't be used, none "
        "is written."
    ),
    "填好的更正单": "filled sheets",
    "交回日期；不填即今天": "the day of return; today without it",
    "写入哪个文件；不填即本区的 corrections.yaml": "into which file; the district's corrections.yaml without it",
    "更正通知：列出、签发、发送给持有原版的人。": (
        "Notices of correction: list, sign, send to those who have the former edition."
    ),
    "某季的更正通知草稿：更正了哪些数字，谁已签发，发给谁。": (
        "A quarter's notices: which figures they correct, who has signed, who gets them."
    ),
    "签发一份更正通知（按散列值）；有签发链的区，链中各角色都签了才能发送。": (
        "Sign a notice (by its hash); in a district with a sign-off chain it can be sent once every role has signed."
    ),
    "通知的散列，可只写开头几位": "the notice's hash; its beginning does",
    "签发角色；有签发链的区须在链中": "the role that signs; one of the chain, where the district has one",
    "把已签发的更正通知发给持有原版报告的人，每人一次。": (
        "Send signed notices to those who have the former edition, once each."
    ),
    # database
    "结果数据库：版本、升级、降级、授权。": "The results database: revision, upgrade, downgrade, rights.",
    "数据库在哪里、是什么版本；不是本程序所需的版本时退出码为 1。": (
        "Where the database is and which revision it has; exit code 1 where the program needs another."
    ),
    "升到本程序所需的版本；已是则什么也不做。": (
        "Upgrade to the revision that the program needs; nothing where it has it."
    ),
    "退回旧版本。旧版本放不下的数据会丢失时拒绝，除非加 --discard。": (
        "Go back to an older revision. Refused where data would be lost that it can't hold, unless --discard is given."
    ),
    "退到哪个版本，如 0007": "to which revision, such as 0007",
    "旧版本放不下的数据也舍弃；先备份": "drop what the older revision can't hold; make a backup first",
    "让一个角色只能读 bi 中供 BI 工具用的视图（Superset、Metabase），别的都不能。升级之后再运行一次。": (
        "Let a role read the views in bi for BI tools (Superset, Metabase), and nothing else. Run it again after an "
        "upgrade."
    ),
    "角色（账号）名；没有则建立，口令由管理员用 psql 的 \\password 设置": (
        "the role (account); made where it is missing, its password is set by an administrator with psql's \\password"
    ),
    "也可读未签发的数字 bi.draft_figures": "also the figures of drafts, bi.draft_figures",
    "让一个角色能运行本程序而不能改表，也不能改已记下的数字（配合 GOVREPORT_MIGRATE=never）。升级之后再运行一次。": (
        "Let a role run the program without changing tables or stored figures (with GOVREPORT_MIGRATE=never). Run it "
        "again after an upgrade."
    ),
}
"""Chinese help -> English."""
