"""What a signer is asked and shown, as Markdown: the report's hash, its figures, what needs attention, the verdict."""

from __future__ import annotations

from collections.abc import Sequence

from govreport.context import Context
from govreport.manifests.documents import Report
from govreport.manifests.measurements import Revision
from govreport.quality.opening import opening
from govreport.reports.model import AttentionBlock, ReportModel

MOST = 12
"""Findings of one kind that a signer is shown; the rest is in the report."""


def question_title(context: Context, report: Report, role: str) -> str:
    """The headline of the question: which report, which role, which hash."""
    language = "English" if report.language == "en" else "中文"
    return (
        f"{context.district.short_name.zh}{context.quarter.report_zh}（{language}）请{role}签署 · {report.sha256[:12]}"
    )


def question_text(context: Context, report: Report, role: str, revisions: Sequence[Revision] | None = None) -> str:
    """What a signer sees, as Markdown: hash, headline, figures, what needs attention, revisions, verdict, files.

    ``revisions`` is None where they aren't known here.
    """
    model = ReportModel.model_validate_json(context.files.get(report.model_key))
    parts = [
        f"**{_plain(model.title)}　{_plain(model.issue)}**　{_plain(model.as_of)}",
        f"报告散列值 report hash：`{report.sha256}`  \n指纹 fingerprint：`{report.fingerprint}`  \n"
        f"签署角色 role：**{_plain(role)}**；签发链 chain：{' → '.join(map(_plain, context.district.signoff))}",
        _verdict(context),
        *(f"> {_plain(line)}" for line in model.headline),
        "### 主要数字 Headline figures\n\n" + _figures(model),
    ]
    findings = [f"- **{_plain(f.lead)}**{_plain(f.text)}" for f in model.findings]
    parts.append(_listed("本期要点 Findings", findings))
    blocks = [b for s in model.sections for b in s.blocks]
    attention = [
        f"- **{_plain(item.heading)}** {_plain(item.text)} "
        f"办法：{_plain(item.action)}（{_plain(item.owner)}，{_plain(item.due)}）"
        for block in blocks
        if isinstance(block, AttentionBlock)
        for item in block.items
    ]
    parts.append(_listed("需要关注 Needs attention", attention))
    parts.append(_revisions(revisions))
    parts.append("### 文件 Files\n\n" + "\n".join(_link(context, f.name, f.key) for f in report.files if not f.is_part))
    parts.append(
        "同意即对上述散列值签署；报告内容一变，散列值随之改变，签署失效。退回请写明意见，本次运行将失败并通知运行值班。\n\n"
        "*Approving signs this very hash. To reject, say why: the run fails and the operators are told.*"
    )
    return "\n\n".join(part for part in parts if part)


def _verdict(context: Context) -> str:
    run = context.runs.last_run(context.district.id, context.quarter, "render")
    verdict = context.results.verdict(run.verdict_sha256) if run is not None else None
    if verdict is None:
        return ""
    lines = [f"- {_plain(line.zh)}" for line in opening(verdict, context.district)]
    return "\n".join(["### 数据核查结论 Verdict", "", *lines, "", _plain(verdict.paragraph_zh)])


def _figures(model: ReportModel) -> str:
    rows = ["| 指标 | 数值 | 变动 |", "|---|---|---|"]
    for kpi in model.kpis:
        changes = "；".join(f"{c.label} {c.absolute}{f'（{c.relative}）' if c.relative else ''}" for c in kpi.changes)
        rows.append(f"| {_cell(kpi.name)} | {_cell(kpi.value)} {_cell(kpi.unit)} | {_cell(changes)} |")
    return "\n".join(rows)


def _revisions(revisions: Sequence[Revision] | None) -> str:
    if revisions is None:
        return ""
    lines = [
        f"- {r.quarter} {r.indicator}{f' {r.town_code}' if r.town_code else ''}："
        f"{r.old_numerator:,} → {r.new_numerator:,}{f'（{_plain(r.reason_zh)}）' if r.reason_zh else ''}"
        for r in revisions
        if not r.breakdown
    ]
    title = f"修订 Revisions（{len(revisions):,}）"
    return _listed(title, lines) if revisions else f"### {title}\n\n无 none"


def _listed(title: str, lines: list[str]) -> str:
    if not lines:
        return ""
    more = [f"- ……另有 {len(lines) - MOST} 项，见报告 and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return f"### {title}\n\n" + "\n".join([*lines[:MOST], *more])


def _link(context: Context, name: str, key: str) -> str:
    base = context.settings.report_url
    return f"- [{_plain(name)}]({base.rstrip('/')}/{key})" if base else f"- {_plain(name)}：`{context.files.path(key)}`"


def _plain(text: str) -> str:
    """Text from data stays text: no markup."""
    for mark in "\\`*_[]<>|":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _plain(text) or "—"
