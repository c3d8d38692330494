"""One GET at a time: credentials, time limits, repeated tries, size limit, and what a refusal means."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import tenacity

from govreport import strict_json
from govreport.district.locations import HttpLocation, fill
from govreport.errors import SourceError
from govreport.sources.pages import PageRequest
from govreport.sources.request import Request

WHOLE = 1800.0
"""Seconds in which all pages of a source must have come."""
LONGEST_PAUSE = 60.0
"""Seconds. A server that asks to be left alone for longer is left to the next run."""
logging.getLogger("httpx").setLevel(logging.WARNING)  # its notes repeat whole addresses, and a cursor may be secret
_TRY_AGAIN = {408, 425, 429, 500, 502, 503, 504}


class NotModified:
    """The page is as it was."""


@dataclass(frozen=True)
class Answer:
    """A page: its JSON (fractions as Decimal) and what its headers say."""

    page: Any
    etag: str | None
    last_modified: str | None
    next_link: str | None


class _TryAgainError(Exception):
    """The request may succeed later; ``pause`` is what the server asks for."""

    def __init__(self, sentence: SourceError, pause: float | None = None) -> None:
        self.sentence, self.pause = sentence, pause
        super().__init__(str(sentence))


class Client:
    """Sends a source's requests. A context manager."""

    def __init__(self, request: Request, location: HttpLocation) -> None:
        self._request, self._location = request, location
        parts = urlsplit(fill(location.url, request.quarter))
        self.address = urlunsplit((*parts[:3], "", ""))
        self._left, self._began = location.max_bytes, time.monotonic()
        headers, auth = self._credentials()
        self._http = httpx.Client(
            timeout=location.timeout_seconds,
            headers={"Accept": "application/json", "User-Agent": "govreport", **headers},
            auth=auth,
            follow_redirects=False,
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def _credentials(self) -> tuple[dict[str, str], tuple[str, str] | None]:
        """Login and password are sent as Basic, a password alone as a bearer token, or in the header of ``extra``."""
        connection = self._request.connection()
        if connection is None or connection.password is None:
            return {}, None
        if header := connection.extra.get("header"):
            return {header: connection.password}, None
        if connection.login:
            return {}, (connection.login, connection.password)
        return {"Authorization": f"Bearer {connection.password}"}, None

    def require_time(self) -> None:
        """Raise SourceError where the source as a whole takes too long: each answer's own limit of time says nothing of
        a server that sends a byte a second, or one page after the other without end."""
        if time.monotonic() - self._began > WHOLE:
            raise self._request.refused(
                f"{self.address} 超过 {WHOLE / 60:g} 分钟仍未答完，已停止读取，请缩小查询范围，"
                f"或联系{self._request.source.owner}。",
                f"{self.address} hasn't finished answering after {WHOLE / 60:g} minutes, so reading was stopped; ask "
                f"for less, or ask {self._request.source.owner}.",
            )

    def get(self, asked: PageRequest, condition: dict[str, str] | None = None) -> Answer | NotModified:
        """One page. Raises SourceError, LateError or WaitingError."""
        location = self._location
        growing = tenacity.wait_exponential(location.backoff_seconds, max=LONGEST_PAUSE)

        def pause(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked_for = error.pause if isinstance(error, _TryAgainError) else None
            return growing(state) if asked_for is None else asked_for

        tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_TryAgainError),
            stop=tenacity.stop_after_attempt(location.attempts),
            wait=pause,
            reraise=True,
        )
        try:
            return tries(self._once, asked, condition or {})
        except _TryAgainError as error:
            raise error.sentence from None

    def _once(self, asked: PageRequest, condition: dict[str, str]) -> Answer | NotModified:
        request, address = self._request, self.address
        self.require_time()
        try:
            with self._http.stream("GET", asked.url, params=asked.params, headers=condition) as response:
                if response.status_code == 304:
                    return NotModified()
                if response.status_code != 200:
                    raise self._refusal(response)
                return self._read(response)
        except httpx.TimeoutException:
            raise _TryAgainError(request.silent(address)) from None
        except httpx.TransportError:
            raise _TryAgainError(request.unreachable(address)) from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise request.unreachable(address) from None

    def _read(self, response: httpx.Response) -> Answer:
        body = bytearray()
        for block in response.iter_bytes():
            body += block
            self.require_time()
            if len(body) > self._left:
                raise self._request.refused(
                    f"{self.address} 的应答超过 {self._location.max_bytes:,} 字节的上限，请核对查询条件。",
                    f"{self.address} answers with more than the limit of {self._location.max_bytes:,} bytes; check "
                    "what is asked for.",
                )
        self._left -= len(body)
        try:
            page = strict_json.loads(body)
        except strict_json.RepeatedError as error:
            raise twice(self._request, self.address, error.name) from None
        except strict_json.ImpossibleError as error:
            raise self._request.refused(
                f"{self.address} 的应答中有表里放不下的值（{error}），如大得不可能的数或残缺的字符，"
                f"请联系{self._request.source.owner}。",
                f"{self.address} answers with a value that no table can hold ({error}), such as an impossibly large "
                f"number or half a character; ask {self._request.source.owner}.",
            ) from None
        except ValueError:
            raise self._request.refused(
                f"{self.address} 的应答不是有效的 JSON，请核对地址，或联系{self._request.source.owner}。",
                f"{self.address} doesn't answer with valid JSON; check the address, or ask "
                f"{self._request.source.owner}.",
            ) from None
        link = response.links.get("next", {}).get("url")
        return Answer(page, response.headers.get("ETag"), response.headers.get("Last-Modified"), link)

    def _refusal(self, response: httpx.Response) -> Exception:
        status, request, address = response.status_code, self._request, self.address
        if status in (401, 403, 407):
            return request.denied(address)
        if status in (404, 410):
            return request.absent(
                f"{address} 上没有该期的数据（{status}）", f"{address} has no data of the period ({status})"
            )
        if status in _TRY_AGAIN:
            sentence = request.refused(
                f"{address} 暂时不能应答（{status}），已试 {self._location.attempts} 次，请稍后重试；对方单位为"
                f"{request.source.owner}。",
                f"{address} can't answer now ({status}), {self._location.attempts} tries; try again later, or ask "
                f"{request.source.owner}.",
            )
            pause = _retry_after(response.headers.get("Retry-After"))
            return sentence if pause is not None and pause > LONGEST_PAUSE else _TryAgainError(sentence, pause)
        return request.refused(
            f"{address} 的应答是 {status}，请核对来源定义中的地址和参数。",
            f"{address} answers {status}; check address and parameters in the source definition.",
        )


def twice(request: Request, address: str, name: str) -> Exception:
    """A record states one field twice, or as a dotted name and within an object too: nobody can say which counts."""
    return request.refused(
        f"{address} 的应答中“{name[:60]}”出现了两次，无法判断用哪一个，请联系{request.source.owner}。",
        f"{address} states {name[:60]} twice in one object; ask {request.source.owner} which of them counts.",
    )


def _retry_after(header: str | None) -> float | None:
    """Seconds to wait, from a number or a date."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
