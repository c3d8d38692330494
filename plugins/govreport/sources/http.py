"""Web services that answer JSON: page by page into one CSV snapshot, asked only for what has changed.

Which page comes next is in pages.py, one request and its repetitions in web.py, the last answer in remembered.py.
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
from govreport.sources.web import Client, NotModified, twice
from govreport.strict_json import MOST_COLUMNS, RepeatedError, is_sparse

LARGEST = 1 << 32
"""Bytes of a snapshot."""
_BATCH = 10_000
MOST_PAGES = 10_000


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
            fetched = _keep(request, location, client.address, taken)
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
    stated: int = 0
    """Fields of all records together."""
    pages: list[Page] = field(default_factory=list)
    requested: set[PageRequest] = field(default_factory=set)


def _take(request: Request, location: HttpLocation, client: Client, lines: IO[bytes]) -> _Taken:
    taken = _Taken(lines)
    wanted: PageRequest | None = first_page(location, request.quarter)
    while wanted is not None:
        answer = client.get(wanted)
        assert not isinstance(answer, NotModified)  # noqa: S101 - nothing conditional was asked
        page = Page(url=wanted.url, params=wanted.params, etag=answer.etag, last_modified=answer.last_modified)
        if wanted in taken.requested:
            raise _endless(request, client.address)
        taken.requested.add(wanted)
        taken.pages.append(page)
        records = at(answer.page, location.records)
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            place = location.records or "(top)"
            raise request.refused(
                f"{client.address} 的应答中“{place}”处不是记录列表，请核对来源定义的 records，"
                f"或联系{request.source.owner}。",
                f"{client.address} answers without a list of records at {place!r}; check records in the source "
                f"definition, or ask {request.source.owner}.",
            )
        for record in records:
            try:
                _add(taken, location, record, request.district.tz)
            except RepeatedError as error:
                raise twice(request, client.address, error.name) from None
        _require_table(request, client.address, taken)
        try:
            wanted = next_page(location, wanted, answer.page, len(records), answer.next_link, len(taken.places))
        except ForeignLinkError:
            raise request.refused(
                f"{client.address} 的下一页指向另一台服务器，为免泄露账号不予访问，请联系{request.source.owner}。",
                f"{client.address} gives a next page on another server; it isn't followed, for that would show it our "
                f"credentials. Ask {request.source.owner}.",
            ) from None
        except ValueError:  # an address that is none
            raise request.refused(
                f"{client.address} 给出的下一页地址无法识别，请联系{request.source.owner}。",
                f"{client.address} gives a next page whose address is none; ask {request.source.owner}.",
            ) from None
        if len(taken.pages) >= MOST_PAGES and wanted is not None:
            raise request.refused(
                f"{client.address} 的页数超过 {MOST_PAGES:,}，请在来源定义中加大每页条数，"
                f"或联系{request.source.owner}。",
                f"{client.address} has more than {MOST_PAGES:,} pages; ask for larger ones in the source definition, "
                f"or ask {request.source.owner}.",
            )
        if wanted is None:
            _compare_total(request, location, client.address, answer.page, len(taken.places))
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
    taken.stated += len(texts)
    taken.places.append((tuple(texts.get(name) or "" for name in location.key), taken.lines.tell()))
    taken.lines.write(json.dumps(texts, ensure_ascii=False).encode() + b"\n")


def _flat(record: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Objects within a record become dotted names; lists stay. Raises RepeatedError where two become one name."""
    flat: dict[str, Any] = {}
    for name, value in record.items():
        inner = _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
        if both := flat.keys() & inner.keys():
            raise RepeatedError(min(both))
        flat |= inner
    return flat


def _require_table(request: Request, address: str, taken: _Taken) -> None:
    """Raise SourceError for more fields than a table has, or records that hardly have one in common."""
    if len(taken.names) > MOST_COLUMNS or is_sparse(len(taken.places), len(taken.names), taken.stated):
        raise request.refused(
            f"{address} 的记录有 {len(taken.names):,} 个不同的字段，或几乎没有共同的字段，不像是一张表，"
            f"请联系{request.source.owner}。",
            f"{address} gives records with {len(taken.names):,} different fields, or hardly one in common, which are "
            f"no table; ask {request.source.owner}.",
        )


def _keep(request: Request, location: HttpLocation, address: str, taken: _Taken) -> Fetched:
    if not taken.places:
        raise request.absent(f"{address} 没有返回任何记录", f"{address} gives no records")
    header = [*location.fields, *sorted(taken.names)]
    if missing := [name for name in location.key if name not in header]:
        raise request.refused(
            f"{address} 的记录没有 key 所列的字段 {'、'.join(missing)}。",
            f"the records of {address} lack the key's fields {', '.join(missing)}.",
        )
    if location.key:
        taken.places.sort()
        for (one, _), (other, _) in zip(taken.places, taken.places[1:], strict=False):
            if one == other:
                raise request.refused(
                    f"{address} 两次给出同一条记录（{'、'.join(one)}），可能在翻页期间有变动，请稍后重试。",
                    f"{address} gives the record {', '.join(one)} twice; it may have changed while the pages were "
                    "read. Try again later.",
                )
    name = f"{request.extract}-{request.quarter}.csv"
    with spool(LARGEST) as out:
        write_rows(out, header, _batches(taken, header), request.district.tz)
        return Fetched(name, out.sha256, out.size, out.keep(request.files, ".csv"), f"{address}#{name}")


def _batches(taken: _Taken, header: list[str]) -> Iterator[Sequence[Sequence[Any]]]:
    for start in range(0, len(taken.places), _BATCH):
        rows = []
        for _, place in taken.places[start : start + _BATCH]:
            taken.lines.seek(place)
            record = json.loads(taken.lines.readline())
            rows.append([record.get(name) for name in header])
        yield rows


def _compare_total(request: Request, location: HttpLocation, address: str, page: Any, count: int) -> None:
    total = at(page, location.total) if location.total else count
    if total != count:
        stated = "?" if total is MISSING else total
        raise request.refused(
            f"{address} 称共有 {stated} 条记录，实际收到 {count} 条，可能在翻页期间有变动，请稍后重试。",
            f"{address} speaks of {stated} records but gave {count}; they may have changed while the pages were "
            "read. Try again later.",
        )


def _endless(request: Request, address: str) -> Exception:
    return request.refused(
        f"{address} 的下一页指回已读过的页，请核对来源定义的 paging，或联系{request.source.owner}。",
        f"{address} gives a next page that was read already; check paging in the source definition, or ask "
        f"{request.source.owner}.",
    )
