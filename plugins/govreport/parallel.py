"""Work side by side: large extracts at once, each judged as soon as it is tidy, its next piece made meanwhile.

Small extracts go one after the other: starting processes costs more than they do. What comes out is the same either
way, in the same order, and so is which failure is told: that of the first extract that has one. Belongs here: when and
how. Does not belong here: what is done with an extract (stages.py, tidy/, quality/).
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.context import ForkServerContext
from multiprocessing.forkserver import ensure_running
from threading import Event
from typing import TypeVar

from govreport.errors import MachineError

Item = TypeVar("Item")
Made = TypeVar("Made")
Judged = TypeVar("Judged")

LARGE_BYTES = 16 << 20
LARGE_ROWS = 200_000
"""What must be left beside the largest extract before doing two at once is worth its start."""
_READY = "govreport.quality.warm_up"
_started = Event()


def pays(sizes: Sequence[int], large: int) -> bool:
    """Whether there is that much beside the largest."""
    return sum(sizes) - max(sizes, default=0) >= large


def pipelined(
    make: Callable[[Item], Made],
    judge: Callable[[Made], Judged],
    items: Sequence[Item],
    sizes: Sequence[int],
    workers: int,
) -> list[Judged]:
    """``judge`` of what ``make`` made of each item.

    Large ones are made in threads, by Arrow and DuckDB, which leave the interpreter to others meanwhile; each is judged
    as soon as it is made, by a process as of ``in_processes``. Where nothing is large, or there may be no other
    process, all are made and then all judged. Raises MachineError where a process is ended from outside.
    """
    if not _may_fork(workers) or not pays(sizes, LARGE_BYTES):
        made = [make(item) for item in items]
        return [judge(item) for item in made]
    with _processes(workers) as judges, ThreadPoolExecutor(workers) as makers:
        ensure_running()  # the process that others are forked from gets ready while the first items are made
        return _each(makers, lambda item: judges.submit(judge, make(item)).result(), items, sizes)


def in_processes(act: Callable[[Item], Made], items: Sequence[Item], sizes: Sequence[int], workers: int) -> list[Made]:
    """For Great Expectations, which keeps one state a process. ``act``, items and results are pickled.

    One after the other in a process that may not have children (Celery's workers). Raises MachineError where a process
    is ended from outside.
    """
    if not _may_fork(workers) or not pays(sizes, LARGE_ROWS):
        return [act(item) for item in items]
    return _forked(act, items, sizes, workers)


def where_the_engine_is(act: Callable[[Item], Made], item: Item) -> Made:
    """``act`` of one item: here, unless processes have been forked and this one hasn't loaded the engine itself."""
    if _started.is_set() and "great_expectations" not in sys.modules:
        return _forked(act, [item], [1], 1)[0]
    return act(item)


def _forked(act: Callable[[Item], Made], items: Sequence[Item], sizes: Sequence[int], workers: int) -> list[Made]:
    with _processes(workers) as pool:
        return _each(pool, act, items, sizes)


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    """A process an item, forked from one that has the engine: what it held is given back at its end."""
    try:
        # A keyboard's interrupt reaches every process; that it ended the run is for the first one to say.
        quiet = (signal.SIGINT, signal.SIG_IGN)
        with ProcessPoolExecutor(workers, _server(), signal.signal, quiet, max_tasks_per_child=1) as pool:
            yield pool
    except BrokenProcessPool:
        raise MachineError(
            "一个检查进程被系统中止（多为内存不足）。请增加内存，或设 GOVREPORT_PROCESSES=1，然后重试。",
            "A process that was checking an extract was ended by the system, mostly for want of memory. Give it more, "
            "or set GOVREPORT_PROCESSES=1, then try again.",
        ) from None


def made_ahead(makers: Iterable[Callable[[], Made]]) -> Iterator[Made]:
    """What each of ``makers`` makes, in their order: two at once, in threads, and one while another is used."""
    waiting, coming = deque(makers), deque[Future[Made]]()
    with ThreadPoolExecutor(2) as pool:
        while waiting or coming:
            while waiting and len(coming) < 2:
                coming.append(pool.submit(waiting.popleft()))
            yield coming.popleft().result()


def ahead(pieces: Iterable[Made]) -> Iterator[Made]:
    """The same pieces; each is made, in a thread of its own, while the one before it is used."""
    source = iter(pieces)

    def following() -> tuple[Made, ...]:
        return next(((piece,) for piece in source), ())

    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(following)
        while made := coming.result():
            coming = maker.submit(following)
            yield made[0]


def _may_fork(workers: int) -> bool:
    return workers > 1 and not multiprocessing.current_process().daemon


def _server() -> ForkServerContext:
    _started.set()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_READY])
    return context


def _each(pool: Executor, act: Callable[[Item], Made], items: Sequence[Item], sizes: Sequence[int]) -> list[Made]:
    """The largest first, lest it begin when the others have ended."""
    order = sorted(range(len(items)), key=lambda at: -sizes[at])
    futures: dict[int, Future[Made]] = {at: pool.submit(act, items[at]) for at in order}
    try:
        return [futures[at].result() for at in range(len(items))]
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
