"""What a task that succeeded made, in the words of the district's people, with the page that shows it.

Manifests go through XCom, of which Airflow shows nobody anything; so a green task's log says what came of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from govreport.context import Context
from govreport.district.folder import District
from govreport.errors import Message
from govreport.manifests.deliveries import DeliveryRow
from govreport.manifests.documents import Archive, Report
from govreport.manifests.extracts import Snapshot, TidyExtract
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import ExtractCheck, Verdict
from govreport.quality.opening import opening
from govreport.store.ledger import OPEN_AGAIN
from govreport.vocabulary import COPIES, REPORTS, VERDICTS
from govreport_airflow.run_names import page_address


def made(run: Context, result: Any) -> list[Message]:
    """One line each, and the address of the page; [] of what has nothing to show."""
    page = page_address(run.district.id, run.quarter)
    if isinstance(result, Snapshot):
        return [_collected(result)]
    if isinstance(result, TidyExtract):
        return [_tidied(run.district, result)]
    if isinstance(result, Verdict):
        return [*_judged(run.district, result), seen(f"{page}/verdict")]
    if isinstance(result, Measurement):
        return [*_measured(result), seen(page)]
    if isinstance(result, Report):
        return [Message(f"已签发，散列值 {result.sha256[:12]}。", f"Signed, hash {result.sha256[:12]}."), seen(page)]
    if isinstance(result, Archive):
        return [
            Message(
                f"档案 {result.index}：共 {result.files} 个文件，新写 {result.written} 个，删去 {result.removed} 个。",
                f"Archive {result.index}: {result.files} files, {result.written} written, {result.removed} removed.",
            )
        ]
    if isinstance(result, list) and result and isinstance(result[0], ExtractCheck):
        return [_checked(run.district, check) for check in result]
    if isinstance(result, list) and result and isinstance(result[0], Report):
        return [*(line for report in result for line in _rendered(report)), seen(page)]
    return []


def copies(rows: Sequence[DeliveryRow], district: District) -> list[Message]:
    """What became of each recipient's copy: role, state in words, what the server said."""
    roles = {recipient.address: recipient.role for recipient in district.recipients}
    return [copy_line(roles.get(row.recipient, row.recipient), row.state, row.detail) for row in rows]


def copy_line(recipient: str, state: str, detail: str) -> Message:
    """A recipient's copy in one line."""
    words = COPIES[state]
    return Message(f"{recipient}：{words.zh} {detail}".strip(), f"{recipient}: {words.en} {detail}".strip())


def what_next(states: Iterable[str]) -> Message:
    """What may be done about copies that aren't known to have arrived: it depends on whether a server took them."""
    found = set(states)
    parts = []
    if found & set(OPEN_AGAIN):
        parts.append(
            Message(
                "没有发出的，排除原因以后续跑就会再发，已经发出的不会重发。",
                "What wasn't sent is sent once the cause is mended and the run goes on; what was sent, isn't.",
            )
        )
    if found - set(OPEN_AGAIN):
        parts.append(
            Message(
                "不能确定或被退回的，程序不会自行重发：请向收件人核实，在报告页上或用 govreport settle 记下，"
                "记为没有收到的才会再发。",
                "What is in doubt or bounced isn't sent again by itself: ask the recipient and record the answer, on "
                "the report's page or with govreport settle; only what did not arrive is sent again.",
            )
        )
    return Message("".join(part.zh for part in parts), " ".join(part.en for part in parts))


def summed_up(rows: Sequence[DeliveryRow]) -> Message:
    """How many copies are in which state."""
    counts = Counter(row.state for row in rows)
    return Message(
        "，".join(f"{COPIES[state].zh} {count} 份" for state, count in counts.items()) or "没有收件人",
        ", ".join(f"{count} {COPIES[state].en}" for state, count in counts.items()) or "no recipients",
    )


def seen(address: str) -> Message:
    """Where people see it."""
    return Message(f"在页面上看：{address}", f"On its page: {address}")


def _title(district: District, extract: str) -> Message:
    source = district.sources.get(extract)
    return Message(source.title.zh, source.title.en) if source is not None else Message(extract, extract)


def _collected(snapshot: Snapshot) -> Message:
    return Message(
        f"收到 {snapshot.filename}，{snapshot.size:,} 字节，来自 {snapshot.origin}。",
        f"Collected {snapshot.filename}, {snapshot.size:,} bytes, from {snapshot.origin}.",
    )


def _tidied(district: District, tidy: TidyExtract) -> Message:
    title = _title(district, tidy.extract)
    kept, aside = tidy.rows_kept, tidy.rows_set_aside
    return Message(
        f"{title.zh}：{tidy.rows_in:,} 行 = 留用 {kept:,} + 退回 {aside:,}。",
        f"{title.en}: {tidy.rows_in:,} rows = {kept:,} kept + {aside:,} set aside.",
    )


def _checked(district: District, check: ExtractCheck) -> Message:
    title, asked = _title(district, check.tidy.extract), len(check.outcomes)
    broken = sum(not outcome.passed for outcome in check.outcomes)
    counted = check.tidy.rows_kept - check.rows_set_aside
    return Message(
        f"{title.zh}：查了 {asked} 条规则，{broken} 条不合；计入 {counted:,} 行。",
        f"{title.en}: {asked} rules asked, {broken} not kept; {counted:,} rows count.",
    )


def _judged(district: District, verdict: Verdict) -> list[Message]:
    state, asked = VERDICTS[verdict.state], len(verdict.all_outcomes)
    broken = sum(not outcome.passed for outcome in verdict.all_outcomes)
    return [
        Message(
            f"核查{state.zh}：查了 {asked} 条规则，{broken} 条不合。",
            f"Check: {state.en}; {asked} rules asked, {broken} not kept.",
        ),
        *opening(verdict, district),
    ]


def _measured(measurement: Measurement) -> list[Message]:
    figures = [
        Message(f"{v.quarter}：{v.observations:,} 个数值。", f"{v.quarter}: {v.observations:,} figures.")
        for v in measurement.vintages
    ]
    if not measurement.identities:
        return figures
    broken = [identity for identity in measurement.identities if not identity.holds]
    asked, revised = len(measurement.identities), len(measurement.revisions)
    return [
        Message(
            f"{asked} 条恒等式，{len(broken)} 条不成立；{revised} 处修订。",
            f"{asked} identities, {len(broken)} broken; {revised} revisions.",
        ),
        *(Message(f"不成立：{i.zh}（{i.detail_zh}）", f"Broken: {i.en} ({i.detail_en})") for i in broken),
    ]


def _rendered(report: Report) -> list[Message]:
    state = REPORTS["held" if report.held else "issued"]
    names = [f"{file.name}（{file.size:,}）" for file in report.files if not file.is_part]
    named = [f"{file.name} ({file.size:,})" for file in report.files if not file.is_part]
    return [
        Message(
            f"{state.zh}（{report.language}，散列值 {report.sha256[:12]}）：{'、'.join(names)}",
            f"Made, {state.en} ({report.language}, hash {report.sha256[:12]}): {', '.join(named)}",
        )
    ]
