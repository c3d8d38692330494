"""Files made to hurt whoever reads them: extracts, a district's folder, bounces, sheets. Each ends in a sentence,
within bounded time and memory, leaves nothing behind, and the sound file beside it is read.

Does not belong here: what somebody changes of what was written (tampering.py).
"""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.faults.lab import Case, Ended, Lab
from tests.faults.outcome import Fault, Outcome
from tests.faults.state import differences
from tests.faults.story import DISTRICT, QUARTER
from tests.faults.tampering import READING, began_with, noticed, state_of
from tests.security.test_hostile_files import FAR, NEAR, SPELLINGS, repacked, row, workbook

SECONDS, MEMORY = 60, 2 << 30
"""Of processor, and beyond what is loaded; the kernel ends a process that wants more, and that is a failure."""
DEEP = 200_000


def _csv(case: Case) -> bytes:
    folder = case.home / "include" / "sample" / DISTRICT / QUARTER
    (path,) = (p for p in folder.iterdir() if p.name.startswith("funding"))
    return path.read_bytes()


def _sheets(count: int) -> bytes:
    made = workbook(NEAR)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        listed = archive.read("xl/workbook.xml").decode()
    one = re.search("<sheet [^>]*/>", listed)
    assert one is not None
    sheets = "".join(re.sub('name="[^"]*"', f'name="{n}"', one[0]) for n in range(count))
    return repacked(made, {"xl/workbook.xml": listed.replace(one[0], sheets).encode()})


def _merged() -> bytes:
    overlapping = '<mergeCell ref="A1:B2"/>' * 99
    merged = f'<mergeCells><mergeCell ref="A1:{FAR}"/>{overlapping}</mergeCells>'
    return workbook(f"{NEAR}</sheetData>{merged}<sheetData>")


def _entities() -> bytes:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20 if n else "x" * 1000}">' for n in range(9))
    body = (
        f'<!DOCTYPE w [{bomb}]><worksheet><sheetData><row r="1"><c r="A1"><v>&e8;</v></c></row></sheetData></worksheet>'
    )
    return repacked(workbook(NEAR), {"xl/worksheets/sheet1.xml": body.encode()})


def _unpacks_to(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(NEAR))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            for _ in range(size >> 20):
                member.write(b"<" * (1 << 20))
    return out.getvalue()


def _json(records: object) -> bytes:
    return json.dumps(records, ensure_ascii=False).encode()


HEADERS = "项目编号,项目名称,资金类别,立项日期,受助单位,所属镇街,用途（服务领域）,拨付批次,立项金额,拨付日期,拨付金额"
_LINE = "ZX1-{n},项目,专项资金,2017-01-01,单位,市桥街道,扶老,第1批,3,2017-02-01,1"

EXTRACTS: dict[str, tuple[str, Callable[[], bytes]]] = {
    **{
        f"a far cell: {spelling}": ("xlsx", partial(workbook, SPELLINGS[spelling]))
        for spelling in (
            "spaces around the sign",
            "lower case",
            "a comment in the cell",
            "the row's number only",
            "an end in an attribute",
            "a formula that fills all",
            "an entity",
            "a prefix",
        )
    },
    "3,000 sheets": ("xlsx", partial(_sheets, 3_000)),
    "merged cells over everything": ("xlsx", _merged),
    "entities in entities": ("xlsx", _entities),
    "2 GiB in 2 MB": ("xlsx", partial(_unpacks_to, 2 << 30)),
    "a workbook cut off": ("xlsx", lambda: workbook(row('<c r="A9"><v>1</v></c>'))[:-900]),
    "deep JSON": ("json", lambda: b"[" * DEEP + b"]" * DEEP),
    "deep objects": ("json", lambda: b'{"data":' * 50_000 + b"1" + b"}" * 50_000),
    "a huge exponent": ("json", lambda: b'[{"\xe9\xa1\xb9\xe7\x9b\xae\xe7\xbc\x96\xe5\x8f\xb7": 1e999999999}]'),
    "a field stated twice": ("json", lambda: '[{"项目编号": 1, "项目编号": 2}]'.encode()),
    "no common field": ("json", lambda: _json([{f"n{n % 1990}": 1} for n in range(50_000)])),
    "half a character": ("json", lambda: b'[{"a": "\\ud800"}]'),
    "quotes without end": ("csv", lambda: (HEADERS + '\n"' + _LINE + "\n" * 5_000).encode()),
    "a million columns": ("csv", lambda: (",".join(f"c{n}" for n in range(1_000_000)) + "\n1\n").encode()),
    "one line of 60 MB": ("csv", lambda: b"x" * 60_000_000),
    "headers again and again": ("csv", lambda: "\n".join([HEADERS] * 50_000).encode()),
    "bytes of nothing": ("csv", lambda: bytes(1 << 20)),
    "a name that clears the screen": ("csv", lambda: HEADERS.replace("项目名称", "\x1b[2J\x1b]0;x\x07名称").encode()),
}


