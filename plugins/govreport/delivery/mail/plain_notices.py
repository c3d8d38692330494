"""What a mail system says in plain words, without a delivery status notification: given up, still trying, or unclear.

Words that most mail programs use, in English and Chinese, are judged first; what they leave open is asked of
flufl.bounce, which knows the forms of many programs. What both leave open stays unknown: a person reads it.
"""

from __future__ import annotations

import re
from email.message import EmailMessage, Message
from typing import Literal

Action = Literal["failed", "delayed", "delivered", "unknown"]

_DELAYED = re.compile(
    r"""
    not\ yet\ been\ delivered
    | still\ (?:being\ )?(?:trying|retr|in\ (?:the\ )?queue|queued)
    | will\ (?:be\ retried|retry|try\ again|(?:continue|keep)\ (?:to\ (?:be\ )?)?(?:try|tri|retry|attempt))
    | (?:has|have)\ been\ (?:delayed|postponed|deferred) | (?:is|was)\ (?:delayed|deferred)
    | delivery\ (?:is\ |has\ been\ )?delayed | status\ notification\ \(delay\)
    | delivery\ attempts\ will\ continue | no\ action\ is\ required\ on\ your\ part
    | warning\ (?:message\ )?only | do\ not\ need\ to\ resend | just\ a\ warning
    | delayed\ mail | delayed\ \d+\ hours?
    | (?:投递|发送|邮件|送达)[^。；]{0,12}(?:延迟|延误|推迟)
    | (?:仍在|正在|继续|稍后|还会|将会?)(?:继续|自动|再次|不断)?(?:尝试|重试|重新投递|重投)
    | (?:无需|不需要|不必|请勿)(?:您)?(?:再次|重新|重复)(?:发送|投递)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"""
    permanent\ (?:fatal\ )?(?:error|failure) | (?:has|have|'ve)\ given\ up | giving\ up
    | retry\ time(?:out)?\ (?:exceeded|expired) | no\ (?:further|more)\ attempts | will\ not\ be\ retried
    | returned\ to\ sender | delivery\ (?:has\ )?(?:permanently\ )?failed
    | (?:was\ not|wasn't|could\ not\ be)\ delivered\ (?:to\ \S+\ )?because
    | undeliverable: | status\ notification\ \(failure\)
    | 被退回 | 退信(?:原因|通知|说明|代码) | 不再(?:尝试|重试|投递|发送)
    | (?:投递|发送)(?:已经?)?失败 | 永久(?:性)?(?:错误|失败)
    | (?:收件人|用户|邮箱|帐户|账户|地址)[^。；]{0,8}(?:不存在|已停用|被禁用|已满) | 拒收 | 被拒绝
    """,
    re.VERBOSE | re.IGNORECASE,
)
_REFUSED_FOR_GOOD = re.compile(r"(?<![\d.])5\.\d{1,3}\.\d{1,3}(?!\d|\.\d)|(?<![\d.:\-])55[0-7][\s\-]")
"""A status or an answer of class 5: it stays as it is however often one tries."""
_QUOTED_BELOW = re.compile(
    r"^[\s>*\-=_#]*(?:this is a copy of (?:your|the) message|below this line is a copy|(?:the )?original message|"
    r"(?:the )?header of the original|message header follows|(?:以下)?(?:是|为)?(?:原始?邮件|原信|邮件原文)).*",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_TAGS = re.compile(r"<(?:style|script).*?</(?:style|script)>|</?[a-z!][^<>]*>", re.IGNORECASE | re.DOTALL)


def own_words(mail: EmailMessage) -> str:
    """What the mail system itself writes, subject first; neither the mail that it quotes nor that mail's headers."""
    texts = [str(mail.get("Subject", ""))]
    quoted = {
        id(part) for whole in mail.walk() if whole.get_content_type() == "message/rfc822" for part in whole.walk()
    }
    for part in mail.walk():
        if id(part) not in quoted and part.get_content_type() in ("text/plain", "text/html"):
            text = payload(part)
            texts.append(_TAGS.sub(" ", text) if part.get_content_type() == "text/html" else text)
    return _QUOTED_BELOW.sub("", "\n".join(texts))


def payload(part: Message) -> str:
    """A part's text in its own encoding; what can't be read is replaced."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return str(part.get_payload())
    for encoding in (part.get_content_charset(), "utf-8", "gb18030"):
        try:
            if encoding:
                return raw.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace")


def action_of(mail: EmailMessage) -> tuple[Action, str]:
    """What became of the mail that a plain notification is about, and the address that it names ("" for none)."""
    text = " ".join(own_words(mail).split())
    is_delayed = bool(_DELAYED.search(text))
    has_given_up = bool(_GIVEN_UP.search(text) or _REFUSED_FOR_GOOD.search(text))
    temporary, permanent = _known_forms(mail)
    address = next(iter(sorted(permanent or temporary)), "")
    if is_delayed and has_given_up:
        return "unknown", address
    if is_delayed or has_given_up:
        return ("delayed" if is_delayed else "failed"), address
    if permanent and not temporary:
        return "failed", address
    return ("delayed" if temporary and not permanent else "unknown"), address


def _known_forms(mail: EmailMessage) -> tuple[set[str], set[str]]:
    """Addresses that flufl.bounce reads as failing for now, and for good."""
    # Imported here: only a bounce without a status notification needs it.
    from email import message_from_bytes

    from flufl.bounce import all_failures

    try:
        # Read anew by the policy that its detectors are made for.
        temporary, permanent = all_failures(message_from_bytes(mail.as_bytes()))
    except Exception:
        return set(), set()  # it stumbles over forms that it doesn't know; what it says is only a help
    for_now, for_good = ({a.decode("ascii", "replace") for a in found if a} for found in (temporary, permanent))
    return for_now, for_good
