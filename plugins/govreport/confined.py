"""What foreign files might break is done in another process, with bounded memory and time: where it dies of a file,
that is one sentence about the file, and this process goes on."""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import IO, Any

from govreport.errors import ReadError

MEMORY = 2 << 30
SECONDS = 60
"""Of processor, for one call; twice as long by the clock."""
_OUTPUT = 64 << 20
_KEPT = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "SYSTEMROOT")
"""What the other process sees of our environment, in which passwords may stand."""

# Parent                                     child: python -m govreport.confined
#     one line of JSON: function, arguments, sizes of the files; the files   ->
#                                         <-     four bytes of length, JSON of what the function returns
# A child serves one call after the other, so that only the first one costs its start. It is plain subprocess: the
# daemons of Celery and of multiprocessing may not have children of multiprocessing's.


def confined(file: str, function: str, files: Sequence[bytes], *arguments: Any) -> Any:
    """``module:function(*files, *arguments)``, done in a process that can be lost; arguments and result are JSON.

    Raises ReadError, which names ``file``, where that process runs out of memory or time, or is ended.
    """
    child = _take()
    late = threading.Timer(2 * SECONDS, child.kill)
    late.start()
    try:
        answer = _ask(child, function, files, arguments)
    except (OSError, EOFError, ValueError):
        _lose(child)
        raise _broken(file) from None
    except BaseException:
        _lose(child)
        raise
    finally:
        late.cancel()
    if "error" in answer:  # memory ran out within Python
        _lose(child)
        raise _broken(file)
    _idle.append((os.getpid(), child))
    return answer["result"]


def _broken(file: str) -> ReadError:
    return ReadError(
        f"文件“{file}”在试读时耗尽了内存或时间（上限 {MEMORY >> 30} GiB、{SECONDS} 秒），或使读取程序中止，未予读取；"
        "请从原系统重新导出后提交，表格可导出为 CSV。",
        f"{file} ran out of memory or time when it was tried ({MEMORY >> 30} GiB, {SECONDS} seconds), or ended the "
        "program that reads it, so it was not read; export it again from its system, a table as CSV.",
    )


def _ask(child: subprocess.Popen[bytes], function: str, files: Sequence[bytes], arguments: Sequence[Any]) -> Any:
    assert child.stdin is not None  # noqa: S101 - opened as pipes
    assert child.stdout is not None  # noqa: S101
    sizes = [len(data) for data in files]
    head = {"function": function, "arguments": list(arguments), "sizes": sizes, "seconds": SECONDS}
    child.stdin.write(json.dumps(head).encode() + b"\n")
    for data in files:
        child.stdin.write(data)
    child.stdin.flush()
    length = int.from_bytes(_exactly(child.stdout, 4))
    if length > _OUTPUT:
        raise ValueError(length)
    return json.loads(_exactly(child.stdout, length))


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


# -- the processes of this one -----------------------------------------------------------------------------------------

_idle: list[tuple[int, subprocess.Popen[bytes]]] = []
"""Whose child each is: after a fork the parent's are not ours to talk to."""


def _take() -> subprocess.Popen[bytes]:
    while _idle:
        owner, child = _idle.pop()
        if owner == os.getpid() and child.poll() is None:
            return child
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-P", "-B", "-m", "govreport.confined"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )


def _lose(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):  # what was still to be written to it
                stream.close()


@atexit.register
def _end() -> None:
    for owner, child in _idle:
        if owner == os.getpid():
            _lose(child)


# -- the other process -------------------------------------------------------------------------------------------------


def _serve() -> None:
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    _limit_memory()
    while line := requests.readline():
        head = json.loads(line)
        files = [_exactly(requests, size) for size in head["sizes"]]
        _limit_time(head["seconds"])
        try:
            answer = {"result": _function(head["function"])(*files, *head["arguments"])}
        except MemoryError:
            answer = {"error": True}
        data = json.dumps(answer).encode()
        answers.write(len(data).to_bytes(4) + data)
        answers.flush()


def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def _limit_memory() -> None:
    import resource

    for kind, limit in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of addresses
            resource.setrlimit(kind, (limit, limit))


def _limit_time(seconds: int) -> None:
    """A new limit for each call, behind what was used so far."""
    import resource
    import time

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(time.process_time()) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard < 0 else min(wanted, hard), hard))


if __name__ == "__main__":
    _serve()
