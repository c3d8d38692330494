"""Proves that a change of the code changes nothing that people read: two snapshots of all documents, compared.

    python scripts/compare_documents.py snapshot BEFORE              # what this checkout makes of the samples
    python scripts/compare_documents.py snapshot AFTER --root TREE   # what another checkout makes of them
    python scripts/compare_documents.py diff BEFORE AFTER            # exit code 1 where anything differs

``--first 2019-Q4`` at each snapshot leaves out Panyu's earlier quarters: less is compared, in a third of the time.

A snapshot runs both sample districts in a temporary installation (SQLite, a folder as store, mails as files): all nine
quarters of Panyu and two of Linjiang, in Chinese and English, signed and delivered, one quarter of each revised, and
every document beside the reports. It writes one text file an item: observations, verdicts, view models, the text of
PDFs, pages, workbooks, editable documents and mails, what commands print, the dictionaries. What follows from the
product's own files (fingerprints and other hashes, sizes of files that print them) and what follows from the clock or
the place is masked, so two snapshots of the same code are the same, byte for byte.

Does not belong here: knowledge of the product's modules. It uses the command line (``govreport.cli:app``), the tables
of the results database, the files of the store and ``scripts.docs.current_pages`` only, so the same script works on
checkouts whose modules lie elsewhere.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default as mail_policy
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
FIRST, LAST = "2017-Q4", "2019-Q4"
LINJIANG = ("2024-Q1", "2024-Q2")
RECORDS = {
    "verdicts": "{quarter}",
    "reports": "{quarter}-{language}",
    "publications": "{quarter}-{language}/{kind}-{town_code}",
    "correction_sheets": "{quarter}/{unit}",
    "notices": "{quarter}-{language}",
    "profiles": "{quarter}/{extract}",
}
"""Tables whose rows point to files of the store, and by which of their columns people know a row."""
APART = {*RECORDS, "observations", "alembic_version"}
"""Tables that are not written row by row."""
PASSING = {"sequence", "product_version"}
"""Columns that say in which order rows came, and which version of the package is installed beside the code."""
RECIPIENTS = """
- {role: Adviser, address: adviser@panyu.example, formats: [pdf, docx], language: en, clearance: 内部}
- {role: 南村镇社会事务办, address: nancun@panyu.example, towns: [南村镇], language: [zh, en], clearance: 内部}
- {role: 公众信息岗, address: public@panyu.example, formats: [pdf]}
"""
"""What Panyu's own list lacks: English, the editable document, a town's brief, somebody who isn't cleared."""


@dataclass(frozen=True)
class Order:
    """One command: what its output is called, its arguments, the language of its messages."""

    item: str
    args: tuple[str, ...]
    language: str = "zh"


def order(item: str, command: str, *more: str, language: str = "zh") -> Order:
    """An order from words with blanks between them, and words that may hold blanks."""
    return Order(item, (*command.split(), *more), language)


# Masking ---------------------------------------------------------------------------------------------------------

_FOLDER_OF_HASH = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{2}/(?=[0-9a-f]{64})")
_HEX = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{12,}(?![0-9A-Za-z])")  # credit codes have capitals
_SIZE = re.compile(r"[\d,]+(?= (?:字节|bytes)\b)")


@dataclass
class Mask:
    """Takes out of a text what may differ between two runs of code that does the same."""

    places: dict[str, str]
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    digits: frozenset[str] = frozenset()
    """Beginnings of known hashes that have no letter: they look like a community's code."""

    def __post_init__(self) -> None:
        days = [self.started + timedelta(days=n) for n in (-1, 0, 1)]
        forms = ("%Y-%m-%d", "%Y年{0.month}月{0.day}日", "{0.day} %B %Y", r"\w{{3}}, %d %b %Y")
        said = "|".join(day.strftime(form.format(day)) for day in days for form in forms)
        self._today = re.compile(rf"(?:{said})(?:[T ]?\d\d?:\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z| ?[+-]\d\d:?\d\d)?")

    def __call__(self, text: str) -> str:
        """The text, masked."""
        for place, name in self.places.items():
            text = text.replace(place, name)
        text = _HEX.sub(self._hash, _FOLDER_OF_HASH.sub("", text))
        return _SIZE.sub("<size>", self._today.sub("<today>", text))

    def _hash(self, found: re.Match[str]) -> str:
        token = found.group()
        number = token.isdigit() and token[:12] not in self.digits
        return token if number else "<hash>" if len(token) > 12 else "<short hash>"


# Reading documents -----------------------------------------------------------------------------------------------


def digest(data: bytes) -> str:
    """A name for bytes that the mask leaves alone."""
    return f"X{hashlib.sha256(data).hexdigest()[:24].upper()}"