def _limited(case: Case, *command: str) -> Ended:
    return case.run(command=command, seconds=SECONDS, memory=MEMORY)


def _untouched(outcome: Outcome, case: Case, *noted: str) -> None:
    outcome.failures += differences(began_with(case), case.state(), ("audits", "log", *noted))


def hostile_extract(lab: Lab, chance: random.Random, *, what: str) -> Outcome:
    """An office hands in such a file: ``govreport check`` refuses it, and takes the sound one."""
    suffix, make = EXTRACTS[what]
    outcome = Outcome("an extract made to hurt", what)
    with lab.case(state_of(lab)) as case:
        path = case.folder / f"funding-{QUARTER}.{suffix}"
        path.write_bytes(make())
        checking = ("check", str(path), "--district", DISTRICT, "--quarter", QUARTER)
        noticed(outcome, _limited(case, *checking), READING, named=path.name)
        path.unlink()
        _untouched(outcome, case)
    return outcome


def hostile_upload(lab: Lab, chance: random.Random, *, what: str) -> Outcome:
    """The same where a run collects it: one sentence; with the sound file the run goes as it always did."""
    _, make = EXTRACTS[what]
    outcome = Outcome("an extract made to hurt, collected by a run", what)
    with lab.case("collect") as case:
        folder = case.home / "include" / "sample" / DISTRICT / QUARTER
        (path,) = (p for p in folder.iterdir() if p.name.startswith("funding"))
        whole = path.read_bytes()
        path.write_bytes(make())
        ended = case.run(stages=("collect", "tidy"), seconds=SECONDS, memory=MEMORY)
        noticed(outcome, ended, READING, named=path.name)
        path.write_bytes(whole)
        # What was collected stays in the store as it came: compared is what the run says of the sound file.
        again = case.run(stages=("collect", "tidy"))
        outcome.expect(again.code == 0, f"the sound file: {again.said[-500:]}")
    return outcome


# -- a district's folder -----------------------------------------------------------------------------------------------

ALIASES = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
)
YAML: dict[str, Callable[[str], str]] = {
    "aliases of aliases": lambda text: f"{text}\n{ALIASES}\n",
    "nested without end": lambda text: f"{text}\nmore: {'[' * 20_000}{']' * 20_000}\n",
    "signatures named twice": lambda text: f"{text}\nsignoff: [审核]\nsignoff: []\n",
    "an object of Python": lambda text: f"{text}\nmore: !!python/object/apply:os.system ['true']\n",
}


def hostile_yaml(lab: Lab, chance: random.Random, *, what: str) -> Outcome:
    """Somebody's district.yaml: it is refused with its name, and loaded once it is mended."""
    outcome = Outcome("a district's folder made to hurt", what)
    with lab.case(state_of(lab)) as case:
        path = case.home / "include" / "districts" / DISTRICT / "district.yaml"
        whole = path.read_text(encoding="utf-8")
        path.write_text(YAML[what](whole), encoding="utf-8")
        noticed(outcome, _limited(case, "district", "check", DISTRICT), READING, named="district.yaml")
        path.write_text(whole, encoding="utf-8")
        ended = case.run(command=("district", "list"))
        outcome.expect(ended.code == 0 and DISTRICT in ended.said, f"mended: {ended.said[-500:]}")
        _untouched(outcome, case)
    return outcome


