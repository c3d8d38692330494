"""Large extracts are tidied and checked at once; nobody can tell from what comes out."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from functools import partial
from multiprocessing.queues import Queue
from pathlib import Path
from threading import Barrier, Event

import pytest

from govreport import parallel, stages
from govreport.context import Context
from govreport.errors import LateError, MachineError, ReadError
from govreport.manifests.verdicts import ExtractCheck, Verdict
from govreport.quality.gate import judge_together, tidy_and_check
from govreport.settings import Settings

pytestmark = pytest.mark.slow

QUARTER = "2019-Q3"


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "LARGE_BYTES", 0)
    monkeypatch.setattr(parallel, "LARGE_ROWS", 0)


def judged(place: Path, processes: int) -> tuple[list[ExtractCheck], Verdict]:
    context = Context.make(Settings(var=place, processes=processes), "panyu", QUARTER)
    snapshots = [stages.collect(context, name) for name in context.district.extracts]
    checks = tidy_and_check(context, snapshots)
    return checks, judge_together(context, checks)


@pytest.mark.usefixtures("everything_is_large")
def test_two_at_once_find_what_one_after_the_other_does(tmp_path: Path) -> None:
    assert judged(tmp_path / "two", 2) == judged(tmp_path / "one", 1)


def refuse(name: str) -> str:
    if name == "fine":
        return name
    raise LateError(f"{name}没有来", f"{name} has not come")


@pytest.mark.usefixtures("everything_is_large")
def test_a_failure_in_another_process_is_told_as_if_it_were_here() -> None:
    with pytest.raises(LateError) as failed:
        parallel.run_isolated(refuse, ["fine", "second", "third"], [1, 2, 9], 2)
    assert failed.value.message == ("second没有来", "second has not come")


def test_of_two_unreadable_files_the_first_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "LARGE_BYTES", 0)
    context = Context.make(Settings(var=tmp_path), "panyu", QUARTER)
    snapshots = [stages.collect(context, name) for name in context.district.extracts]
    key = context.files.put("raw", b"%PDF-1.4 no table", ".pdf")
    broken = [s.model_copy(update={"key": key, "filename": f"{s.extract}.pdf"}) for s in snapshots]
    with pytest.raises(ReadError, match=rf"{snapshots[0].extract}\.pdf"):
        tidy_and_check(context, broken)


def end_badly(row: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return row


@pytest.mark.usefixtures("everything_is_large")
def test_a_process_that_the_system_ends_is_one_sentence() -> None:
    with pytest.raises(MachineError, match="GOVREPORT_PROCESSES=1"):
        parallel.run_isolated(end_badly, [1, 2], [1, 1], 2)
    with pytest.raises(MachineError, match="GOVREPORT_PROCESSES=1"):
        parallel.map_extracts(double, end_badly, [1, 2], [1, 1], 2)


def double(row: int) -> int:
    return 2 * row


@pytest.mark.usefixtures("everything_is_large")
def test_what_is_made_first_is_judged_while_the_largest_is_still_made() -> None:
    judged = Event()

    def make(size: int) -> int:
        if size == 9:
            assert judged.wait(60)  # for ever, if all had to be made first
        elif size == 3:
            judged.set()  # its maker is free again, so the one before it was judged
        return size

    assert parallel.map_extracts(make, double, [1, 9, 3], [1, 9, 3], 2) == [2, 18, 6]


def without_children(answers: Queue[list[int]]) -> None:
    parallel.LARGE_ROWS = 0
    answers.put(parallel.run_isolated(double, [1, 2], [1, 1], 2))


def test_a_process_that_may_have_no_children_does_one_after_the_other() -> None:
    context = multiprocessing.get_context("spawn")
    answers: Queue[list[int]] = context.Queue()
    process = context.Process(target=without_children, args=(answers,), daemon=True)
    process.start()
    assert answers.get(timeout=120) == [2, 4]
    process.join()


@pytest.mark.parametrize(("sizes", "worth_it"), [([900, 10], False), ([900, 200], True), ([900], False), ([], False)])
def test_what_is_left_beside_the_largest_decides(sizes: list[int], worth_it: bool) -> None:
    assert parallel.worth_parallel(sizes, 200) is worth_it


def test_of_several_that_are_made_two_are_made_at_once_and_the_first_failure_comes_in_its_place() -> None:
    both = Barrier(2, timeout=60)

    def make(number: int) -> int:
        if number < 3:
            both.wait()  # for ever, if one were made after the other
        if number == 4:
            raise ReadError("第四件坏了", "the fourth is broken")
        return number

    seen: list[int] = []
    with pytest.raises(ReadError, match="the fourth"):
        seen.extend(parallel.prefetch_calls([partial(make, number) for number in (1, 2, 3, 4, 5)]))
    assert seen == [1, 2, 3]


def test_pieces_made_ahead_come_in_order_and_fail_in_their_place() -> None:
    def pieces() -> Iterator[int]:
        yield 1
        yield 2
        raise ReadError("第三块坏了", "the third is broken")

    seen: list[int] = []
    with pytest.raises(ReadError, match="the third"):
        seen.extend(parallel.prefetch(pieces()))
    assert seen == [1, 2]
