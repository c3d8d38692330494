"""Web services that answer JSON: page by page, tried again where it may help, asked only for what has changed.

Belongs here: sending, and putting records into a CSV snapshot. Does not belong here: paging rules (pages.py), what was
said last time (remembered.py), single requests (web.py).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any
from zoneinfo import ZoneInfo

from govreport.district.locations import HttpLocation
from govreport.sources.pages import MISSING, ForeignLinkError, PageRequest, at, first_page, next_page
from govreport.sources.remembered import Page, Remembered, recall, remember
from govreport.sources.request import Fetched, Request
from govreport.sources.rows import as_text, write_rows
from govreport.sources.spool import spool
from govreport.sources.web import Client, NotModified

LARGEST = 1 << 32
"""Bytes of a snapshot."""
_BATCH = 10_000


def fetch(request: Request, location: HttpLocation) -> Fetched:
    """Bring all records of the quarter into the store as one CSV snapshot; unchanged ones are not sent again.

    Raises WaitingError or LateError where there is none, SourceError where the service fails or contradicts itself.
    """
    question = f"{request.district.id} {request.quarter} {request.extract} {location.model_dump_json()}"
    with Client(request, location) as client:
        known = recall(request.files, question)
        if known is not None and _unchanged(client, known):
            return known.fetched
        with tempfile.TemporaryFile(prefix="govreport-") as lines:
            taken = _take(request, location, client, lines)
            fetched = _keep(request, location, client.shown, taken)
    remember(
        request.files,
        question,
        Remembered(
            pages=tuple(taken.pages),
            filename=fetched.filename,
            sha256=fetched.sha256,
            size=fetched.size,
            key=fetched.key,
            origin=fetched.origin,
        ),
    )
    return fetched


def _unchanged(client: Client, known: Remembered) -> bool:
    """Whether the server says of every page that it is as it was. One that isn't means taking all of them again."""
    for page in known.pages:
        if not isinstance(client.get(PageRequest(page.url, page.params), page.condition), NotModified):
            return False
    return True


@dataclass
class _Taken:
    """Records as JSON lines in a temporary file, and where each stands."""

    lines: IO[bytes]
    places: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    """The record's key and its offset."""
    names: set[str] = field(default_factory=set)
    """All field names met that the source definition doesn't map."""
    pages: list[Page] = field(default_factory=list)
    asked: set[PageRequest] = field(default_factory=set)


def _take(request: Request, location: HttpLocation, client: Client, lines: IO[bytes]) -> _Taken:
    taken = _Taken(lines)
    asked: PageRequest | None = first_page(location, request.quarter)
    while asked is not None:
        answer = client.get(asked)
        assert not isinstance(answer, NotModified)  # noqa: S101 - nothing conditional was asked
        page = Page(url=asked.url, params=asked.params, etag=answer.etag, last_modified=answer.last_modified)
        if asked in taken.asked:
            raise _endless(request, client.shown)
        taken.asked.add(asked)
        taken.pages.append(page)
        records = at(answer.page, location.records)
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            place = location.records or "(top)"
            raise request.refused(
                f"{client.shown} 的应答中“{place}”处不是记录列表，请核对来源定义的 records，"
                f"或联系{request.source.owner}。",
                f"{client.shown} answers without a list of records at {place!r}; check records in the source "
                f"definition, or ask {request.source.owner}.",
            )
        for record in records:
            _add(taken, location, record, request.district.tz)
        try:
            asked = next_page(location, asked, answer.page, len(records), answer.next_link, len(taken.places))
        except ForeignLinkError:
            raise request.refused(
                f"{client.shown} 的下一页指向另一台服务器，为免泄露账号不予访问，请联系{request.source.owner}。",
                f"{client.shown} gives a next page on another server; it isn't followed, for that would show it our "
                f"credentials. Ask {request.source.owner}.",
            ) from None
        if asked is None:
            _prove_total(request, location, client.shown, answer.page, len(taken.places))
    return taken


def _add(taken: _Taken, location: HttpLocation, record: dict[str, Any], tz: ZoneInfo) -> None:
    flat = _flat(record)
    mapped = set(location.fields.values())
    row = {header: at(record, place) for header, place in location.fields.items()}
    row = {header: None if value is MISSING else value for header, value in row.items()}
    rest = {name: value for name, value in flat.items() if name not in mapped and name not in row}
    taken.names |= rest.keys()
    row |= rest
    texts = {name: as_text(name, value, tz) for name, value in row.items()}
    taken.places.append((tuple(texts.get(name) or "" for name in location.key), taken.lines.tell()))
    taken.lines.write(json.dumps(texts, ensure_ascii=False).encode() + b"\n")


def _flat(record: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Objects within a record become dotted names; lists stay."""
    found: dict[str, Any] = {}
    for name, value in record.items():
        found |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found


def _keep(request: Request, location: HttpLocation, shown: str, taken: _Taken) -> Fetched:
    if not taken.places:
        raise request.absent(f"{shown} 没有返回任何记录", f"{shown} gives no records")
    header = [*location.fields, *sorted(taken.names)]
    if missing := [name for name in location.key if name not in header]:
        raise request.refused(
            f"{shown} 的记录没有 key 所列的字段 {'、'.join(missing)}。",
            f"the records of {shown} lack the key's fields {', '.join(missing)}.",
        )
    if location.key:
        taken.places.sort()
        for (one, _), (other, _) in zip(taken.places, taken.places[1:], strict=False):
            if one == other:
                raise request.refused(
                    f"{shown} 两次给出同一条记录（{'、'.join(one)}），可能在翻页期间有变动，请稍后重试。",
                    f"{shown} gives the record {', '.join(one)} twice; it may have changed while the pages were read. "
                    "Try again later.",
                )
    name = f"{request.extract}-{request.quarter}.csv"
    with spool(LARGEST) as out:
        write_rows(out, header, _batches(taken, header), request.district.tz)
        return Fetched(name, out.sha256, out.size, out.keep(request.files, ".csv"), f"{shown}#{name}")


def _batches(taken: _Taken, header: list[str]) -> Iterator[Sequence[Sequence[Any]]]:
    for start in range(0, len(taken.places), _BATCH):
        rows = []
        for _, place in taken.places[start : start + _BATCH]:
            taken.lines.seek(place)
            record = json.loads(taken.lines.readline())
            rows.append([record.get(name) for name in header])
        yield rows


def _prove_total(request: Request, location: HttpLocation, shown: str, page: Any, count: int) -> None:
    total = at(page, location.total) if location.total else count
    if total != count:
        said = "?" if total is MISSING else total
        raise request.refused(
            f"{shown} 称共有 {said} 条记录，实际收到 {count} 条，可能在翻页期间有变动，请稍后重试。",
            f"{shown} speaks of {said} records but gave {count}; they may have changed while the pages were read. Try "
            "again later.",
        )


def _endless(request: Request, shown: str) -> Exception:
    return request.refused(
        f"{shown} 的下一页指回已读过的页，请核对来源定义的 paging，或联系{request.source.owner}。",
        f"{shown} gives a next page that was read already; check paging in the source definition, or ask "
        f"{request.source.owner}.",
    )
