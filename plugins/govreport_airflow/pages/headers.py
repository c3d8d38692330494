"""What every answer tells the browser that it may not do: the response headers."""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SHARED = "base-uri 'none'; object-src 'none'; script-src 'none'; frame-ancestors 'self'"


def page_policy(nonce: str) -> str:
    """For our own pages: no scripts at all, our one style sheet, our own forms, our own files in a frame."""
    return f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; frame-src 'self'; {_SHARED}"


DOCUMENT_POLICY = (
    # allow-same-origin lets links between a report and its figures' pages bring the login along; without allow-scripts,
    # and without forms and pop-ups, it gives the document nothing else.
    f"sandbox allow-same-origin allow-downloads; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    f"form-action 'none'; {_SHARED}"
)
"""For stored HTML: whatever it holds, nothing in it runs, is sent, or is loaded from anywhere."""
_ALWAYS = {
    "x-content-type-options": "nosniff",
    # Not no-referrer: forms would then be sent with the origin "null".
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex",
}


log = logging.getLogger(__name__)


class SafeHeaders:
    """Adds to each answer the headers that it lacks, also to the one about an error of ours, which ``broken`` makes."""

    def __init__(self, app: ASGIApp, broken: Callable[[Request], Response]) -> None:
        self.app, self.broken = app, broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with its headers."""

        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
                headers.setdefault("content-security-policy", f"default-src 'none'; {_SHARED}")
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception:
            # What the framework would send from outside has no headers of ours.
            if started or scope["type"] != "http":
                raise
            log.exception("a page could not be made")
            await self.broken(Request(scope, receive))(scope, receive, sending)
