"""Why an edition isn't issued, as far as readers of an archive may know it.

Everybody may know which rule holds it and whose signature is missing. What a draft itself says, figures among it,
stands only where drafts are shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from govreport.archive.holdings import Edition, Holding
from govreport.archive.site import SiteContext
from govreport.errors import Message
from govreport.reports.formats.fonts import plain

_NAMED = 3
"""Rules that are named; the verdict's page names all."""


def why_not_issued(site: SiteContext, edition: Edition) -> str:
    """The reason and what issues the edition; "" where it is issued."""
    if edition.state in ("issued", "sent"):
        return ""
    reasons = _held(site, edition) if edition.state == "draft" else [_unsigned(edition)]
    return site.pick("", " ").join(site.say(reason) for reason in reasons)


def open_question(site: SiteContext, holding: Holding) -> str:
    """Why a quarter has no issued report, of its latest edition; "" where it has one or none was made."""
    if not holding.editions or any(e.state in ("issued", "sent") for e in holding.editions):
        return ""
    return why_not_issued(site, holding.editions[0])


def _held(site: SiteContext, edition: Edition) -> Iterator[Message]:
    rules = [
        o
        for o in (edition.verdict.all_outcomes if edition.verdict is not None else ())
        if not o.passed and (o.error is not None or o.severity in ("hold", "block"))
    ]
    chain = site.holdings.district.signoff
    made = "未签发" if chain else "未成文"
    if edition.model is not None and edition.model.draft:
        yield Message(plain(edition.model.draft), plain(edition.model.draft))
    elif rules:
        more = len(rules) - _NAMED
        zh = "、".join(f"{o.rule}（{o.zh}）" for o in rules[:_NAMED])
        en = ", ".join(f"{o.rule} ({o.en})" for o in rules[:_NAMED])
        yield Message(
            f"{made}，因为数据不合规则{zh}{f'等{len(rules)}条' if more > 0 else ''}。",
            f"Not issued, because the data break the rule {en}{f' and {more} more' if more > 0 else ''}.",
        )
    else:
        yield Message(
            f"{made}，因为有应当相等的数字不等，或有文字与数字不符。",
            "Not issued, because figures that must agree don't, or a text doesn't fit its figures.",
        )
    zh = "更正数据并重新运行本期后即为已成文，本区不设签发。"
    en = "Once the data are corrected and the period is run again it is issued; this district asks for no signature."
    if chain:
        zh = f"更正数据并重新运行本期后，由{'、'.join(chain)}依次签发。"
        en = f"Once the data are corrected and the period is run again, {', '.join(chain)} sign it in this order."
    yield Message(zh, en)


def _unsigned(edition: Edition) -> Message:
    roles = edition.missing
    have = "has" if len(roles) == 1 else "have"
    return Message(
        f"未签发，尚缺{'、'.join(roles)}签发；签齐后公布。",
        f"Not issued: {', '.join(roles)} still {have} to sign; it is shown once all have.",
    )