def pdf_text(data: bytes) -> str:
    """Every page's text."""
    import pypdfium2

    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    return "".join(f"==== page {n} ====\n{text}\n" for n, text in enumerate(pages, 1)).replace("\r\n", "\n")


def workbook_text(data: bytes) -> str:
    """Every sheet: its cells a line a row, then formats, rules and what is hidden; then the parts beside the sheets."""
    import openpyxl

    out: list[str] = []
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        out.append(f"==== sheet {sheet.title} {sheet.sheet_state} {sheet.dimensions} ====")
        formats: Counter[tuple[int, str, bool]] = Counter()
        for row in sheet.iter_rows():
            out.append("\t".join("" if cell.value is None else repr(cell.value) for cell in row))
            for cell in row:
                if cell.has_style:
                    formats[cell.column, cell.number_format, cell.protection.locked] += 1
                if cell.hyperlink or cell.comment:
                    link = cell.hyperlink and (cell.hyperlink.target or cell.hyperlink.location)
                    out.append(f"  {cell.coordinate} link {link} comment {cell.comment and cell.comment.text}")
        out += [f"  format {column} {shape} locked={locked} x{n}" for (column, shape, locked), n in formats.items()]
        out += [f"  hidden column {name}" for name, d in sorted(sheet.column_dimensions.items()) if d.hidden]
        out += [f"  hidden row {n}" for n, d in sorted(sheet.row_dimensions.items()) if d.hidden]
        out += [f"  merged {area}" for area in sorted(map(str, sheet.merged_cells.ranges))]
        out += [f"  rule {v.sqref} {v.type} {v.formula1} {v.error}" for v in sheet.data_validations.dataValidation]
    return "\n".join(out) + "\n" + _parts(data, ("docProps/", "xl/charts/", "xl/comments", "xl/workbook.xml"))


def document_text(data: bytes) -> str:
    """Every paragraph of a DOCX, headers and footers too; what is said about it; its pictures by digest."""
    from lxml import etree

    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    out = []
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in sorted(parts.namelist()):
            if name.startswith("word/media/"):
                out.append(f"==== {name} {digest(parts.read(name))}")
            elif name.startswith("word/") and name.endswith(".xml"):
                out.append(f"==== {name}")
                for paragraph in etree.fromstring(parts.read(name)).iter(f"{w}p"):
                    out.append("".join(t.text or "" for t in paragraph.iter(f"{w}t")))
    return "\n".join(out) + "\n" + _parts(data, ("docProps/",))


def _parts(data: bytes, beginnings: tuple[str, ...]) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = sorted(name for name in parts.namelist() if name.startswith(beginnings))
        return "".join(f"==== {n}\n" + parts.read(n).decode().replace("><", ">\n<") + "\n" for n in names)


def json_text(data: bytes) -> str:
    """Indented, without the sizes of stored files."""
    return json.dumps(_without_sizes(json.loads(data)), ensure_ascii=False, indent=1) + "\n"


def _without_sizes(value: Any) -> Any:
    if isinstance(value, dict):
        stored = "sha256" in value
        return {k: "<size>" if stored and k == "size" else _without_sizes(v) for k, v in value.items()}
    return [_without_sizes(v) for v in value] if isinstance(value, list) else value


def parquet_text(data: bytes) -> str:
    """Types and rows."""
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(io.BytesIO(data))
    heads = [f"{f.name}: {f.type}" for f in table.schema]
    rows = ["\t".join(map(str, row)) for row in zip(*table.to_pydict().values(), strict=True)]
    return "\n".join(["\t".join(heads), *rows]) + "\n"


def other_text(data: bytes) -> str:
    """The text as it is, or a digest where it is none."""
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return digest(data) + "\n"


READERS: Mapping[str, Callable[[bytes], str]] = {
    ".pdf": pdf_text,
    ".xlsx": workbook_text,
    ".docx": document_text,
    ".json": json_text,
    ".parquet": parquet_text,
}


# Running commands ------------------------------------------------------------------------------------------------


