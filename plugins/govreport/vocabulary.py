"""The words of states in both languages: severities of rules, verdicts, reports, mailed copies, stages of a run.

Command line, pages, mails and the generated dictionaries take them from here, so that what one calls 不可签发 is called
so by all. Whole sentences in which such a word stands keep it themselves: the report's in narrative.zh.yaml and
narrative.en.yaml, and messages that quote a state. A migration of store/migrations/ states its words itself too: what
it did once must not change with this file. English words begin small; a heading sets its own capital.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from govreport.errors import Message

Severity = Literal["block", "hold", "warn", "info"]
SEVERITIES: Mapping[Severity, Message] = {
    "block": Message("不能成文", "block"),
    "hold": Message("不可签发", "can't be signed"),
    "warn": Message("提示", "warn"),
    "info": Message("知悉", "info"),
}
"""How grave it is that a rule isn't kept: the column 级别, severity."""
EFFECTS: Mapping[str, Message] = {
    "block": Message("不能成文", "no report"),
    "hold": Message("不可签发", "can't be signed"),
    "accepted": Message("已接受", "accepted"),
    "aside": Message("剔除该行", "row set aside"),
    "warn": Message("保留并提示", "kept, noted"),
    "info": Message("仅记录", "recorded"),
}
"""What a rule that isn't kept does to the report, in words for its readers."""
VERDICTS: Mapping[str, Message] = {
    "pass": Message("通过", "passed"),
    "warn": Message("通过，有提示", "passed with warnings"),
    "hold": Message("不可签发", "can't be signed"),
    "block": Message("不能成文", "no report can be made"),
}
"""What the checks of a quarter's data came to."""
REPORTS: Mapping[str, Message] = {
    "not_run": Message("未运行", "not run"),
    "checked": Message("已核查，未成文", "checked, no report yet"),
    "blocked": Message("不能成文", "no report can be made"),
    "held": Message("草稿，不可签发", "draft, can't be signed"),
    "awaiting": Message("待签发", "awaiting signature"),
    "issued": Message("已成文", "issued"),
    "signed": Message("已签发", "signed"),
    "delivered": Message("已发送", "delivered"),
    "undelivered": Message("有未送达", "not all delivered"),
    "in_doubt": Message("发送待核实", "delivery in doubt"),
}
"""What a quarter and its reports have come to; ``issued`` stands for ``signed`` where no signature is asked for."""
NO_SIGNATURE = Message("本区不设签发", "this district asks for no signature")
"""What stands where signatures would, of a report that is issued without."""
COPIES: Mapping[str, Message] = {
    "none": Message("未发送", "not sent"),
    "claimed": Message("没有结果", "no outcome"),
    "under_way": Message("正在发送", "being sent"),
    "sent": Message("已发送", "sent"),
    "already_sent": Message("此前已发送", "sent before"),
    "outbox": Message("已写入发件夹，未寄出", "in the outbox, not mailed"),
    "would_send": Message("将发送", "would be sent"),
    "refused": Message("未发送", "refused"),
    "failed": Message("未发出", "failed"),
    "withheld": Message("未再发送", "withheld"),
    "in_doubt": Message("不能确定", "in doubt"),
    "bounced": Message("被退回", "bounced"),
    "not_arrived": Message("未送达", "not arrived"),
}
"""What became of one mailed copy."""
NOT_RECORDED = Message("未记录", "not recorded")
"""Through what a copy went, where nobody wrote it down."""
STAGES: Mapping[str, Message] = {
    "collect": Message("收取", "collect"),
    "tidy": Message("整理", "tidy"),
    "check": Message("核查", "check"),
    "conclude": Message("结论", "conclude"),
    "return_rows": Message("退回", "return rows"),
    "measure": Message("计算", "measure"),
    "verify": Message("校验", "verify"),
    "render": Message("成文", "render"),
    "sign": Message("签发", "sign"),
    "deliver": Message("分发", "deliver"),
    "publish": Message("档案", "publish"),
}
"""The stages of a run, in their order."""

EXTRACTS_CALLED: Mapping[str, Message] = {
    "registration": Message("社会组织登记名册", "Register of organizations"),
    "funding": Message("扶持资金台账", "Grants"),
    "evaluation": Message("监管与评估事项台账", "Inspections and assessments"),
    "filing": Message("社区社会组织备案名册", "Community groups"),
    "party": Message("社会组织党建情况报表", "Party building"),
    "linkage": Message("五社联动推进情况", "Work in communities"),
    "ventures": Message("公益微创投项目台账", "Venture projects"),
    "donations": Message("社区基金捐赠收入", "Donations to community funds"),
    "activities": Message("培训交流及公开情况", "Training and activities"),
}
"""What an extract is called until its owner calls it otherwise."""

FACTS: Mapping[str, Message] = {
    "snapshot": Message("收取的文件", "collected file"),
    "verdict": Message("核查结论", "verdict"),
    "judgement": Message("结论的生效", "standing of a verdict"),
    "vintage": Message("指标数据", "figures"),
    "definitions": Message("指标定义", "definitions"),
    "run": Message("运行", "run"),
    "profile": Message("数据概貌", "profile"),
    "report": Message("报告", "report"),
    "signature": Message("签署", "signature"),
    "issue": Message("签发", "issue"),
    "delivery": Message("报告的发送", "copy of a report"),
    "sheet": Message("更正单", "correction sheet"),
    "sheet copy": Message("更正单的发送", "copy of a correction sheet"),
    "notice": Message("更正通知", "correction notice"),
    "notice signature": Message("更正通知的签发", "release of a notice"),
    "publication": Message("简报、附件或说明", "brief, annex or note"),
    "mail": Message("其他邮件", "other mail"),
    "message": Message("发出的邮件原文", "message as sent"),
    "copy event": Message("发送的处理", "decision on a copy"),
    "alert": Message("给运维人员的通知", "alert"),
    "acceptance": Message("接受", "acceptance"),
    "presented": Message("可公布的数据", "what may be shown"),
    "described": Message("指标的名称", "names of indicators"),
    "words": Message("地名与分类名", "names of places and classes"),
    "audit": Message("审计", "audit"),
    "key": Message("密钥", "key"),
    "archive": Message("发布的档案", "published archive"),
    "authentication": Message("签署人的账号", "account of who signed"),
    "sheet read": Message("读入的更正单", "correction sheet read"),
    "removal": Message("到期删去的原始文件", "raw file removed when its time was over"),
}
"""Kind of what the results database records (store/log.py) -> what it is called."""
AUTHENTICATED: Mapping[str, Message] = {
    "airflow": Message("Airflow 用户", "Airflow user"),
    "account": Message("操作系统账号", "operating-system account"),
}
"""How it is known who signed -> what that is called."""
