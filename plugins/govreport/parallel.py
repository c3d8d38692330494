"""Large extracts tidied and checked at the same time; small ones one after the other, because starting a process costs
more than they do. Results, their order and the failure that is reported (the first extract's) are the same either way.
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
_PRELOADED = "govreport.quality.warm_up"
_forked_before = Event()


def worth_parallel(sizes: Sequence[int], large: int) -> bool:
    """Whether there is at least ``large`` to do beside the largest piece."""
    return sum(sizes) - max(sizes, default=0) >= large


# Two workers, extracts A (large), B and C:
#     thread 1    make A ................ wait: judge A
#     thread 2    make B . wait: judge B  make C . wait: judge C
#     processes            judge B                 judge C ; judge A
# B is judged while A is still being made; the result is [A, B, C] all the same.
def map_extracts(
    make: Callable[[Item], Made],
    judge: Callable[[Made], Judged],
    items: Sequence[Item],
    sizes: Sequence[int],
    workers: int,
) -> list[Judged]:
    """``judge(make(item))`` of each item, in the order of the items.

    Large ones are made in threads, because Arrow and DuckDB leave the interpreter free meanwhile, and each is judged in
    a process of its own as soon as it is made. Where nothing is large, or no process may be started, all are made here
    and then all judged. Raises MachineError where the system ends a process.
    """
    if not _may_fork(workers) or not worth_parallel(sizes, LARGE_BYTES):
        made = [make(item) for item in items]
        return [judge(item) for item in made]
    with _processes(workers) as judges, ThreadPoolExecutor(workers) as makers:
        ensure_running()  # the process that others are forked from gets ready while the first items are made
        return _in_order(makers, lambda item: judges.submit(judge, make(item)).result(), items, sizes)


# Two workers, items A (small), B (large) and C:
#     process 1   act B ..............
#     process 2   act C ....
#     process 3              act A ..     started when process 2 has ended: a process takes one item only
# The result is [A, B, C]. If B and C both fail, the failure of B is raised, for it comes first in the list.
def run_isolated(act: Callable[[Item], Made], items: Sequence[Item], sizes: Sequence[int], workers: int) -> list[Made]:
    """``act`` of each item in a process of its own, because Great Expectations keeps one state a process.

    ``act``, items and results are pickled. Where nothing is large, or no process may be started (as in Celery's
    workers), one after the other here. Raises MachineError where the system ends a process.
    """
    if not _may_fork(workers) or not worth_parallel(sizes, LARGE_ROWS):
        return [act(item) for item in items]
    return _forked(act, items, sizes, workers)


def run_one_isolated(act: Callable[[Item], Made], item: Item) -> Made:
    """``act`` of one item: here, unless processes have been forked and this one hasn't loaded the engine itself."""
    # Once processes have been forked, the one that they are forked from has Great Expectations loaded and this one has
    # not; one more fork is then faster than the import.
    if _forked_before.is_set() and "great_expectations" not in sys.modules:
        return _forked(act, [item], [1], 1)[0]
    return act(item)


class _End:
    """Stands behind the last piece."""


# Pieces 1, 2 and 3:
#     thread    make 1 | make 2 | make 3 |
#     caller           | use 1  | use 2  | use 3
# If making 3 fails, the caller has used 1 and 2 before the failure is raised.
def prefetch(pieces: Iterable[Made]) -> Iterator[Made]:
    """The same pieces; each is made, in one thread, while the one before it is used."""
    source = iter(pieces)
    with ThreadPoolExecutor(1) as maker:
        following = maker.submit(next, source, _End())
        while not isinstance(piece := following.result(), _End):
            following = maker.submit(next, source, _End())
            yield piece


# Calls 1, 2, 3 and 4:
#     thread 1  make 1 ..... | make 3 .....
#     thread 2  make 2 ........ | make 4
#     caller                 | use 1 | use 2 | use 3 | use 4
# Never more than two results wait, so that memory holds two frames and not all.
def prefetch_calls(calls: Iterable[Callable[[], Made]]) -> Iterator[Made]:
    """What each of ``calls`` gives, in their order: two at once, in threads, and one while another is used."""
    waiting, coming = deque(calls), deque[Future[Made]]()
    with ThreadPoolExecutor(2) as pool:
        while waiting or coming:
            while waiting and len(coming) < 2:
                coming.append(pool.submit(waiting.popleft()))
            yield coming.popleft().result()


def _forked(act: Callable[[Item], Made], items: Sequence[Item], sizes: Sequence[int], workers: int) -> list[Made]:
    with _processes(workers) as pool:
        return _in_order(pool, act, items, sizes)


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    """A process an item, forked from one that has the engine: what it held is given back at its end."""
    try:
        # Ctrl-C reaches every process; only the first one is to say that it ended the run.
        ignore_interrupt = (signal.SIGINT, signal.SIG_IGN)
        with ProcessPoolExecutor(workers, _server(), signal.signal, ignore_interrupt, max_tasks_per_child=1) as pool:
            yield pool
    except BrokenProcessPool:
        raise MachineError(
            "一个检查进程被系统中止（多为内存不足）。请增加内存，或设 GOVREPORT_PROCESSES=1，然后重试。",
            "A process that was checking an extract was ended by the system, mostly for want of memory. Give it more, "
            "or set GOVREPORT_PROCESSES=1, then try again.",
        ) from None


def _may_fork(workers: int) -> bool:
    return workers > 1 and not multiprocessing.current_process().daemon


def _server() -> ForkServerContext:
    _forked_before.set()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_PRELOADED])
    return context


def _in_order(pool: Executor, act: Callable[[Item], Made], items: Sequence[Item], sizes: Sequence[int]) -> list[Made]:
    """``act`` of each item by ``pool``, started largest first so that the largest isn't still running at the end."""
    order = sorted(range(len(items)), key=lambda at: -sizes[at])
    futures: dict[int, Future[Made]] = {at: pool.submit(act, items[at]) for at in order}
    try:
        return [futures[at].result() for at in range(len(items))]
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