class Installation:
    """One district's working folder beside a copy of include/, and everything that was run and read in it."""

    def __init__(self, root: Path, place: Path, district: str, target: Path, mask: Mask) -> None:
        self.root, self.district, self.target, self.mask = root, district, target / district, mask
        self.home, self.var, self.out = place / "home", place / district / "var", place / district / "out"
        self.out.mkdir(parents=True)
        self.raw = place / district / "printed"
        self.items_by_bytes: dict[tuple[str, str], str] = {}
        self.names: dict[str, Counter[str]] = {table: Counter() for table in RECORDS}
        self.read_up_to = dict.fromkeys(RECORDS, 0)

    def run(self, *orders: Order) -> None:
        """Run commands one after the other in one process."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("GOVREPORT_", "AIRFLOW"))}
        environment |= {
            "PYTHONPATH": os.pathsep.join([str(self.root / "plugins"), str(self.root)]),
            "GOVREPORT_HOME": str(self.home),
            "GOVREPORT_VAR": str(self.var),
            "COLUMNS": "240",
            "TERM": "dumb",
            "PYTHONUTF8": "1",
        }
        jobs = [{"to": str(self.raw / o.item), "args": o.args, "language": o.language} for o in orders]
        # -P: the folder of this script holds files of common names, none of which may stand before a library's.
        call = [sys.executable, "-P", "-W", "ignore", str(Path(__file__).resolve()), "run-commands"]
        subprocess.run(call, input=json.dumps(jobs).encode(), env=environment, cwd=self.root, check=True)  # noqa: S603

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """What the results database says."""
        found = next(iter(sorted(self.var.glob("*.sqlite"))), None)
        if found is None:
            return []
        connection = sqlite3.connect(found, timeout=60)
        connection.row_factory = sqlite3.Row
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def tables(self) -> list[str]:
        """Every table, in the order of names."""
        return [r["name"] for r in self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]

    def write(self, item: str, text: str) -> None:
        """Keep one item."""
        path = self.target / self.mask(item)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            raise SystemExit(f"two items are called {path}")
        path.write_text(self.mask(text), encoding="utf-8")

    def read(self, item: str, data: bytes) -> None:
        """Keep one file as text, or where an item has the same bytes already, which one."""
        item = self.mask(item)
        source = item.split("/")[0]
        if first := self.known(source, data):
            self.write(f"{item}.txt", f"the same bytes as {first}\n")
        else:
            self.items_by_bytes[source, digest(data)] = item
            text = READERS.get(Path(item).suffix, other_text)(data)
            self.write(f"{item}.txt", self._without_known_sizes(text) if "operators_note" in item else text)

    def _without_known_sizes(self, text: str) -> str:
        """Operators' notes list how large the reports are, whose compressed bytes follow the fingerprint."""
        documents = [json.loads(row["document"]) for row in self.rows("SELECT document FROM reports")]
        sizes = {file["size"] for document in documents for file in document["files"]}
        known = {form for size in sizes for form in (str(size), f"{size:,}")}
        return re.sub(
            r"(?<![0-9A-Za-z,])\d[\d,]{3,}(?![0-9A-Za-z,])", lambda m: "<size>" if m[0] in known else m[0], text
        )

    def known(self, source: str, data: bytes) -> str | None:
        """The item that has these bytes. Rows are read while others come, so one table never points to another."""
        places = [source] if source in RECORDS else [*RECORDS, source]
        return next((i for place in places if (i := self.items_by_bytes.get((place, digest(data))))), None)

    # what is kept

    def look_for_hashes(self) -> None:
        """Tell the mask which hashes begin with twelve digits."""
        known = {path.name.split(".")[0] for path in (self.var / "store").rglob("*") if path.is_file()}
        for table in self.tables():
            if table != "observations":
                for row in self.rows(f"SELECT * FROM {table}"):  # noqa: S608 - a name that the database gave
                    for value in row:
                        known.update(re.findall(r"[0-9a-f]{64}", value) if isinstance(value, str) else ())
        self.mask.digits |= {h[:12] for h in known if h[:12].isdigit()}

    def read_records(self) -> int:
        """Read what the rows that came since the last call point to; how many rows."""
        if not set(RECORDS) <= set(self.tables()):
            return 0
        found = [
            (table, row)
            for table in RECORDS
            for row in self.rows(
                f"SELECT rowid AS at, * FROM {table} WHERE rowid > ? ORDER BY rowid",  # noqa: S608
                self.read_up_to[table],
            )
        ]
        if found:
            self.look_for_hashes()
        for table, row in found:
            self.read_up_to[table] = row["at"]
            name = RECORDS[table].format(**dict(row))
            self.names[table][name] += 1
            self._record(f"{table}/{name}-{self.names[table][name]}", row)
        return len(found)

    def _record(self, item: str, row: sqlite3.Row) -> None:
        columns = dict(row)
        document = json.loads(columns["document"]) if "document" in columns else {"key": columns["key"]}
        self.write(f"{item}/record.json.txt", json_text(json.dumps(document).encode()))
        waiting = list(pointers(document))
        listed = {key for _, key in waiting}
        for label, key in waiting:
            data = (self.var / "store" / key).read_bytes()
            self.read(f"{item}/{'figures/' if key.startswith('figures/') else ''}{label}", data)
            if key.startswith("figures/"):  # lists of records that several figures share are only linked from them
                linked = dict.fromkeys(re.findall(rb"[0-9a-f]{2}/[0-9a-f]{64}\.html", data))
                found = [f"figures/{link.decode()}" for link in linked if f"figures/{link.decode()}" not in listed]
                waiting += [(f"{Path(label).stem} list {n}.html", one) for n, one in enumerate(found, 1)]
                listed.update(found)

    def read_rest(self) -> None:
        """Read everything that isn't complete before the last command has ended."""
        self.read_records()
        self._observations()
        self._tables()
        self._store()
        for path in sorted(self.raw.rglob("*.code")):
            item = path.relative_to(self.raw).with_suffix("")
            printed = [(self.raw / f"{item}{end}").read_text(encoding="utf-8") for end in (".code", ".out", ".err")]
            self.write(f"console/{item}.txt", "exit code {}\n{}---- errors ----\n{}".format(*printed))
        for number, (name, data) in enumerate(self._mails(), 1):
            self.write(f"mails/{number:03} {name}.txt", self._mail(data))
        for path in sorted(p for p in self.out.rglob("*") if p.is_file() and not p.name.startswith(".")):
            self._made(path)

    def _store(self) -> None:
        """What no row points to, and how many files of each kind there are. Extracts and configuration come from us."""
        counts = Counter[str]()
        for path in sorted((self.var / "store").rglob("*.*"), key=lambda p: p.stat().st_mtime_ns):
            kind = path.relative_to(self.var / "store").parts[0]
            counts[kind] += 1
            data = path.read_bytes()
            if kind not in ("raw", "configuration") and not self.known("store", data):
                self.read(f"store/{kind}-{counts[kind]}{path.suffix}", data)
        self.write("store/files.txt", "".join(f"{kind} {count}\n" for kind, count in sorted(counts.items())))

    def _observations(self) -> None:
        seen: Counter[str] = Counter()
        for vintage in self.rows("SELECT id, quarter, source_quarter FROM vintages ORDER BY sequence"):
            name = f"{vintage['quarter']} of {vintage['source_quarter']}"
            seen[name] += 1
            rows = self.rows("SELECT * FROM observations WHERE vintage_id = ?", vintage["id"])
            lines = sorted("\t".join(f"{k}={row[k]}" for k in row.keys() if k != "vintage_id") for row in rows)  # noqa: SIM118
            self.write(f"observations/{name}-{seen[name]}.txt", "\n".join(lines) + "\n")

    def _tables(self) -> None:
        for table in sorted(set(self.tables()) - APART):
            lines = []
            for row in self.rows(f"SELECT * FROM {table}"):  # noqa: S608 - a name that the database gave
                at = {k: v for k, v in dict(row).items() if k not in PASSING and not k.endswith("_at")}
                lines.append(self.mask("\t".join(f"{k}={v}" for k, v in at.items())))
            self.write(f"tables/{table}.txt", "".join(f"{line}\n" for line in sorted(lines)))

    def _mails(self) -> Iterator[tuple[str, bytes]]:
        """Every mail and what it is called, in the order in which they were sent."""
        for path in sorted((self.var / "outbox").glob("*.eml"), key=lambda p: p.stat().st_mtime_ns):
            yield path.stem.split("-", 1)[1], path.read_bytes()

    def _mail(self, data: bytes) -> str:
        mail = message_from_bytes(data, policy=mail_policy)
        out = []
        for part in mail.walk():
            heads = ((k, "<now>" if k == "Date" else str(v)) for k, v in part.items())
            out += [f"{k}: {re.sub(r'boundary=[^;]*', 'boundary=...', v)}" for k, v in heads]
            content = part.get_payload(decode=True)
            if not isinstance(content, bytes):
                out.append("")
            elif part.get_content_maintype() == "text":
                out.append(f"\n{part.get_content()}")
            elif first := self.known("mails", content):
                out.append(f"\nthe same bytes as {first}\n")
            else:
                suffix = Path(part.get_filename() or "").suffix
                out.append("\n" + READERS.get(suffix, other_text)(content))
        return "\n".join(out)

    def _made(self, path: Path) -> None:
        """A file that a command wrote. The archive's copies of documents are named by hash and were read already."""
        item = f"files/{path.relative_to(self.out)}"
        data = path.read_bytes()
        if re.search(r"/archive[^/]*/[^/]+/(reports|figures|documents)/", item):
            if not self.known("files", data):
                raise SystemExit(f"{path} is a copy of nothing that was read")
            return
        if path.name == "archive.json":  # its lines stand in the order of hashes
            self.write(f"{item}.txt", "\n".join(sorted(self.mask(data.decode()).splitlines())) + "\n")
        else:
            self.read(item, data)


