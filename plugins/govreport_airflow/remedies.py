"""How a failed run goes on once what is wrong is mended: which of its tasks are cleared. Imports no Airflow.

It depends on what failed. Bad data come in again only where they are collected again, so everything is cleared; where a
server was away, what was done before holds, so only what failed is cleared.
"""

from __future__ import annotations

from collections.abc import Iterable

from govreport.errors import (
    BlockedError,
    DeliveryError,
    GovreportError,
    LateError,
    MachineError,
    Message,
    OutdatedError,
    SourceError,
    WaitingError,
    WrongRunError,
)

EVERYTHING = Message(
    "怎么续跑：改好以后，打开这次运行，点右上角的圆箭头，选“清除现有任务”，点“确认”，从“收取”起全部重做。"
    "不要选“只清除失败任务”：不重新收取，新文件进不来，还会一样失败。",
    "How to go on: once it is mended, open the run, press the round arrow at the top right, choose “Clear existing "
    "tasks” and press “Confirm”, so that all is done again from collecting on. “Clear only failed tasks” doesn't "
    "help: what isn't collected again stays as it was, and fails as it did.",
)
ONLY_FAILED = Message(
    "怎么续跑：排除故障以后，打开这次运行，点右上角的圆箭头，选“只清除失败任务”，点“确认”；"
    "已经做完的不再重做，已经发出的不会重发。",
    "How to go on: once it is mended, open the run, press the round arrow at the top right, choose “Clear only failed "
    "tasks” and press “Confirm”; what was done stays done, and what was sent isn't sent again.",
)
REJECTED = Message(
    "怎么续跑：打开这次运行，点右上角的圆箭头；数据要改的，改好后选“清除现有任务”，"
    "不用改、再次送签的，选“只清除失败任务”；再点“确认”。",
    "How to go on: open the run and press the round arrow at the top right; where the data must be mended, mend them "
    "and choose “Clear existing tasks”; to ask about the same report again, choose “Clear only failed tasks”; then "
    "press “Confirm”.",
)
UNKNOWN = Message(
    "怎么续跑：打开这次运行，点右上角的圆箭头，选“只清除失败任务”，点“确认”，再试一次；"
    "仍然失败的，把该任务的日志转给系统维护人员。",
    "How to go on: open the run, press the round arrow at the top right, choose “Clear only failed tasks” and press "
    "“Confirm”; if it fails again, pass the task's log to whoever maintains the system.",
)
AUDITED = Message(
    "怎么办：先停止签发和发送，照 docs/zh/runbooks/audit-finds-something.md 查明是谁、何时改的，从备份恢复；"
    "再触发一次审计，直到一致。",
    "What to do: stop signing and sending, find out who changed it and when as "
    "docs/en/runbooks/audit-finds-something.md says, restore it from a backup, and trigger the audit until it is "
    "green.",
)
"""After an audit that found something: clearing the task mends nothing."""
IN_THE_SENTENCE = Message("", "")
"""Of a run that can't go on: its sentence says what to start instead."""
_LAST = ("deliver", "publish")
"""Tasks after which nothing is computed: whatever fails them, what was made before stays as it is."""


def remedy_of(error: GovreportError, task: str = "") -> Message:
    """How a run goes on whose ``task`` failed with ``error``."""
    if isinstance(error, WrongRunError):
        return IN_THE_SENTENCE
    if isinstance(error, (LateError, WaitingError, OutdatedError, BlockedError)):
        return EVERYTHING
    if isinstance(error, (SourceError, MachineError, DeliveryError)) or task in _LAST:
        return ONLY_FAILED
    return EVERYTHING


def together(remedies: Iterable[str], language: str) -> list[str]:
    """The advice about a run in which several tasks failed: whoever clears everything clears what failed."""
    found = list(dict.fromkeys(filter(None, remedies)))
    everything, less = EVERYTHING.in_language(language), (ONLY_FAILED, UNKNOWN)
    if everything in found:
        return [text for text in found if text not in {one.in_language(language) for one in less}]
    return found
