"""Ways to damage a file, each a function of a random generator and a sound file."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from typing import Any

from tests.fuzz import seeds, twins

Mutation = Callable[[random.Random, str, bytes], bytes]

NASTY = (
    *("", " ", "\u200b", "\ufeff", "无", "—", "#N/A", "#REF!", "=1/0", '="51440113MJK000014R"', "'2019-01-05", "合计"),
    *(
        "小计",
        "其中：",
        "注：见附件",
        "2019-02-30",
        "1900/1/0",
        "43470",
        "99999999",
        "二〇一九年十三月",
        "2019年",
        "1e400",
    ),
    *("-1e-400", "9" * 40, "1.2.3", "叁万元", "负叁万元", "△3", "(3)", "3万4千", "百分之五", "NaN", "Infinity", "0x10"),
    *("①", "٣", "𠮷" * 50, "5.24401135E+17", "524401135000000000", "O" * 18, "a" * 5000, "\x00", "\x01", "\x05[1]"),
    *(
        '"',
        '""',
        "\n",
        "\r\n",
        "\t",
        "，",
        "；",
        "|",
        "\ud7ff",
        "\u202e",
        "é",
        "第零批",
        "第百万批",
        "零",
        "十",
        "TRUE",
    ),
    *("null", "{}", "[]", "<script>", "&amp;"),
)


def _part(rng: random.Random, data: bytes, most: int = 400) -> tuple[int, int]:
    start = rng.randrange(max(1, len(data)))
    return start, min(len(data), start + rng.randint(1, most))


def bit_flips(rng: random.Random, _: str, data: bytes) -> bytes:
    damaged = bytearray(data)
    for _i in range(rng.choice((1, 2, 5, 20, 100))):
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def truncation(rng: random.Random, _: str, data: bytes) -> bytes:
    return data[: rng.randrange(len(data))]


def bytes_removed(rng: random.Random, _: str, data: bytes) -> bytes:
    start, end = _part(rng, data)
    return data[:start] + data[end:]


def bytes_repeated(rng: random.Random, _: str, data: bytes) -> bytes:
    start, end = _part(rng, data)
    return data[:end] + data[start:end] * rng.randint(1, 5) + data[end:]


def bytes_zeroed(rng: random.Random, _: str, data: bytes) -> bytes:
    start, end = _part(rng, data)
    return data[:start] + bytes(end - start) + data[end:]


def bytes_inserted(rng: random.Random, _: str, data: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + rng.randbytes(rng.randint(1, 200)) + data[at:]


def two_files_spliced(rng: random.Random, _: str, data: bytes) -> bytes:
    other = rng.choice(list(seeds.seeds().values()))
    return data[: rng.randrange(len(data))] + other[rng.randrange(len(other)) :]


# -- tables ------------------------------------------------------------------------------------------------------------


def _written(rng: random.Random, name: str, rows: list[list[str]]) -> bytes:
    """Rows in the format of the sound file that was drawn."""
    if name.endswith((".xlsx", ".xls", ".ods")):
        legal = [[re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", "?", c)[:30_000] for c in row] for row in rows]
        return {"xlsx": seeds.xlsx, "xls": seeds.xls, "ods": seeds.ods}[name.rsplit(".", 1)[1]](legal)
    if name.endswith((".json", ".jsonl")):
        header = next((r for r in rows if len([c for c in r if c]) > 5), rows[0])
        listed = [dict(zip(header, row, strict=False)) for row in rows if row is not header]
        return json.dumps(listed, ensure_ascii=rng.random() < 0.3).encode("utf-8", "replace")
    encoding = {"gb18030.csv": "gb18030", "utf16.txt": "utf-16"}.get(name, "utf-8")
    return seeds.delimited(rows, "\t" if name == "utf16.txt" else ",").encode(encoding, "replace")


def _cell(rng: random.Random, rows: list[list[str]]) -> tuple[int, int]:
    row = rng.randrange(len(rows))
    return row, rng.randrange(len(rows[row]))


def cells_swapped(rng: random.Random, name: str, _: bytes) -> bytes:
    rows = [list(r) for r in seeds.grid()]
    for _i in range(rng.randint(1, 30)):
        (a, b), (c, d) = _cell(rng, rows), _cell(rng, rows)
        rows[a][b], rows[c][d] = rows[c][d], rows[a][b]
    return _written(rng, name, rows)


def cells_replaced(rng: random.Random, name: str, _: bytes) -> bytes:
    rows = [list(r) for r in seeds.grid()]
    for _i in range(rng.randint(1, 60)):
        a, b = _cell(rng, rows)
        rows[a][b] = rng.choice(NASTY)
    return _written(rng, name, rows)


def rows_shuffled(rng: random.Random, name: str, _: bytes) -> bytes:
    rows = [list(r) for r in seeds.grid()]
    for _i in range(rng.randint(1, 8)):
        kind = rng.randrange(4)
        at = rng.randrange(len(rows))
        if kind == 0:
            del rows[at]
        elif kind == 1:
            rows.insert(at, list(rng.choice(rows)))
        elif kind == 2:
            rows.insert(at, [rng.choice(NASTY) for _j in range(rng.randint(0, 20))])
        else:
            rows.insert(at, [""] * len(seeds.HEADER))
        rows = rows or [[""]]
    width = len(seeds.HEADER) if name.endswith((".xls", ".xlsx", ".ods")) else 0
    return _written(rng, name, [row + [""] * (width - len(row)) for row in rows])


def header_edited(rng: random.Random, name: str, _: bytes) -> bytes:
    rows = [list(r) for r in seeds.grid()]
    header = rows[2]
    for _i in range(rng.randint(1, 4)):
        at = rng.randrange(len(header))
        was = header[at]
        header[at] = rng.choice(
            ("", rng.choice(header), f"{was}（万元）", was[:-1], f" {was}\n", *rng.sample(NASTY, 2))
        )
    if rng.random() < 0.3:
        order = list(range(len(header)))
        rng.shuffle(order)
        rows = [[row[i] for i in order] for row in rows]
    if rng.random() < 0.2:
        rows = [[""] * len(header) for _i in range(rng.randint(1, 40))] + rows
    return _written(rng, name, rows)


def encoding_changed(rng: random.Random, _: str, __: bytes) -> bytes:
    text = seeds.delimited(seeds.grid(), rng.choice(",\t;|，"), rng.choice(("\r\n", "\n", "\r")))
    encoding = rng.choice(("utf-8", "utf-8-sig", "gb18030", "gbk", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-7"))
    data = text.encode(encoding, "replace")
    if rng.random() < 0.5:
        at = rng.randrange(len(data))
        return data[:at] + text[at:].encode(rng.choice(("gb18030", "utf-8", "utf-16-le")), "replace")
    return data


def quotes_scattered(rng: random.Random, _: str, __: bytes) -> bytes:
    text = seeds.delimited(seeds.grid())
    for _i in range(rng.randint(1, 12)):
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(('"', '""', ",", "\r", "\n", "\r\n", '",', ',"', '"\n"')) + text[at:]
    return text.encode()


# -- containers --------------------------------------------------------------------------------------------------------

_MARKUP = (
    (rb'r="([A-Z])(\d+)"', (b'r="XFD1048576"', b'r="A0"', b'r="ZZZ9999999"', b'r=""', b'r="\\2\\1"', b"")),
    (rb't="(\w+)"', (b't="e"', b't="s"', b't="n"', b't="d"', b't="str"', b't=""', b't="inlineStr"')),
    (rb"<v>([^<]*)</v>", (b"<v></v>", b"<v>99999999999</v>", b"<v>-1</v>", b"<v>1e999</v>", b"<v>#N/A</v>", b"")),
    (rb"<row ", (b'<row r="1048576" ', b"<row><row ", b"<rwo ")),
    (rb'ref="[^"]*"', (b'ref="A1:XFD1048576"', b'ref="B2:A1"', b'ref="?"', b'ref=""')),
    (rb'number-columns-repeated="\d+"', (b'number-columns-repeated="99999999999"', b'number-columns-repeated="-1"')),
    (rb"<table:table-row", (b'<table:table-row table:number-rows-repeated="1048576"', b"<table:table-cell")),
    (rb"<table:table-cell", (b'<table:table-cell table:number-columns-repeated="16384"', b"<table:covered-table-cell")),
    (rb'office:value="[^"]*"', (b'office:value="NaN"', b'office:value="1e999"', b'office:value="x"')),
    (rb'value-type="\w+"', (b'value-type="date"', b'value-type="time"', b'value-type="boolean"', b'value-type="?"')),
    (rb">", (b"", b">>", b"/>", b"><![CDATA[<v>]]>", b">&undefined;", b"><!DOCTYPE x>")),
    (rb"[\x80-\xff]", (b"\xff", b"", b"&#0;", b"&#xD800;")),
)


def members_damaged(rng: random.Random, name: str, data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return bit_flips(rng, name, data)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        tables = [n for n in names if "sheet1" in n or "content" in n or "sharedStrings" in n]
        victim = rng.choice(names if rng.random() < 0.4 else tables)
        for member in names:
            body = old.read(member)
            if member == victim and body:
                how = rng.randrange(5)
                if how == 0:
                    continue
                if how == 1:
                    body = truncation(rng, "", body)
                elif how == 2:
                    body = bit_flips(rng, "", body)
                elif how == 3:
                    body = rng.randbytes(len(body))
                else:
                    new.writestr(zipfile.ZipInfo(member), body)  # twice under one name
            new.writestr(zipfile.ZipInfo(member), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def markup_edited(rng: random.Random, name: str, data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return json_edited(rng, name, data)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            body = old.read(member)
            if member.endswith(".xml") and (("sheet" in member.lower() or "content" in member) or rng.random() < 0.1):
                for _i in range(rng.randint(1, 4)):
                    pattern, replacements = rng.choice(_MARKUP)
                    places = list(re.finditer(pattern, body))
                    if places:
                        place = rng.choice(places)
                        body = body[: place.start()] + place.expand(rng.choice(replacements)) + body[place.end() :]
            new.writestr(zipfile.ZipInfo(member), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _odd_value(rng: random.Random) -> Any:
    numbers = (0, -1, 1.5, 10**30, 1e308, float("nan"))
    return rng.choice((None, True, *numbers, [], {}, [1, {"a": 2}], {"a": {"b": 1}}, *NASTY))


def json_edited(rng: random.Random, _: str, __: bytes) -> bytes:
    listed: list[Any] = [dict(r) for r in seeds.records(seeds.grid())]
    for _i in range(rng.randint(1, 20)):
        record = rng.choice([r for r in listed if isinstance(r, dict)] or [{}])
        kind = rng.randrange(6)
        if kind == 0 and record:
            record.pop(rng.choice(list(record)))
        elif kind == 1:
            record[rng.choice(NASTY)] = _odd_value(rng)
        elif kind == 2:
            listed[rng.randrange(len(listed))] = _odd_value(rng)
        elif record:
            record[rng.choice(list(record))] = _odd_value(rng)
    whole: Any = rng.choice((listed, {"data": listed}, {"code": 0, "data": {"rows": listed}}, {"x": listed}, [listed]))
    text = json.dumps(whole, ensure_ascii=rng.random() < 0.5)
    kind = rng.randrange(5)
    if kind == 0:
        at = rng.randrange(len(text))
        text = (
            text[:at] + rng.choice(("{", "}", "[", "]", ",", ":", '"', "\\", "\\ud800", "NaN", "1e999999")) + text[at:]
        )
    elif kind == 1:
        text = "[" * rng.choice((10, 5000, 200_000)) + text
    elif kind == 2:
        text = text.replace('": "', '": "x", "项目编号": "', 1)
    return text.encode("utf-8", "replace")


def _twin(kind: str) -> Mutation:
    return lambda rng, _, __: twins.damaged(kind, rng)[0]


MUTATIONS: dict[str, Mutation] = {
    f.__name__: f
    for f in (
        *(bit_flips, truncation, bytes_removed, bytes_repeated, bytes_zeroed, bytes_inserted, two_files_spliced),
        *(cells_swapped, cells_replaced, rows_shuffled, header_edited, encoding_changed, quotes_scattered),
        *(members_damaged, markup_edited, json_edited),
    )
} | {kind: _twin(kind) for kind in twins.TWINS}


def mutated(seed: int, index: int) -> tuple[str, str, bytes]:
    """Mutation, file name and bytes of the ``index``-th file of a run; the same for ever."""
    rng = random.Random(f"{seed}:{index}")
    name = rng.choice(list(seeds.seeds()))
    mutation = list(MUTATIONS)[index % len(MUTATIONS)]
    if mutation in ("members_damaged", "markup_edited"):
        name = rng.choice(("book.xlsx", "book.ods"))
    if mutation in twins.TWINS:
        rng, name = _twin_rng(seed, index), "utf8.csv"
    return mutation, name, MUTATIONS[mutation](rng, name, seeds.seeds()[name])


def records_damaged(seed: int, index: int) -> int:
    """How many records of a file with a sound twin are damaged."""
    return twins.damaged(list(MUTATIONS)[index % len(MUTATIONS)], _twin_rng(seed, index))[1]


def _twin_rng(seed: int, index: int) -> random.Random:
    return random.Random(f"twin:{seed}:{index}")