def pointers(value: Any, beside: str = "") -> Iterator[tuple[str, str]]:
    """The files of the store that a document points to, under names that say what they are."""
    if isinstance(value, list):
        for number, one in enumerate(value, 1):
            extract = one.get("extract") if isinstance(one, dict) else None
            yield from pointers(one, f"{beside}{extract or number}-")
    elif isinstance(value, dict):
        for name, one in value.items():
            if isinstance(one, str) and re.fullmatch(r"[a-z-]+/[0-9a-f]{2}/[0-9a-f]{64}\.\w+", one):
                if not one.startswith("raw/"):
                    suffix = Path(one).suffix
                    yield value.get("name") or f"{beside}{name}{suffix}".replace("_key", ""), one
            else:
                inside = one.get("extract") if isinstance(one, dict) else None
                yield from pointers(one, f"{beside}{inside or name}-")


def run_commands() -> None:
    """Run commands of ``govreport`` as they would be typed; the list comes by standard input."""
    from govreport.cli import app

    jobs = json.load(sys.stdin)
    with Path(os.devnull).open() as nothing:
        sys.stdin = nothing  # a question gets no answer
        for job in jobs:
            os.environ["GOVREPORT_LANGUAGE"] = job["language"]
            to = Path(job["to"])
            to.parent.mkdir(parents=True, exist_ok=True)
            with _streams_to(to):
                code = _outcome(app, job["args"])
            Path(f"{to}.code").write_text(code, encoding="utf-8")


