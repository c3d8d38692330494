"""What comes out otherwise than it is stored: of the judgement of extracts, and of figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govreport.errors import Message
from govreport.manifests.verdicts import Verdict
from govreport.period import Period
from govreport.store.records import StoredObservation


def judged_otherwise(before: Verdict, now: Verdict) -> Iterator[Message]:
    """Step by step, where a quarter's extracts were tidied or judged otherwise."""
    then = {check.tidy.extract: check for check in before.checks}
    for check in now.checks:
        stored, name = then.get(check.tidy.extract), check.tidy.filename
        if stored is None or stored.tidy.key != check.tidy.key:
            yield Message(f"整理（{name}）", f"tidy ({name})")
        elif (stored.set_aside_key, stored.failures_key) != (check.set_aside_key, check.failures_key):
            yield Message(f"核查（{name}）", f"check ({name})")
    if now.sha256 != before.sha256:
        yield Message("核查结论", "verdict")


def other_figures(
    stored: Iterable[StoredObservation], made: Iterable[StoredObservation], of: Period | None = None
) -> Iterator[Message]:
    """Stored figures that the inputs don't give; ``of`` is named where figures of several periods are compared."""
    before, now = ({o[:4]: o for o in figures} for figures in (stored, made))
    for place in sorted(before.keys() | now.keys()) if now else ():
        own = before.get(place)
        if own != now.get(place):
            at = " ".join(part for part in place if part)
            zh, en = (f"{of.zh} {at}", f"{of.en} {at}") if of else (at, at)
            yield Message(
                f"{zh}：{f'存{own.numerator}' if own else '没有存下'}",
                f"{en}: {f'{own.numerator} is stored' if own else 'nothing is stored'}",
            )
