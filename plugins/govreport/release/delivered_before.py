"""What people have of a period of which a newer edition was made since: what it changes, and both ways out.

Pages, commands and Airflow say it in the same sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from govreport.context import Context
from govreport.delivery.send_notices import notice_roles
from govreport.errors import Message, enumerated
from govreport.html.labels import LANGUAGES
from govreport.language import counted
from govreport.manifests.documents import CorrectionNotice
from govreport.reports.changed_figures import ChangedFigures, changed_figures
from govreport.store.copies import Copies, Copy
from govreport.store.database import open_results
from govreport.store.editions import StoredEdition, read_editions
from govreport.store.ledger import HELD, OUTBOX
from govreport.vocabulary import REPORTS as STATES


@dataclass(frozen=True)
class NumberedEdition:
    """An edition, and which it is of those in its language, in the order in which they were made first."""

    number: int
    edition: StoredEdition

    @property
    def hash(self) -> str:
        """As people compare it."""
        return self.edition.report.sha256[:12]


@dataclass(frozen=True)
class DeliveredBefore:
    """An edition that people have, beside the newest one, which they haven't."""

    had: NumberedEdition
    newest: NumberedEdition
    people: int
    """How many have the one and not the other."""
    is_trial: bool
    """Whether it only lies in the outbox, and nobody has it."""
    changes: ChangedFigures | None
    """None where the store can't say."""
    notices: Sequence[CorrectionNotice]
    """About the edition that people have."""


def delivered_before(context: Context) -> list[DeliveredBefore]:
    """Every edition that somebody has who hasn't the newest one of its language; none where all have that."""
    engine = open_results(context.settings)
    copies = Copies(engine).of(context.district.id, context.quarter)
    if not any(copy.kind == "report" for copy in copies):
        return []
    editions = read_editions(engine, context.district.id, context.quarter, copies)
    found: list[DeliveredBefore] = []
    for language in context.district.languages:
        own = [edition for edition in editions if edition.report.language == language]
        by_age = sorted(own, key=lambda e: (e.made_at, e.report.sha256))
        numbered = [NumberedEdition(by_age.index(edition) + 1, edition) for edition in own]
        found += _of_language(context, numbered)
    return found


def _of_language(context: Context, editions: Sequence[NumberedEdition]) -> Iterator[DeliveredBefore]:
    """``editions``: what was made last first."""
    reached: set[str] = set()
    for place, numbered in enumerate(editions):
        copies = [c for c in numbered.edition.copies if c.state in _having(context)]
        people = {copy.recipient.casefold() for copy in copies} - reached
        reached |= people
        if place and people:
            about = numbered.edition.report
            of_period = context.notices.of(context.district.id, context.quarter)
            yield DeliveredBefore(
                had=numbered,
                newest=editions[0],
                people=len(people),
                is_trial=all(copy.state == OUTBOX for copy in copies),
                changes=changed_figures(context.files, about, editions[0].edition.report),
                notices=[n for n in of_period if n.report_sha256 == about.sha256],
            )


def _having(context: Context) -> Sequence[str]:
    return (*HELD, OUTBOX) if context.settings.mail == "outbox" else HELD


def what_people_have(context: Context, before: DeliveredBefore) -> Message:
    """The first sentence: which edition people have, and that the newest one wasn't sent."""
    had, newest = before.had, before.newest
    when, of = _since(context, had.edition), _language(context, had.edition)
    state = _state(context, newest.edition)
    has_zh = "发件夹里是" if before.is_trial else f"{before.people} 位收件人手上是"
    has_en = "The outbox has" if before.is_trial else f"{counted(before.people, 'recipient')} have"
    if before.people == 1 and not before.is_trial:
        has_en = "1 recipient has"
    return Message(
        f"{context.quarter.report_zh}{of.zh}：{has_zh}第{had.number}版（{had.hash}，{when.zh}）；"
        f"第{newest.number}版（{newest.hash}，{state.zh}）未发送，{_differs(before.changes).zh}。",
        f"Report of {context.quarter.running_en}{of.en}: {has_en} edition {had.number} ({had.hash}, {when.en}); "
        f"edition {newest.number} ({newest.hash}, {state.en}) wasn't sent and {_differs(before.changes).en}.",
    )


def all_sentences(context: Context, before: DeliveredBefore) -> list[Message]:
    """What people have, what the newest edition prints otherwise, whether a notice follows, and both ways out."""
    changes = before.changes.lines() if before.changes is not None else []
    changed = [Message(f"  {line.zh}", f"  {line.en}") for line in changes]
    return [what_people_have(context, before), *changed, what_follows(context, before), *ways_out(context, before)]