@contextmanager
def _streams_to(path: Path) -> Iterator[None]:
    """What this process and its libraries print goes to two files."""
    kept = [os.dup(n) for n in (1, 2)]
    with Path(f"{path}.out").open("wb") as out, Path(f"{path}.err").open("wb") as err:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for n, copy in enumerate(kept, 1):
                os.dup2(copy, n)
                os.close(copy)


def _outcome(app: Any, words: list[str]) -> str:
    """Run one command; its exit code."""
    try:
        if words == ["every", "help"]:
            _every_help(app)
        elif words[0] == "dictionaries":
            from scripts.docs import current_pages

            for name, text in current_pages().items():
                path = Path(words[1], name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        else:
            app(words, prog_name="govreport")
    except SystemExit as left:
        return str(left.code or 0)
    except Exception as error:  # a crash is a result too; the lines where it happened may move
        return f"{type(error).__name__}: {error}"
    return "0"


def _every_help(app: Any) -> None:
    import typer

    def show(command: Any, words: list[str]) -> None:
        print(f"==== {' '.join(['govreport', *words])}", flush=True)
        try:
            app([*words, "--help"], prog_name="govreport")
        except SystemExit:
            sys.stdout.flush()
        for name, inner in sorted(getattr(command, "commands", {}).items()):
            show(inner, [*words, name])

    show(typer.main.get_command(app), [])


# What is run -----------------------------------------------------------------------------------------------------


def install(root: Path, home: Path) -> None:
    """A copy of include/ with both districts, Panyu in two languages and with more kinds of recipients."""
    shutil.copytree(root / "include", home / "include", ignore=shutil.ignore_patterns("__pycache__"))
    districts = home / "include" / "districts"
    shutil.copytree(root / "include" / "sample_districts" / "linjiang", districts / "linjiang", dirs_exist_ok=True)
    panyu = districts / "panyu"
    about = (panyu / "district.yaml").read_text(encoding="utf-8")
    about = re.sub(r"(?m)^languages: .*$", "languages: [zh, en]", about)
    (panyu / "district.yaml").write_text(about, encoding="utf-8")
    with (panyu / "recipients.yaml").open("a", encoding="utf-8") as file:
        file.write(RECIPIENTS)


def run_panyu(at: Installation, first: str) -> None:
    """Quarters from ``first`` on, documents beside the last reports, corrected rows that come home, the archive."""
    out, last, signed = at.out, f"-d panyu -q {LAST}", max(first, "2019-Q3")
    wrong = [str(p) for p in sorted((at.home / "include" / "sample" / "panyu" / signed).glob("*"))]
    check = [
        order(f"check-files-{to}", f"check {last} --sheets {out}/early-{to} --page {out}/early-{to}.html", *wrong,
              language=to)
        for to in ("zh", "en")
    ]  # fmt: skip
    at.run(
        order("backfill", f"backfill -d panyu --from {first} --to {LAST} --deliver"),
        order("deliver-again", f"deliver {signed} -d panyu"),
        order("deliveries", f"deliveries {signed} -d panyu"),
        order("deliveries-en", f"deliveries {signed} -d panyu", language="en"),
        order("briefs", f"briefs {last} --out {out}/briefs"),
        order("annex", f"annex {last} --out {out}/annex"),
        order("note", f"note {last} --out {out}/note"),
        order("sheets", f"corrections sheets {last} --out {out}/sheets"),
        order("sheets-en", f"corrections sheets {last} --out {out}/sheets-en", language="en"),
        order("indicators", f"indicators {last}"),
        order("indicators-en", f"indicators {last}", language="en"),
        *explained("panyu", signed, out, "R01", "S01", "G10", "F02", "T04", "Q01", "C01", "P01", "V01", "R99"),
        order("explain-town", f"explain {signed} R01 -d panyu --town 南村镇"),
        order("explain-member", f"explain {signed} R01 -d panyu --by legal_type=foundation"),
        order("revisions", f"revisions {signed} -d panyu"),
        order("revisions-of-a-figure", f"revisions {signed} R01 -d panyu --csv {out}/triangle.csv"),
        order("revisions-of-a-town", f"revisions {signed} R01 -d panyu --town 南村镇", language="en"),
        *check,
    )
    fill_sheets(out / "sheets", out / "filled")
    filled = [str(p) for p in sorted((out / "filled").iterdir())]
    unfilled = str(min((out / "sheets").glob("*.xlsx")))
    corrections = at.home / "include" / "districts" / "panyu" / "corrections.yaml"
    at.run(
        order("sheets-read-unfilled", "corrections read -d panyu", unfilled),
        order("sheets-read", "corrections read -d panyu --date 2020-02-03", *filled),
    )
    if corrections.exists():
        shutil.copy(corrections, out)
    at.run(
        order("revise", f"revise {LAST} -d panyu --yes --known-since 2020-02-03 --reason 镇街交回更正单"),
        order("revisions-after", f"revisions {LAST} -d panyu"),
        order("explain-after", f"explain {LAST} R01 -d panyu"),
        order("note-after", f"note {last} --out {out}/note-after"),
        order("resend", f"resend {signed} -d panyu --to director@minzheng.panyu.example --by 科长 --reason 未收到"),
        order("archive", f"archive -d panyu --to {out}/archive"),
        order("verify-quick", "verify --quick", at.rows("SELECT sha256 FROM reports ORDER BY rowid")[0]["sha256"]),
    )


def run_linjiang(at: Installation) -> None:
    """Two quarters and a chain of signatures; the first is revised after it was sent, with a notice."""
    (first, last), out = LINJIANG, at.out
    sample = at.home / "include" / "sample" / "linjiang" / first
    extracts = ("registration", "evaluation", "filing", "funding")
    city = out / "yunchuan.yaml"
    city.write_text(
        "name: {zh: 云川市, en: Yunchuan}\npublisher: {zh: 云川市社会建设局, en: Bureau}\nmembers: [linjiang, panyu]\n",
        encoding="utf-8",
    )
    at.run(
        order("run", f"run -d linjiang -q {first} --out {out}/run"),
        order("deliver-unsigned", f"deliver {first} -d linjiang"),
        *signed_and_sent(first, ""),
        order("backfill-en", f"backfill -d linjiang --from {last} --to {last}", language="en"),
        *signed_and_sent(last, ""),
        order("city", f"city {city} -q {first} --out {out}/city"),
        *(
            order(f"preview-{path.stem}", f"sources preview {path} -d linjiang -e {extract}")
            for extract, path in zip(extracts, sorted(sample.iterdir()), strict=True)
        ),
        order("sheets", f"corrections sheets -d linjiang -q {last} --out {out}/sheets"),
        order("briefs", f"briefs -d linjiang -q {last} --out {out}/briefs"),
        order("annex", f"annex -d linjiang -q {last} --out {out}/annex", language="en"),
    )
    register = next(sample.glob("dengji*.json"))
    told = json.loads(register.read_text(encoding="utf-8"))
    told["data"] = [one for one in told["data"] if one["主键"] > 2]  # the first two organizations go
    register.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    why = "--kind correction --known-since 2024-05-06 --reason 重复登记"
    at.run(
        order("revise", f"revise {first} -d linjiang --yes {why}"),
        order("notices", f"notices list {first} -d linjiang"),
    )
    issued = at.rows("SELECT sha256 FROM reports ORDER BY rowid")[0]["sha256"]
    altered = next((out / "run").glob("*.html"))
    altered.write_bytes(altered.read_bytes().replace(b"<title>", b"<title> "))
    signing = []
    for n, row in enumerate(at.rows("SELECT sha256 FROM notices ORDER BY rowid"), 1):
        notice = f"{first} {row['sha256']} -d linjiang"
        signing += [
            order(f"notice-{n}-sign-1", f"notices sign {notice} --role 复核 --signer 科长"),
            order(f"notice-{n}-sign-2", f"notices sign {notice} --role 签发 --signer 局长"),
            order(f"notice-{n}-send", f"notices send {notice}"),
        ]
    at.run(
        *signing,
        order("notices-sent", f"notices list {first} -d linjiang", language="en"),
        *signed_and_sent(first, "-after"),
        order("deliveries", f"deliveries {first} -d linjiang"),
        order("note", f"note -d linjiang -q {first} --out {out}/note"),
        order("revisions", f"revisions {first} -d linjiang"),
        order("revisions-of-a-figure", f"revisions {last} R01 -d linjiang", language="en"),
        *explained("linjiang", first, out, "R01", "F01"),
        order("verify", "verify", issued),
        order("verify-altered", f"verify {altered}"),
        order("city-after", f"city {city} -q {first} --out {out}/city-after"),
        order("archive", f"archive -d linjiang --with-drafts --to {out}/archive"),
    )


def run_product(at: Installation) -> None:
    """What is the same in every installation: help, dictionaries, definitions, calendars, what districts are."""
    out = at.out
    (out / "dictionaries").mkdir()
    sample = at.home / "include" / "sample" / "panyu" / LAST
    at.run(
        order("help", "every help"),
        order("dictionaries", "dictionaries", str(out / "dictionaries")),
        order("indicators", "indicators"),
        order("indicators-en", "indicators", language="en"),
        order("districts", "district list"),
        order("district-panyu", "district check panyu"),
        order("district-linjiang", "district check linjiang", language="en"),
        order("no-such-district", "run -d nowhere -q 2019-Q3"),
        order("no-such-quarter", "run -d panyu -q 2019-Q5", language="en"),
        order("no-such-report", "verify 0123456789ab"),
        order("nothing-measured", "note -d panyu -q 2019-Q3"),
        order("which-district", "revisions 2019-Q3"),
        order("database", "database status"),
        order("sweep", "sweep"),
        *(
            order(f"calendar-{name}-{to}", f"calendar -d {name} --from 2019-09-01 --months 9 --html "
                  f"{out}/{name}-{to}.html --ics {out}/{name}-{to}.ics", language=to)
            for name in ("panyu", "linjiang")
            for to in ("zh", "en")
        ),
        *(
            order(f"preview-{path.stem}", f"sources preview {path} -d panyu -e {path.name.split('-')[0]}")
            for path in sorted(sample.iterdir())
        ),
    )  # fmt: skip


def signed_and_sent(quarter: str, after: str) -> list[Order]:
    """Linjiang's two signatures, then the mails."""
    return [
        order(f"sign-{quarter}-1{after}", f"sign -d linjiang -q {quarter} --role 复核 --signer 科长"),
        order(f"sign-{quarter}-2{after}", f"sign -d linjiang -q {quarter} --role 签发 --signer 局长"),
        order(f"deliver-{quarter}{after}", f"deliver {quarter} -d linjiang {'--supersede' if after else ''}"),
    ]


def explained(district: str, quarter: str, out: Path, *indicators: str) -> list[Order]:
    """Figures explained in both languages; the records of the first as a table and as a workbook."""
    found = [
        order(f"explain-{i}-{to}", f"explain {quarter} {i} -d {district} --language {to}")
        for i in indicators
        for to in ("zh", "en")
    ]
    kinds = (("csv", "zh"), ("xlsx", "en"))
    return found + [
        order(f"records-{kind}", f"explain {quarter} {indicators[0]} -d {district} --records {out}/records.{kind}",
              language=to)
        for kind, to in kinds
    ]  # fmt: skip


def fill_sheets(sheets: Path, filled: Path) -> None:
    """Fill in what the correction sheets suggest, as a clerk would."""
    import openpyxl

    filled.mkdir()
    for path in sorted(sheets.glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        sheet = book["更正单"]
        head = next(row for row in sheet.iter_rows() if "更正值" in [cell.value for cell in row])
        at = {cell.value: cell.column for cell in head if cell.value}
        done = 0
        for line in range(head[0].row + 1, sheet.max_row + 1):
            extract = str(sheet.cell(line, at["文件"]).value).split("-")[0]
            new = sheet.cell(line, at["建议值"]).value
            if new and extract in ("registration", "funding", "evaluation"):  # whose corrections can be read
                for name, text in (("更正值", new), ("更正原因", "按登记证书更正"), ("填报人职务", "经办人")):
                    sheet.cell(line, at[name]).value = text
                done += 1
        if done:
            book.save(filled / path.name)


# The two subcommands ---------------------------------------------------------------------------------------------


def snapshot(folder: Path, root: Path, first: str) -> None:
    """Run everything and write the items. Panyu's commands run beside everything else: two processes at most."""
    if folder.exists() and any(folder.iterdir()):
        raise SystemExit(f"{folder} isn't empty")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="compare-") as name:
        place = Path(name).resolve()
        mask = Mask({str(place): "<place>", str(root): "<root>"})
        install(root, place / "home")
        panyu, linjiang, product = (
            Installation(root, place, district, folder, mask) for district in ("panyu", "linjiang", "product")
        )
        failed: list[BaseException] = []
        beside = threading.Thread(target=_noting(failed, lambda: run_panyu(panyu, first)))
        beside.start()
        for at, run in ((linjiang, run_linjiang), (product, run_product)):
            run(at)
            at.read_rest()
            say(f"{at.district} done", started)
        while beside.is_alive():
            if found := panyu.read_records():
                say(f"panyu: {found} more rows read", started)
            beside.join(timeout=20)
        if failed:
            raise failed[0]
        say("panyu has run", started)
        panyu.read_rest()
    say(f"written to {folder}", started)
    for kind, count in sorted(Counter(kind_of(item) for item in items(folder)).items()):
        print(f"  {count:6,} {kind}")


def _noting(failed: list[BaseException], run: Callable[[], None]) -> Callable[[], None]:
    def noting() -> None:
        try:
            run()
        except BaseException as error:
            failed.append(error)

    return noting


def say(text: str, started: float) -> None:
    """Progress."""
    print(f"{time.monotonic() - started:5.0f} s  {text}", flush=True)


def items(folder: Path) -> set[str]:
    """The names of all items of a snapshot."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def kind_of(item: str) -> str:
    """What sort of thing an item is: its table or source, and its format."""
    source, name = item.split("/")[1], item.removesuffix(".txt")
    if "/figures/" in name:
        return f"{source} explanation pages"
    return f"{source} {Path(name).suffix}" if source in {*RECORDS, "files"} else source


def diff(before: Path, after: Path, show: int) -> bool:
    """Say what differs; whether anything does."""
    old, new = items(before), items(after)
    if not old or not new:
        raise SystemExit("one of the snapshots is empty")
    both = sorted(old & new)
    changed = [item for item in both if (before / item).read_bytes() != (after / item).read_bytes()]
    for words, names in (("differs", changed), ("missing", sorted(old - new)), ("new", sorted(new - old))):
        for name in names:
            print(f"{words}: {name}")
    for item in changed[:show]:
        print("\n" + "\n".join(_difference(item, before, after)))
    print(f"\n{len(both):,} items in both, {len(changed):,} differ, {len(old - new):,} missing, {len(new - old):,} new")
    return bool(changed or old ^ new)


def _difference(item: str, before: Path, after: Path, most: int = 40) -> list[str]:
    """The first lines of a unified diff. Large items differ in few places: what is the same around these is skipped."""
    old, new = ((f / item).read_text(encoding="utf-8").split("\n") for f in (before, after))
    shorter = min(len(old), len(new))
    start = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    window = slice(max(0, start - 3), start + 2000)
    lines = list(difflib.unified_diff(old[window], new[window], f"before/{item}", f"after/{item}", n=2, lineterm=""))
    rest = [f"... from line {window.start + 1}"] if window.start else []
    return [line[:300] for line in lines[:2] + rest + lines[2:most]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and do what they say."""
    about = (__doc__ or "").split("\n", 1)
    parser = argparse.ArgumentParser(
        description=about[0], epilog=about[1], formatter_class=argparse.RawTextHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("snapshot", help="run the samples and write what comes of them")
    one.add_argument("folder", type=Path, help="where to; new or empty")
    one.add_argument("--root", type=Path, default=REPOSITORY, help="the checkout whose code runs; default: this one")
    one.add_argument("--first", default=FIRST, metavar="QUARTER", help=f"Panyu's first quarter; default: {FIRST}, all")
    two = commands.add_parser("diff", help="compare two snapshots; exit code 1 where they differ")
    two.add_argument("before", type=Path)
    two.add_argument("after", type=Path)
    two.add_argument(
        "--show", type=int, default=10, metavar="N", help="of how many items to show the lines; default 10"
    )
    commands.add_parser("run-commands", help="(used by snapshot itself)")
    asked = parser.parse_args(arguments)
    if asked.command == "run-commands":
        run_commands()
    elif asked.command == "snapshot":
        snapshot(asked.folder.resolve(), asked.root.resolve(), asked.first)
    else:
        sys.exit(diff(asked.before, asked.after, asked.show))


if __name__ == "__main__":
    main()
