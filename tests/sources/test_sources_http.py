"""Web services: paging, tries, conditional requests, and refusals, against a real server."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from govreport.errors import ConfigError, LateError, WaitingError
from tests.fixtures import source_servers as servers
from tests.fixtures.source_servers import Asked, Reply, WebService

IN_TIME = date(2019, 10, 10)
ROWS = [{"no": f"P{i:02}", "paid": f"{i}.10", "org": {"name": f"组织{i}"}} for i in range(1, 8)]


def http(web: WebService, **more: Any) -> dict[str, Any]:
    return {"kind": "http", "url": f"{web.url}/grants", "backoff_seconds": 0, "timeout_seconds": 5} | more


def pages(rows: list[dict[str, Any]]) -> Callable[[Asked], Reply]:
    """Serves ``rows`` by page and size; each page has an ETag and answers conditional requests."""

    def reply(asked: Asked) -> Reply:
        page, size = int(asked.params.get("page", 1)), int(asked.params.get("size", 1000))
        body = json.dumps({"data": {"rows": rows[(page - 1) * size : page * size], "total": len(rows)}}).encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        if asked.headers.get("if-none-match") == tag:
            return Reply(status=304, headers={"ETag": tag})
        return Reply(body, headers={"ETag": tag})

    return reply


def paged(web: WebService, **more: Any) -> dict[str, Any]:
    return http(web, records="data.rows", total="data.total", paging={"kind": "page", "rows": 3}) | more


def test_all_pages_become_one_table(web: WebService, collecting: Any) -> None:
    web.reply = pages(ROWS)
    text = collecting.bytes(paged(web)).decode()
    assert text.splitlines()[:2] == ['"no","org.name","paid"', '"P01","组织1","1.10"']
    assert text.count("\n") == 8
    assert [asked.params["page"] for asked in web.asked] == ["1", "2", "3"]


def test_pages_end_with_one_that_is_not_full(web: WebService, collecting: Any) -> None:
    web.reply = pages(ROWS[:6])
    assert collecting.bytes(paged(web, total=None)).count(b"\n") == 7
    assert [asked.params["page"] for asked in web.asked] == ["1", "2", "3"]


@pytest.mark.parametrize("place", ["links.next", "header"])
def test_next_links_are_followed(web: WebService, collecting: Any, place: str) -> None:
    def reply(asked: Asked) -> Reply:
        start = int(asked.params.get("from", 0))
        more = f"/grants?from={start + 4}" if start + 4 < len(ROWS) else None
        headers = {"Link": f'<{more}>; rel="next"'} if more and place == "header" else {}
        return Reply({"rows": ROWS[start : start + 4], "links": {"next": more}}, headers=headers)

    web.reply = reply
    location = http(web, records="rows", paging={"kind": "link", "next": place})
    assert collecting.bytes(location).count(b"\n") == 8
    assert len(web.asked) == 2


def test_a_cursor_is_handed_back(web: WebService, collecting: Any) -> None:
    def reply(asked: Asked) -> Reply:
        start = int(asked.params.get("after", "c0")[1:])
        return Reply({"rows": ROWS[start : start + 5], "next": f"c{start + 5}" if start + 5 < 7 else ""})

    web.reply = reply
    location = http(web, records="rows", paging={"kind": "cursor", "parameter": "after", "next": "next"})
    assert collecting.bytes(location).count(b"\n") == 8


def test_a_next_page_that_was_read_already_ends_the_reading(web: WebService, collecting: Any) -> None:
    web.reply = lambda asked: Reply({"rows": ROWS[:1], "next": "/grants"})
    assert "已读过" in collecting.refusal(http(web, records="rows", paging={"kind": "link"})).message.zh


def test_credentials_are_not_shown_to_another_server(web: WebService, collecting: Any, connect: Any) -> None:
    connect("http://:token-token@x")
    with servers.web_service() as other:
        web.reply = lambda asked: Reply({"rows": ROWS[:1], "next": f"{other.url}/grants"})
        location = http(web, records="rows", paging={"kind": "link"}, connection="extracts")
        assert "另一台服务器" in collecting.refusal(location, "token-token").message.zh
        web.reply = lambda asked: Reply(status=302, headers={"Location": f"{other.url}/grants"})
        assert "302" in collecting.refusal(location, "token-token").message.zh
        assert other.asked == []


def test_fields_are_named_and_ordered_and_values_exact(web: WebService, collecting: Any) -> None:
    web.reply = lambda asked: Reply(
        b'[{"id": 7, "amount": 9007199254740993.10, "who": {"code": "X"}, "ok": true, "tags": ["b", "a"], "note": ""},'
        b' {"id": 8, "amount": 1e2, "ok": null, "phone": "1"}]'
    )
    location = http(web, fields={"项目编号": "id", "拨付金额": "amount", "信用代码": "who.code"})
    assert collecting.bytes(location).decode() == (
        '"项目编号","拨付金额","信用代码","note","ok","phone","tags"\n'
        '"7","9007199254740993.10","X","","是",,"[""b"",""a""]"\n'
        '"8","100",,,,"1",\n'
    )


def test_the_order_of_pages_does_not_show_where_there_is_a_key(web: WebService, collecting: Any) -> None:
    location = paged(web, key=["no"])
    web.reply = pages(ROWS)
    first = collecting(location)
    web.reply = pages([dict(reversed(row.items())) for row in reversed(ROWS)])
    assert collecting(location).sha256 == first.sha256


def test_a_record_met_twice_is_refused(web: WebService, collecting: Any) -> None:
    web.reply = pages([*ROWS, ROWS[0]])
    assert "P01" in collecting.refusal(paged(web, key=["no"])).message.zh


def test_another_number_of_records_than_stated_is_refused(web: WebService, collecting: Any) -> None:
    web.reply = lambda asked: Reply({"data": {"rows": ROWS[:2], "total": 3}})
    assert "3 条" in collecting.refusal(paged(web)).message.zh


def test_the_quarter_stands_in_address_and_parameters(web: WebService, collecting: Any) -> None:
    web.reply = pages(ROWS)
    location = http(web, url=f"{web.url}/{{quarter}}/grants?v=2", params={"asOf": "{cutoff}"}, records="data.rows")
    collecting(location)
    assert (web.asked[0].path, web.asked[0].params) == ("/2019-Q3/grants", {"v": "2", "asOf": "2019-09-30"})


def test_unchanged_pages_are_not_sent_again(web: WebService, collecting: Any) -> None:
    web.reply = pages(ROWS)
    first = collecting(paged(web))
    web.asked.clear()
    again = collecting(paged(web))
    assert again == first
    assert all("if-none-match" in asked.headers for asked in web.asked)
    assert len(web.asked) == 3


def test_a_change_on_any_page_brings_a_new_snapshot(web: WebService, collecting: Any) -> None:
    web.reply = pages(ROWS)
    first = collecting(paged(web))
    web.reply = pages([*ROWS[:6], ROWS[6] | {"paid": "0"}])
    assert collecting(paged(web)).sha256 != first.sha256


def test_what_was_kept_and_then_lost_is_fetched_again(web: WebService, collecting: Any) -> None:
    web.reply = pages(ROWS)
    first = collecting(paged(web))
    collecting.store.fs.rm(collecting.store.path(first.key))
    assert collecting(paged(web)) == first
    assert collecting.store.get(first.key)


def test_a_service_that_gives_dates_only_is_asked_by_date(web: WebService, collecting: Any) -> None:
    stamp = "Tue, 01 Oct 2019 00:00:00 GMT"
    web.reply = lambda asked: (
        Reply(status=304)
        if asked.headers.get("if-modified-since") == stamp
        else Reply(ROWS, headers={"Last-Modified": stamp})
    )
    first = collecting(http(web))
    assert collecting(http(web)) == first
    assert len(web.asked) == 2


@pytest.mark.parametrize("status", [429, 502, 503])
def test_a_service_that_recovers_is_not_noticed(web: WebService, collecting: Any, status: int) -> None:
    good = pages(ROWS)
    web.reply = lambda asked: Reply(status=status, headers={"Retry-After": "0"}) if len(web.asked) % 3 else good(asked)
    assert collecting.bytes(paged(web)).count(b"\n") == 8
    assert len(web.asked) == 9


def test_a_service_that_stays_busy_is_given_up_after_the_tries(web: WebService, collecting: Any) -> None:
    web.reply = lambda asked: Reply(status=503)
    sentence = collecting.refusal(http(web, attempts=3)).message.zh
    assert "503" in sentence
    assert "番禺区民政局财务科" in sentence
    assert len(web.asked) == 3


def test_a_service_that_asks_for_a_long_pause_is_left_alone(web: WebService, collecting: Any) -> None:
    web.reply = lambda asked: Reply(status=429, headers={"Retry-After": "3600"})
    assert "429" in collecting.refusal(http(web)).message.zh
    assert len(web.asked) == 1


def test_a_short_pause_asked_for_is_kept(web: WebService, collecting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    paused: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", paused.append)
    web.reply = lambda asked: Reply(status=429, headers={"Retry-After": "7"}) if len(web.asked) == 1 else Reply(ROWS)
    collecting(http(web))
    assert paused == [7]


def test_pauses_grow(web: WebService, collecting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    paused: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", paused.append)
    web.reply = lambda asked: Reply(status=503)
    collecting.refusal(http(web, attempts=9, backoff_seconds=1))
    assert paused == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_slow_answer_is_given_up(web: WebService, collecting: Any) -> None:
    web.reply = lambda asked: Reply(ROWS, after=1)
    assert "0.2 秒内没有应答" in collecting.refusal(http(web, timeout_seconds=0.2, attempts=2)).message.zh
    assert len(web.asked) == 2


def test_a_service_that_is_not_there_is_said_so(web: WebService, collecting: Any) -> None:
    gone = http(web, url=f"http://127.0.0.1:{servers.closed_port()}/grants", attempts=2)
    assert "连不上" in collecting.refusal(gone).message.zh


@pytest.mark.parametrize(
    ("address", "header", "sent"),
    [
        ("http://:abc-secret@x", "authorization", "Bearer abc-secret"),
        ("http://me:abc-secret@x", "authorization", "Basic " + base64.b64encode(b"me:abc-secret").decode()),
        ("http://:abc-secret@x?header=X-Api-Key", "x-api-key", "abc-secret"),
    ],
)
def test_credentials_go_where_the_connection_says(
    web: WebService, collecting: Any, connect: Any, address: str, header: str, sent: str
) -> None:
    web.reply = lambda asked: Reply(ROWS) if asked.headers.get(header) == sent else Reply(status=401)
    connect(address)
    snapshot = collecting(http(web, connection="extracts"))
    assert snapshot.origin == f"{web.url}/grants#funding-2019-Q3.csv"
    connect(address.replace("abc", "bad"))
    refusal = collecting.refusal(http(web, connection="extracts", params={"v": "2"}), "bad-secret")
    assert "连接 extracts 的账号或密码" in refusal.message.zh


@pytest.mark.parametrize("reply", [Reply(status=404), Reply([])], ids=["404", "no records"])
def test_no_data_mean_waiting_and_then_late(web: WebService, collecting: Any, reply: Reply) -> None:
    web.reply = lambda asked: reply
    assert isinstance(collecting.refusal(http(web), today=IN_TIME), WaitingError)
    assert isinstance(collecting.refusal(http(web)), LateError)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>please log in</html>", "JSON"),
        (b'[{"a": NaN}]', "JSON"),
        (b"[" * 100_000, "JSON"),
        (b'{"code": 500, "msg": "busy"}', "data.rows"),
        (b'{"data": {"rows": [1, 2]}}', "data.rows"),
    ],
)
def test_an_answer_of_another_shape_is_refused(web: WebService, collecting: Any, body: bytes, said: str) -> None:
    web.reply = lambda asked: Reply(body)
    assert said in collecting.refusal(http(web, records="data.rows")).message.zh


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'[{"no": 1, "no": 2}]', "“no”出现了两次"),
        (b'[{"no": 1, "org": {"name": "a", "name": "b"}}]', "“name”出现了两次"),
        (b'[{"amount.total": 1, "amount": {"total": 9}}]', "“amount.total”出现了两次"),
        (b'[{"amount": {"total": 9}, "amount.total": 1}]', "“amount.total”出现了两次"),
        (b'[{"a": {"b.c": 1, "b": {"c": 2}}}]', "“a.b.c”出现了两次"),
        (b'[{"no": 1e999999999}]', "1e999999999"),
        (b'[{"no": 1e-999999999}]', "1e-999999999"),
        (b'[{"no": "\\ud800"}]', "残缺的字符"),
        (b'[{"\\udfff": 1}]', "残缺的字符"),
        (b'[{"no": "\xed\xa0\x80"}]', "残缺的字符"),
        (json.dumps([{f"n{i}": 1} for i in range(2_001)]).encode(), "2,001 个不同的字段"),
        (json.dumps([{f"n{i % 1990}": 1} for i in range(50_000)]).encode(), "几乎没有共同的字段"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_what_could_be_read_in_two_ways_or_fills_the_disk_is_refused_at_once(
    web: WebService, collecting: Any, body: bytes, said: str
) -> None:
    web.reply = lambda asked: Reply(body)
    began = time.process_time()
    assert said in collecting.refusal(http(web)).message.zh
    assert time.process_time() - began < 5


def test_what_only_looks_like_it_is_read(web: WebService, collecting: Any) -> None:
    web.reply = lambda asked: Reply(
        b'[{"no": "\\ud83d\\ude00", "a": {"b": 1}, "a.c": 2, "paid": 1.5e3, "due": 0e999999999}]'
    )
    text = collecting.bytes(http(web)).decode()
    assert text.splitlines() == ['"a.b","a.c","due","no","paid"', '"1","2","0","😀","1500"']


@pytest.mark.parametrize("link", ["http://[::1", "http://a b:x/"])
def test_a_next_page_without_an_address_is_said(web: WebService, collecting: Any, link: str) -> None:
    web.reply = lambda asked: Reply({"rows": ROWS, "next": link})
    refusal = collecting.refusal(http(web, records="rows", paging={"kind": "link", "next": "next"}))
    assert "下一页" in refusal.message.zh


def test_a_source_that_never_ends_is_left(web: WebService, collecting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cursor that is always another, and a server that sends a little at a time."""
    from govreport.sources import http as reading
    from govreport.sources import web as client

    web.reply = lambda asked: Reply({"rows": ROWS[:1], "next": asked.params.get("at", "") + "x"})
    cursor = http(web, records="rows", paging={"kind": "cursor", "parameter": "at", "next": "next"})
    monkeypatch.setattr(reading, "MOST_PAGES", 20)
    assert "页数超过 20" in collecting.refusal(cursor).message.zh
    assert len(web.asked) == 20
    monkeypatch.setattr(client, "WHOLE", 0.0)
    assert "仍未答完" in collecting.refusal(cursor).message.zh


def test_a_server_that_sends_a_byte_now_and_then_is_left_when_the_whole_has_taken_too_long(
    web: WebService, collecting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No single byte is late, so no limit of an answer's own would ever end it."""
    from govreport.sources import web as client

    monkeypatch.setattr(client, "WHOLE", 0.6)
    web.reply = lambda asked: Reply(b"[" + b" " * 1000, between=0.1)
    began = time.monotonic()
    assert "仍未答完" in collecting.refusal(http(web, timeout_seconds=5)).message.zh
    assert time.monotonic() - began < 5


def test_an_answer_that_never_ends_is_cut_off(web: WebService, collecting: Any) -> None:
    import gzip

    bomb = gzip.compress(b"[" + b" " * 50_000_000 + b"]")
    web.reply = lambda asked: Reply(bomb, headers={"Content-Encoding": "gzip"})
    assert "1,000,000" in collecting.refusal(http(web, max_bytes=1_000_000)).message.zh


def test_an_unknown_connection_is_said_with_what_to_set(web: WebService, collecting: Any) -> None:
    with pytest.raises(ConfigError, match="GOVREPORT_CONN_ELSEWHERE"):
        collecting(http(web, connection="elsewhere"))
