"""Signing a report: who may, in which order, and what must be signed before it goes out.

The command line and the scheduler's sign-off steps both sign through here, into one ledger. A signature is bound to the
report's hash.
"""

from __future__ import annotations

from govreport.context import UNATTENDED, Context
from govreport.errors import BlockedError, DeliveryError, GovreportError, Message, OutdatedError, enumerated
from govreport.manifests.documents import Report
from govreport.reports.words import load_words
from govreport.store.authenticated import Authenticated
from govreport.vocabulary import EFFECTS
from govreport.vocabulary import REPORTS as STATES


def missing_roles(context: Context, report: Report) -> list[str]:
    """The roles of the chain that haven't signed this hash, in their order."""
    signed = context.ledger.signed_roles(report.sha256)
    return [role for role in context.district.signoff if role not in signed]


def has_signed(context: Context, report: Report, role: str) -> bool:
    """Whether a role has signed this very report."""
    return role in context.ledger.signed_roles(report.sha256)


def require_in_chain(context: Context, role: str) -> None:
    """Raise GovreportError where the district's chain of signatures hasn't that role."""
    chain = context.district.signoff
    if role not in chain:
        raise GovreportError(
            f"角色“{role}”不在本区的签发链中，现有：{'、'.join(chain) or '(无)'}。",
            f"{role!r} isn't in the sign-off chain: {', '.join(chain) or '(none)'}.",
        )


def require_signable(context: Context, report: Report, role: str) -> None:
    """See that ``role`` may sign ``report`` now.

    Raises GovreportError where the role isn't in the chain, BlockedError where the report is held, DeliveryError where
    another edition has taken the report's place or an earlier role hasn't signed.
    """
    chain, quarter = context.district.signoff, context.quarter
    require_in_chain(context, role)
    require_released(context, report)
    latest = context.results.latest_report(context.district.id, quarter, report.language)
    if latest is not None and latest.sha256 != report.sha256:
        raise OutdatedError(
            f"{quarter.report_zh}已重新成文，散列值由 {report.sha256[:12]} 变为 {latest.sha256[:12]}，"
            "原件的签署不再有效；请重新运行本期，对新件签署。",
            f"The report of {quarter.running_en} was made again: its hash was {report.sha256[:12]} and is "
            f"{latest.sha256[:12]}, so signatures on the old one don't count. Run the period again and sign the new "
            "one.",
        )
    before = [name for name in missing_roles(context, report) if chain.index(name) < chain.index(role)]
    if before:
        names = enumerated(before)
        raise DeliveryError(
            f"{quarter.report_zh}须先由{names.zh}签署，才轮到{role}。",
            f"{names.en} must sign the report of {quarter.running_en} before {role}.",
        )


def require_account(context: Context, role: str, account: str) -> None:
    """Raise GovreportError where the district says which accounts of the operating system hold a role, and this one
    doesn't."""
    allowed = context.district.accounts.get(role)
    if allowed is not None and account not in allowed:
        raise GovreportError(
            f"操作系统账号 {account} 不能以“{role}”签署：district.yaml 的 accounts 中，这个角色的账号是"
            f"{'、'.join(allowed) or '（无）'}。没有签发；请用那里所列的账号登录后签署，或请管理员把本账号加进去。",
            f"The operating-system account {account} may not sign as {role}: accounts in district.yaml gives that "
            f"role {', '.join(allowed) or '(none)'}. Nothing was signed; log in with an account listed there, or have "
            "this one added.",
        )


def sign_as(
    context: Context, report: Report, role: str, signer: str, comment: str = "", who: Authenticated | None = None
) -> bool:
    """Record a role's signature on the report's hash, and ``who`` was logged in; False where it had signed.

    Raises as require_signable.
    """
    require_signable(context, report, role)
    return context.ledger.sign(report.sha256, role, signer, comment, who)


def require_released(context: Context, report: Report) -> None:
    """Raise BlockedError where an expectation or an identity holds the report: with every reason, and what to do."""
    if report.held:
        why = Message("".join(h.zh for h in report.holds), " ".join(h.en for h in report.holds))
        quarter, (zh, en) = context.quarter, (load_words(context.settings.templates_dir, x) for x in ("zh", "en"))
        raise BlockedError(
            f"{quarter.report_zh}是{STATES['held'].zh}。{why.zh}见技术附件“{zh('headings.quality_details')}”中标明"
            f"“{EFFECTS['hold'].zh}”的规则，或报告“{zh('headings.quality')}”一节中“{zh('quality.broken')}”的数字关系。改好后重新运行本期。",
            f"The report of {quarter.running_en} is a {STATES['held'].en}. {why.en}{' ' if why.en else ''}See "
            "the rules marked "
            f"“{EFFECTS['hold'].en}” under “{en('headings.quality_details')}” in its technical annex, or the "
            f"identities marked “{en('quality.broken')}” in its section “{en('headings.quality')}”. "
            "Once that is mended, run the period again.",
        )


def require_signatures(context: Context, report: Report) -> None:
    """See that every role has signed; raises DeliveryError that names the missing ones."""
    needed = set(context.district.signoff or (UNATTENDED,))
    missing = sorted(needed - context.ledger.signed_roles(report.sha256))
    if missing:
        roles = enumerated(missing)
        raise DeliveryError(
            f"{context.quarter.report_zh}(指纹 {report.fingerprint[:12]})尚缺签发：{roles.zh}。请先签发再分发。",
            f"The report of {context.quarter.running_en} (fingerprint {report.fingerprint[:12]}) lacks "
            f"signatures: {roles.en}. Have it signed first.",
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