# -- bounces -----------------------------------------------------------------------------------------------------------


def _bounce(words: str, of: bytes, address: str) -> bytes:
    found = re.search(rb"(?mi)^Message-ID: *(\S+)", of)
    identity = found[1].decode() if found else ""
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>\nSubject: Undelivered\n"
        f"X-Failed-Recipients: {address}\nIn-Reply-To: {identity}\nContent-Type: text/plain; charset=utf-8\n\n"
        f"Delivery to {address} failed:\n  {words}\n\nMessage-ID: {identity}\n"
    ).encode()


BOUNCES: dict[str, Callable[[bytes], bytes]] = {
    "nested multiparts": lambda _: b"From: MAILER-DAEMON@mx.example\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(5_000)
    ),
    "nested messages": lambda _: b"From: MAILER-DAEMON@mx.example\n" + b"Content-Type: message/rfc822\n\n" * 3_000,
    "commands to a terminal": lambda of: _bounce("550 5.1.1 \x1b[2J\x1b]0;owned\x07 \x9b31mno", of, "a@evil.example"),
    "another's address": lambda of: _bounce("550 5.1.1 user unknown", of, "mayor@panyu.example"),
}  # fmt: skip


def hostile_bounce(lab: Lab, chance: random.Random, *, what: str) -> Outcome:
    """A mail among bounces: it changes no copy, prints nothing to the terminal but text, and the others are read."""
    outcome = Outcome("a bounce made to hurt", what)
    mail = lab.posted[0]
    with lab.case(state_of(lab)) as case:
        folder = case.folder / "bounces"
        folder.mkdir()
        (folder / "1.eml").write_bytes(BOUNCES[what](mail))
        noticed(outcome, _limited(case, "bounces", str(folder)), READING, named="1.eml")
        _untouched(outcome, case, "copy_events")  # what nobody can tell is noted, and changes no copy
        address = re.search(rb"(?m)^To: .*?([\w.]+@[\w.]+)", mail)
        assert address is not None
        (folder / "2.eml").write_bytes(_bounce("550 5.1.1 user unknown", mail, address[1].decode()))
        ended = _limited(case, "bounces", str(folder))
        outcome.expect("被退回" in ended.said, f"the sound bounce: {ended.said[-500:]}")
    return outcome


# -- what verify and corrections are given -----------------------------------------------------------------------------

GIVEN: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a far cell": ("xlsx", partial(workbook, SPELLINGS["an end in an attribute"])),
    "a PDF of tags": ("pdf", lambda: b"%PDF-1.7\n" + b"<< /Kids [" * 100_000),
    "a page of nested tags": ("html", lambda: b"<html>" + b"<b>" * 500_000),
    "a mail nested without end": ("eml", lambda: BOUNCES["nested multiparts"](b"")),
}


def hostile_given(lab: Lab, chance: random.Random, *, what: str, command: tuple[str, ...]) -> Outcome:
    """Such a file given to verify, or as a filled-in sheet."""
    suffix, make = GIVEN[what]
    outcome = Outcome(f"a file made to hurt, given to {command[0]}", what)
    with lab.case(state_of(lab)) as case:
        path = Path(case.folder) / f"given.{suffix}"
        path.write_bytes(make())
        more = ("--district", DISTRICT, "--to", str(case.folder / "c.yaml")) if command[0] == "corrections" else ()
        noticed(outcome, _limited(case, *command, str(path), *more), READING, named="given")
        _untouched(outcome, case)
    return outcome


def faults(lab: Lab) -> list[Fault]:
    """Every kind once."""
    uploads = ("quotes without end", "one line of 60 MB", "bytes of nothing")
    listed: list[Fault] = [partial(hostile_extract, what=what) for what in EXTRACTS]
    listed += [partial(hostile_upload, what=what) for what in uploads]
    listed += [partial(hostile_yaml, what=what) for what in YAML]
    listed += [partial(hostile_bounce, what=what) for what in BOUNCES]
    listed += [partial(hostile_given, what=what, command=("verify",)) for what in GIVEN]
    listed.append(partial(hostile_given, what="a far cell", command=("corrections", "read")))
    return listed
