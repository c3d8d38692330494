"""Places in a running process where a fault may strike: the n-th statement, commit, file, rename, word to a server.

They are counted in an undisturbed run, so that a seed can choose one, and struck in another. Does not belong here: what
strikes there (child.py).
"""

from __future__ import annotations

import os
import signal
import smtplib
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from fsspec.implementations.local import LocalFileSystem
from sqlalchemy import Engine, event

Strike = Callable[[Any], None]
"""Called at the chosen point; with the SQLAlchemy connection where it is a statement or a commit."""


def die(_: Any = None) -> None:
    """What a power cut, an OOM killer and ``kill -9`` look like from inside."""
    os.kill(os.getpid(), signal.SIGKILL)


class Points:
    """Counts points by name and strikes at one."""

    def __init__(self, below: str, at: tuple[str, int] | None = None, strike: Strike = die) -> None:
        """``below``: only files under this folder count."""
        self.counted: Counter[str] = Counter()
        self.read: set[str] = set()
        """Files below the folder that were opened to be read."""
        self.growing: tuple[str, bytes] | None = None
        self._below, self._at, self._strike = below, at, strike

    def reached(self, name: str, connection: Any = None) -> None:
        """One more of that name."""
        self.counted[name] += 1
        if self._at == (name, self.counted[name]):
            self._strike(connection)

    def watch(self) -> None:
        """From now on, for the rest of this process's life."""
        sys.addaudithook(self._audit)
        event.listen(Engine, "before_cursor_execute", lambda connection, *_: self.reached("statement", connection))
        event.listen(Engine, "commit", lambda connection: self.reached("commit", connection))
        self._watch_mail()
        self._watch_halves()

    def _audit(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name == "open":
            path, _, flags = arguments
            if isinstance(path, str) and path.startswith(self._below):
                if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                    self.reached("file")
                else:
                    self.read.add(path)
            if self.growing and path == self.growing[0] and not flags & (os.O_WRONLY | os.O_RDWR):
                with open(path, "ab") as file:  # noqa: PTH123
                    file.write(self.growing[1])
        elif name == "os.rename" and str(arguments[0]).startswith(self._below):
            self.reached("rename")

    def _watch_mail(self) -> None:
        send, reply = smtplib.SMTP.send, smtplib.SMTP.getreply

        def counted_send(client: smtplib.SMTP, data: Any) -> None:
            self.reached("word")
            send(client, data)

        def counted_reply(client: smtplib.SMTP) -> Any:
            answer = reply(client)
            self.reached("answer")
            return answer

        smtplib.SMTP.send = counted_send  # type: ignore[method-assign,assignment]
        smtplib.SMTP.getreply = counted_reply  # type: ignore[method-assign]

    def _watch_halves(self) -> None:
        whole = LocalFileSystem.pipe_file

        def half(fs: Any, path: str, value: bytes, **rest: Any) -> None:
            if self._at == ("half", self.counted["half"] + 1):
                whole(fs, path, value[: len(value) // 2], **rest)
            self.reached("half")
            whole(fs, path, value, **rest)

        LocalFileSystem.pipe_file = half
