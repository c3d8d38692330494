"""What every answer tells the browser that it may not do.

Belongs here: response headers. Does not belong here: which file has which content type (serving.py).
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
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


class SafeHeaders:
    """Adds to each answer the headers that it lacks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with its headers."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
                headers.setdefault("content-security-policy", f"default-src 'none'; {_SHARED}")
            await send(message)

        await self.app(scope, receive, sending)
