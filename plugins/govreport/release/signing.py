"""Signing a report: who may, in which order, and what a signer is shown. A signature is bound to the report's hash.

The command line and the scheduler's sign-off steps both sign through here, into one ledger. Belongs here: those rules
and the words that a signer reads. Does not belong here: how the question reaches the signer, the gate before delivery
(stages.sign).
"""

from __future__ import annotations

from collections.abc import Sequence

from govreport.context import UNATTENDED, Context
from govreport.errors import BlockedError, DeliveryError, GovreportError
from govreport.manifests.documents import Report
from govreport.manifests.measurements import Revision
from govreport.reports.model import AttentionBlock, ReportModel
from govreport.reports.words import load_words
from govreport.vocabulary import EFFECTS

SHOWN = 12
"""Findings of one kind that a signer is shown; the rest is in the report."""


def missing_roles(context: Context, report: Report) -> list[str]:
    """The roles of the chain that haven't signed this hash, in their order."""
    signed = context.ledger.signed_roles(report.sha256)
    return [role for role in context.district.signoff if role not in signed]


def has_signed(context: Context, report: Report, role: str) -> bool:
    """Whether a role has signed this very report."""
    return role in context.ledger.signed_roles(report.sha256)


def require_signable(context: Context, report: Report, role: str) -> None:
    """See that ``role`` may sign ``report`` now.

    Raises GovreportError where the role isn't in the chain, BlockedError where the report is held, DeliveryError where
    another edition has taken the report's place or an earlier role hasn't signed.
    """
    chain, quarter = context.district.signoff, context.quarter
    if role not in chain:
        known = "、".join(chain) or "(无)"
        raise GovreportError(
            f"角色“{role}”不在本区的签发链中，现有：{known}。", f"{role!r} isn't in the sign-off chain: {known}."
        )
    require_released(context, report)
    latest = context.results.latest_report(context.district.id, quarter, report.language)
    if latest is not None and latest.sha256 != report.sha256:
        raise DeliveryError(
            f"{quarter.zh}季报已重新成文，散列值由 {report.sha256[:12]} 变为 {latest.sha256[:12]}，原件的签署不再有效；"
            "请重新运行本季度，对新件签署。",
            f"The report of {quarter.en} was made again: its hash was {report.sha256[:12]} and is "
            f"{latest.sha256[:12]}, so signatures on the old one don't count. Run the quarter again and sign the new "
            "one.",
        )
    before = [name for name in missing_roles(context, report) if chain.index(name) < chain.index(role)]
    if before:
        names = "、".join(before)
        raise DeliveryError(
            f"{quarter.zh}季报须先由{names}签署，才轮到{role}。",
            f"{names} must sign the report of {quarter.en} before {role}.",
        )


def sign_as(context: Context, report: Report, role: str, signer: str, comment: str = "") -> bool:
    """Record a role's signature on the report's hash; False where it had signed. Raises as require_signable."""
    require_signable(context, report, role)
    return context.ledger.sign(report.sha256, role, signer, comment)


def subject_of(context: Context, report: Report, role: str) -> str:
    """The question's headline."""
    language = "English" if report.language == "en" else "中文"
    return f"{context.district.short_name.zh}{context.quarter.zh}季报（{language}）请{role}签署 · {report.sha256[:12]}"


def body_of(context: Context, report: Report, role: str, revisions: Sequence[Revision] | None = None) -> str:
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
    parts.append("### 文件 Files\n\n" + "\n".join(_link(context, f.name, f.key) for f in report.files))
    parts.append(
        "同意即对上述散列值签署；报告内容一变，散列值随之改变，签署失效。退回请写明意见，本次运行将失败并通知运行值班。\n\n"
        "*Approving signs this very hash. To reject, say why: the run fails and the operators are told.*"
    )
    return "\n\n".join(part for part in parts if part)


def _verdict(context: Context) -> str:
    run = context.runs.last_run(context.district.id, context.quarter, "render")
    verdict = context.results.verdict(run.verdict_sha256) if run is not None else None
    return f"### 数据核查结论 Verdict\n\n{_plain(verdict.paragraph_zh)}" if verdict is not None else ""


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
    more = [f"- ……另有 {len(lines) - SHOWN} 项，见季报 and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return f"### {title}\n\n" + "\n".join([*lines[:SHOWN], *more])


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


def require_released(context: Context, report: Report) -> None:
    """Raise BlockedError where an expectation or an identity holds the report."""
    if report.held:
        quarter, (zh, en) = context.quarter, (load_words(context.settings.templates_dir, x) for x in ("zh", "en"))
        raise BlockedError(
            f"{quarter.zh}季报为草稿，不能签发：见季报“{zh('headings.quality')}”一节中标明“{EFFECTS['hold'].zh}”的规则"
            f"或“{zh('quality.broken')}”的数字关系。请更正后重新运行本季度。",
            f"The report of {quarter.en} is a draft and can't be signed: see the rules marked “{EFFECTS['hold'].en}” "
            f"or the identities marked “{en('quality.broken')}” in its section “{en('headings.quality')}”. Correct the "
            "data and run the quarter again.",
        )


def require_signatures(context: Context, report: Report) -> None:
    """See that every role has signed; raises DeliveryError that names the missing ones."""
    needed = set(context.district.signoff or (UNATTENDED,))
    missing = sorted(needed - context.ledger.signed_roles(report.sha256))
    if missing:
        roles = "、".join(missing)
        raise DeliveryError(
            f"{context.quarter.zh}季报(指纹 {report.fingerprint[:12]})尚缺签发：{roles}。请先签发再分发。",
            f"The report of {context.quarter.en} (fingerprint {report.fingerprint[:12]}) lacks signatures: {roles}. "
            "Have it signed first.",
        )


def require_issuable(context: Context, report: Report) -> Report:
    """See that the report may go out, and record that it was issued.

    Raises BlockedError where the verdict or an identity holds it, DeliveryError where a signature is missing.
    """
    require_released(context, report)
    if not context.district.signoff:
        context.ledger.sign(report.sha256, UNATTENDED, context.district.id, "no signature is configured")
    require_signatures(context, report)
    context.presented.issue(report.sha256)
    return report
