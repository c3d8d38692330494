"""What foreign files might break, done in another process: bounded, and its end is one sentence."""

from __future__ import annotations

import multiprocessing
import os
import time

import pytest

from govreport import confined as room
from govreport.confined import confined
from govreport.errors import ReadError

pytestmark = pytest.mark.slow
HERE = "tests.test_confined"


def length(data: bytes, times: int) -> int:
    return len(data) * times


def end(data: bytes) -> None:
    os.abort()


def fill(data: bytes) -> int:
    return len(bytearray(room.MEMORY))


def turn(data: bytes) -> None:
    while True:
        pass


def write(data: bytes) -> str:
    try:
        with open(data.decode(), "wb") as file:  # noqa: PTH123
            file.write(b"x")
    except OSError as error:
        return type(error).__name__
    return "written"


def environment(data: bytes) -> list[str]:
    return sorted(os.environ)


def test_a_file_is_read_and_the_process_is_used_again() -> None:
    assert confined("a.pdf", f"{HERE}:length", [b"12345"], 3) == 15
    (owner, child), *_ = room._idle[::-1]
    assert confined("a.pdf", f"{HERE}:length", [b"1" * 3_000_000], 1) == 3_000_000
    assert owner == os.getpid()
    assert room._idle[-1][1] is child


@pytest.mark.parametrize("what", ["end", "fill"])
def test_the_end_of_the_process_is_one_sentence_and_the_next_file_is_read(what: str) -> None:
    with pytest.raises(ReadError) as caught:
        confined("季报.pdf", f"{HERE}:{what}", [b"x"])
    assert caught.value.message.zh.startswith("文件“季报.pdf”在试读时")
    assert "export it again" in caught.value.message.en
    assert confined("a.pdf", f"{HERE}:length", [b"12345"], 1) == 5


def test_time_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SECONDS", 1)
    began = time.monotonic()
    with pytest.raises(ReadError):
        confined("季报.pdf", f"{HERE}:turn", [b"x"])
    assert time.monotonic() - began < 30


def test_it_writes_no_file_and_sees_no_password(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVREPORT_SMTP_PASSWORD", "secret")
    assert confined("", f"{HERE}:write", [str(tmp_path / "x").encode()]) == "OSError"
    assert not {name for name in confined("", f"{HERE}:environment", [b""]) if "GOVREPORT" in name}


def _within_a_daemon(queue: multiprocessing.Queue[int]) -> None:
    queue.put(confined("a.pdf", f"{HERE}:length", [b"12345"], 2))


def test_it_works_where_no_child_of_multiprocessing_may_be_started() -> None:
    """As in Celery's workers; and after a fork, the parent's process isn't the child's to talk to."""
    confined("a.pdf", f"{HERE}:length", [b"12345"], 1)
    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[int] = context.Queue()
    daemon = context.Process(target=_within_a_daemon, args=(queue,), daemon=True)
    daemon.start()
    assert queue.get(timeout=60) == 10
    daemon.join(10)
    assert confined("a.pdf", f"{HERE}:length", [b"12345"], 1) == 5
