"""Labels of the pages in Airflow, and the sentences that answer a request which can't be met."""

from __future__ import annotations

from collections.abc import Mapping

from govreport.errors import Message
from govreport.html.labels import LABELS
from govreport.vocabulary import NO_SIGNATURE, SEVERITIES

EVENTS: Mapping[str, Message] = {
    "arrived": Message("核实已送达", "found to have arrived"),
    "not_arrived": Message("核实未送达", "found not to have arrived"),
    "bounced": Message("被退回", "bounced"),
    "repeated": Message("要求重发", "sent once more on request"),
    "unclear": Message("回执看不出是退信还是延迟，待人工判定", "a notice that may be a bounce or a delay: decide"),
    "outbox": Message("此前写入发件夹，未寄出", "was in the outbox, not mailed"),
}
COPY_KINDS: Mapping[str, Message] = {
    "report": Message("报告", "report"),
    "brief": Message("镇街简报", "town brief"),
    "notice": Message("更正通知", "correction notice"),
    "sheet": Message("更正单", "correction sheet"),
}
PUBLICATIONS: Mapping[str, Message] = {
    "town_brief": Message("镇街简报", "Town briefs"),
    "reply_annex": Message("提案答复附件", "Annex of a reply"),
    "operators_note": Message("运行说明", "Operators' note"),
}
RUNS: Mapping[str, Message] = {
    "queued": Message("排队", "queued"),
    "running": Message("进行中", "running"),
    "success": Message("完成", "finished"),
    "failed": Message("失败", "failed"),
}
"""How a run of the DAG ended."""
PROBLEMS: Mapping[str, Message] = {
    "no_district": Message(
        "您没有查看任何区报告的权限。请让 Airflow 管理员授予相应 DAG 的读取权限。",
        "You may not read the reports of any district. Ask Airflow's administrator for read access to its DAG.",
    ),
    "not_this_district": Message(
        "您没有查看这个区报告的权限，或没有这个区。", "You may not read this district's reports, or there is none."
    ),
    "not_deciding": Message(
        "您可以查看，但不能处理发送结果：需要有触发该区 DAG 的权限。",
        "You may read, but not settle deliveries: that takes the right to trigger the district's DAG.",
    ),
    "not_auditing": Message(
        "审计结果给运维人员看：需要有触发任一区 DAG 的权限。",
        "What audits found is for operators: that takes the right to trigger the DAG of some district.",
    ),
    "not_signing": Message(
        "您不能以这个角色签发更正通知：签发人列在 district.yaml 的 signers 中，并须有答复该区 DAG“待办”的权限。",
        "You may not sign notices in this role: signers are listed in district.yaml, and need the right to answer the "
        "Required Actions of the district's DAG.",
    ),
    "signed_already": Message(
        "这份更正通知现在不该由这个角色签发，可能已由他人签发。没有作任何改动。",
        "It isn't this role's turn to sign the notice; somebody may have signed it. Nothing was changed.",
    ),
    "not_stated": Message(
        "请勾选所确认的情形，并写明缘由。没有作任何改动。",
        "Tick what you state, and say why. Nothing was changed.",
    ),
    "no_such_hold": Message(
        "没有这条可以接受的问题；可能已由他人接受，或报告已重新成文。没有作任何改动。",
        "There is no such hold to accept; somebody may have accepted it, or the report was made again. Nothing was "
        "changed.",
    ),
    "form_expired": Message(
        "表单已失效或不是由本页发出，没有作任何改动。请返回重新打开页面再提交。",
        "The form has expired or wasn't sent from our page; nothing was changed. Open the page again and send it anew.",
    ),
    "foreign_origin": Message(
        "请求不是从本页发出的，没有作任何改动。", "The request didn't come from our page; nothing was changed."
    ),
    "no_such_file": Message("本期没有这份文件。", "The period has no such file."),
    "no_such_quarter": Message(
        "看不懂是哪一期，请写成 2019-Q3、2019-H1 或 2019 的形式。",
        "That is no period; write it like 2019-Q3, 2019-H1 or 2019.",
    ),
    "no_such_page": Message("没有这一页。", "There is no such page."),
    "no_such_copy": Message(
        "没有这份待核实的发送；可能已由他人处理。", "There is no such copy in doubt; somebody may have settled it."
    ),
    "incomplete": Message(
        "请选择是否送达，并写明依据。没有作任何改动。",
        "Say whether it arrived, and on which grounds. Nothing was changed.",
    ),
    "busy": Message("结果数据库暂时不可用，请稍后再试。", "The results database isn't available now; try again later."),
    "broken": Message(
        "这一页出了错，原因记在 api-server 的日志里；请把网址和时间告诉系统管理员。",
        "This page failed; the api-server's log says why. Tell the administrator the address and the time.",
    ),
    "logged_out": Message("请先登录 Airflow。", "Log in to Airflow first."),
}
WORDS: Mapping[str, Message] = {
    **LABELS,
    "title": Message("治理季报", "Governance reports"),
    "lead": Message(
        "每格是一个区的一期，点开可看文件、数字说明、更正单和发送记录。",
        "Each cell is one period of a district; it leads to files, explanations, correction sheets and deliveries.",
    ),
    "crumb": Message("各期", "All periods"),
    "quarter": Message("时期", "Period"),
    "gap": Message("其间 {n} 个季度未运行", "{n} quarters in between were not run"),
    "none_yet": Message("尚无可列的时期。", "There are no periods to list yet."),
    "unread": Message("以下各区的配置有误，无法列出：", "Districts whose settings are wrong:"),
    "data": Message("核查", "Data"),
    "figures": Message("数字", "Figures"),
    "copies": Message("发送", "Sent"),
    "revised": Message("修订 {n} 次", "revised {n} times"),
    "revised_once": Message("修订 1 次", "revised once"),
    "n_copies": Message("{n} 份", "{n}"),
    "n_failed": Message("未送达 {n} 份", "{n} not delivered"),
    "n_open": Message("待核实 {n} 份", "{n} in doubt"),
    "n_earlier": Message("{n} 份是以前的版本，新版未发送", "{n} of an earlier edition, the new one not sent"),
    "n_under_way": Message("正在发送 {n} 份", "{n} being sent"),
    "earlier": Message("上一期", "Previous period"),
    "later": Message("下一期", "Next period"),
    "doubt": Message("发送待核实", "Deliveries in doubt"),
    "doubt_note": Message(
        "这些邮件可能已送达，也可能没有。系统不会自行重发。请先向收件人核实，再在此记下结果："
        "记为“未送达”的，下次运行才会重发。",
        "These mails may or may not have arrived; nothing is sent again by itself. Ask the recipient, then record the "
        "answer here: only a copy that did not arrive is sent again, by the next run.",
    ),
    "doubt_reader": Message(
        "有触发本区 DAG 权限的人可在此记下核实结果。", "Those who may trigger the district's DAG can settle them here."
    ),
    "old_sheets": Message(
        "以前的更正单，文件已经换过，或所列的行已经改好，请不要再发：",
        "Earlier sheets: the file was replaced, or the rows that they list are mended; don't send them:",
    ),
    "arrived": Message("已送达", "It arrived"),
    "not_arrived": Message("未送达", "It did not arrive"),
    "outcome": Message("核实结果", "What was found"),
    "grounds": Message("依据（向谁、何时核实）", "Grounds (who was asked, and when)"),
    "record": Message("记下结果", "Record it"),
    "recorded": Message("已记下核实结果。", "Recorded."),
    "had": Message("收件人手上的版本", "What recipients have"),
    "reports": Message("报告", "Reports"),
    "no_report": Message("本期还没有报告。", "There is no report of this period yet."),
    "older": Message("以前的版本（{n}）", "Earlier editions ({n})"),
    "made": Message("生成", "Made"),
    "missing": Message("尚缺", "missing"),
    "unattended": NO_SIGNATURE,
    "unsigned": Message("尚无", "none yet"),
    "turn": Message("轮到", "Turn"),
    "turn_of": Message("待{role}签署", "{role} to sign"),
    "held": Message(f"{SEVERITIES['hold'].zh}，因为：", f"This report {SEVERITIES['hold'].en}, because:"),
    "accept": Message("接受", "Accept"),
    "accept_why": Message("缘由（印在报告里）", "Why (printed in the report)"),
    "accept_state": Message("我确认：", "I state: "),
    "accept_note": Message(
        "已接受，请重新运行本期；现有的这份仍是草稿。", "Accepted; run the period again, this one stays a draft."
    ),
    "accept_done": Message("已记下接受。请重新运行本期。", "Recorded. Run the period again."),
    "was_accepted": Message("已由专人接受：", "Accepted:"),
    "draft_note": Message(
        "草稿仅供内部核对；打开草稿会记入审计日志。",
        "A draft is for internal checks; opening it is recorded in the audit log.",
    ),
    "verdict": Message("数据核查", "Verdict on the data"),
    "verdict_page": Message("打开核查结论页", "Open the verdict page"),
    "whole": Message("逐个文件的说明", "File by file"),
    "judged": Message("核查时间", "Judged"),
    "earlier_verdicts": Message("此前还有 {n} 次核查", "judged {n} times before"),
    "places": Message("处数", "Places"),
    "rows": Message("行数", "Rows"),
    "unfold": Message("展开 {n} 个指标", "Indicators: {n}"),
    "vintages": Message("数据版本与修订", "Vintages and revisions"),
    "made_from": Message("数据来自", "Extracts of"),
    "status": Message("状态", "Status"),
    "computed": Message("计算时间", "Computed"),
    "revision": Message("修订", "Revision"),
    "about": Message("关于版本", "about edition"),
    "sign_notice": Message("签发这份更正通知", "Sign this notice"),
    "sign_as": Message("签发角色", "In the role"),
    "opinion": Message("意见（可不填）", "Comment (may stay empty)"),
    "notice_note": Message(
        "应签的都签了，才能用 govreport notices send 发给持有原版的人。",
        "Once everybody has signed, govreport notices send mails it to those who have the former edition.",
    ),
    "notice_signed": Message("已签发更正通知。", "The notice is signed."),
    "runs": Message("运行", "Runs"),
    "runs_none": Message("Airflow 里没有本期的运行。", "Airflow has no run of this period."),
    "run": Message("哪次运行", "Run"),
    "started": Message("开始", "Started"),
    "ledger": Message("发送记录", "Deliveries"),
    "ledger_none": Message("尚未发送。", "Nothing has been sent yet."),
    "what": Message("内容", "What"),
    "recipient": Message("收件人", "Recipient"),
    "when": Message("时间", "When"),
    "test": Message("测试，改投", "test, redirected to"),
    "through": Message("经由", "by way of"),
    "again": Message("第 {n} 次重发", "repeated copy {n}"),
    "times": Message("时间按", "Times are those of"),
    "audit": Message("系统审计", "Audit of the installation"),
    "audit_lead": Message(
        "日志、数据库各行、存储各文件，是不是本系统写下的样子；每周查一次，也可用 govreport audit。",
        "Whether the log, every row of the database and every stored file are as this installation wrote them; looked "
        "at once a week, or with govreport audit.",
    ),
    "audit_none": Message("还没有审计过。", "No audit yet."),
    "audit_when": Message("时间", "When"),
    "audit_by": Message("由谁", "Asked for by"),
    "audit_lines": Message("日志行数", "Lines of the log"),
    "audit_facts": Message("记录项数", "Facts"),
    "audit_files": Message("文件数", "Files"),
    "audit_head": Message("日志末行", "The log's last line"),
    "audit_sound": Message("全部一致。", "All is as it was recorded."),
    "audit_faults": Message("有 {n} 处与日志不符。", "Not as recorded: {n}"),
    "audit_what": Message("什么不符", "What isn't as it was recorded"),
    "audit_since": Message("日志记到何时还是原样（UTC）", "As recorded until (UTC)"),
    "audit_more": Message(
        "另有 {n} 处没有列出；用 govreport audit 看全部。", "{n} more aren't listed; see govreport audit."
    ),
    "audit_then": Message(
        "怎么办：停止签发和发送，照运维手册“审计发现不符”（docs/zh/runbooks/audit-finds-something.md）查明并恢复。",
        "What to do: stop signing and sending, and follow the runbook docs/en/runbooks/audit-finds-something.md.",
    ),
}


def say_both(problem: str) -> dict[str, str]:
    """A problem's sentence in both languages, as an exception carries it."""
    return PROBLEMS[problem]._asdict()
