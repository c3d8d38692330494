"""Pages of a web service: which request comes first, and which after an answer.

Paging as the YAML describes it, and places in JSON (``data.rows``); web.py sends the requests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit, urlunsplit

from govreport.district.locations import Cursor, HttpLocation, NextLinks, PageNumbers, fill
from govreport.quarter import Quarter

MISSING = object()
"""What ``at`` gives where there is nothing."""


@dataclass(frozen=True)
class PageRequest:
    """One GET: address without query, and its parameters."""

    url: str
    params: tuple[tuple[str, str], ...]


class ForeignLinkError(Exception):
    """The next page lies on another server, which must not see our credentials."""


def at(value: Any, place: str) -> Any:
    """What stands at a dotted place of a JSON value, or MISSING. A key that itself holds dots comes first."""
    if not place:
        return value
    if isinstance(value, dict) and place in value:
        return value[place]
    head, _, rest = place.partition(".")
    if isinstance(value, dict) and head in value and rest:
        return at(value[head], rest)
    if isinstance(value, list) and head.isdigit() and int(head) < len(value):
        return at(value[int(head)], rest)
    return MISSING


def first_page(location: HttpLocation, quarter: Quarter) -> PageRequest:
    """The request for the first page of a quarter."""
    url, params = _split(fill(location.url, quarter))
    params += [(name, fill(value, quarter)) for name, value in location.params.items()]
    paging = location.paging
    if isinstance(paging, PageNumbers):
        params.append((paging.page, str(paging.first)))
        if paging.size:
            params.append((paging.size, str(paging.rows)))
    return PageRequest(url, tuple(params))


def next_page(
    location: HttpLocation, asked: PageRequest, page: Any, records: int, link: str | None, seen: int
) -> PageRequest | None:
    """The request after ``asked``, or None where it was the last. ``link``: the HTTP header's next address, if any.

    ``records`` are those of this page, ``seen`` those of all pages so far. Raises ForeignLinkError.
    """
    paging = location.paging
    if isinstance(paging, PageNumbers):
        total = at(page, location.total) if location.total else MISSING
        if not records or (seen >= total if isinstance(total, int) else records < paging.rows):
            return None
        number = int(dict(asked.params)[paging.page]) + 1
        return _with(asked, paging.page, str(number))
    if isinstance(paging, NextLinks):
        target = link if paging.next == "header" else at(page, paging.next)
        if target in (MISSING, None, ""):
            return None
        address = urljoin(asked.url, str(target))
        if urlsplit(address)[:2] != urlsplit(asked.url)[:2]:
            raise ForeignLinkError
        url, params = _split(address)
        return PageRequest(url, tuple(params))
    if isinstance(paging, Cursor):
        mark = at(page, paging.next)
        return None if mark in (MISSING, None, "") else _with(asked, paging.parameter, str(mark))
    return None


def _with(asked: PageRequest, name: str, value: str) -> PageRequest:
    return PageRequest(asked.url, (*((n, v) for n, v in asked.params if n != name), (name, value)))


def _split(address: str) -> tuple[str, list[tuple[str, str]]]:
    parts = urlsplit(address)
    return urlunsplit((*parts[:3], "", "")), parse_qsl(parts.query, keep_blank_values=True)