def what_follows(context: Context, before: DeliveredBefore) -> Message:
    """Whether those who have the former edition are to get a correction notice."""
    if not before.notices:
        changes = before.changes
        if changes is not None and not any(figure.is_headline for figure in changes.figures):
            return Message(
                "没有更正通知：第一页的主要数字与收件人手上的一版相同。",
                "No correction notice follows: page 1 has the same figures as the edition that people have.",
            )
        return Message(
            "没有拟出关于收件人手上这一版的更正通知。",
            "No correction notice was drafted about the edition that people have.",
        )
    notice = before.notices[-1]
    missing = notice_roles(context, notice)
    sent = sum(c.state == "sent" and not c.is_test for c in _copies_of(context, notice))
    listed = f"govreport notices list {context.quarter} -d {context.district.id}"
    sends = f"govreport notices send {context.quarter} {notice.text.sha256[:12]} -d {context.district.id}"
    if sent:
        zh, en = f"已发出 {sent} 份", f"{sent} sent"
    elif missing:
        zh, en = f"尚未签发；签发后用 {sends} 发送", f"not signed yet; once it is, {sends} mails it"
    else:
        zh, en = f"已签发，未发送；用 {sends} 发送", f"signed and not sent; {sends} mails it"
    name = notice.text.sha256[:12]
    return Message(f"更正通知（{name}）：{zh}。内容见 {listed}。", f"Correction notice ({name}): {en}. See {listed}.")


def ways_out(context: Context, before: DeliveredBefore) -> tuple[Message, Message]:
    """To send the newest edition, and exactly what that does; or to leave it."""
    district, quarter = context.district, context.quarter
    had, newest = before.had.number, before.newest.number
    command = f"govreport deliver {quarter} -d {district.id} --supersede"
    report, missing = before.newest.edition.report, before.newest.edition.missing(context.signers)
    if report.held:
        first = Message(
            "这一版不可签发，现在发不了；改好、重新运行以后，",
            "This edition can't be signed, so it can't be sent now. Once that is mended and the period was run again, ",
        )
    elif missing and district.signoff:
        roles = enumerated(missing)
        first = Message(
            f"先由{roles.zh}签发（govreport sign -d {district.id} -q {quarter} --role {missing[0]} --signer 职务），再",
            f"Have it signed by {roles.en} (govreport sign -d {district.id} -q {quarter} --role {missing[0]} --signer "
            "NAME), then ",
        )
    elif missing:
        first = Message(
            f"先运行 govreport run -d {district.id} -q {quarter} --until sign，再",
            f"Run govreport run -d {district.id} -q {quarter} --until sign, then ",
        )
    else:
        first = Message("", "")
    return (
        Message(
            f"要发新版：{first.zh}运行 {command}。第{newest}版和各镇街简报发给全部收件人，手上有第{had}版的人"
            f"会收到第二封邮件，其中“更改说明”写明改了什么；第{had}版的签发和发送记录不变，更正通知不会随之发出。",
            f"To send the new one: {first.en}run {command}. Edition {newest} and the towns' briefs go to "
            f"every recipient; those who have edition {had} get a second mail, which says what has changed. The "
            f"signatures and deliveries of edition {had} stay on record, and no correction notice goes with it.",
        ),
        Message(
            f"不发新版：什么也不用做。收件人手上仍是第{had}版，再运行也不会自动发送第{newest}版。",
            f"To leave it: do nothing. Recipients keep edition {had}, and no run sends edition {newest} by itself.",
        ),
    )


def _differs(changes: ChangedFigures | None) -> Message:
    if changes is None:
        return Message("与之相比改了什么，存储里查不到", "what it changes can't be told from the store")
    if not changes.figures:
        return Message("与之相比印出的数字没有改动", "prints the same figures")
    count = len(changes.figures)
    return Message(f"与之相比改动 {count} 处", f"prints {counted(count, 'figure')} otherwise")


def _state(context: Context, edition: StoredEdition) -> Message:
    if edition.report.held:
        return STATES["held"]
    missing = edition.missing(context.district.signoff)
    return STATES["awaiting"] if missing else STATES["signed" if context.district.signoff else "issued"]


def _since(context: Context, edition: StoredEdition) -> Message:
    """When it was signed; where nobody is asked to sign, when it was sent first."""
    signed = [s.signed_at for s in edition.signatures if s.role in context.district.signoff]
    if signed:
        when = _local(context, max(signed))
        return Message(f"{when} 签发", f"signed {when}")
    when = _local(context, min(c.finished_at or c.claimed_at for c in edition.copies))
    return Message(f"{when} 发送", f"sent {when}")


def _language(context: Context, edition: StoredEdition) -> Message:
    if len(context.district.languages) == 1:
        return Message("", "")
    name = LANGUAGES[edition.report.language]
    return Message(f"（{name}）", f" ({name})")


def _local(context: Context, moment: datetime) -> str:
    return moment.replace(tzinfo=UTC).astimezone(context.district.tz).strftime("%Y-%m-%d %H:%M")


def _copies_of(context: Context, notice: CorrectionNotice) -> list[Copy]:
    copies = Copies(open_results(context.settings)).of(context.district.id, context.quarter)
    return [copy for copy in copies if copy.kind == "notice" and copy.sha256 == notice.text.sha256]
