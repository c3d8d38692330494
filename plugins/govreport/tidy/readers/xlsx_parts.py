"""The parts of an XLSX package: where its sheets lie, which styles show a cell otherwise than it is stored, and
which shared texts are struck out or raised in part."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from govreport.tidy.readers.cell_facts import Fact, doubtful, formatted
from govreport.tidy.readers.number_formats import BUILT_IN

PIECE = 4 << 20
_OVERLAP = 16
_WHOLE_PART = 16 << 20
"""Bytes of a part that becomes a tree in memory: the list of sheets, relationships, styles."""
_ENCODING = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)""")
_ODD_TEXT = re.compile(rb"strike|vertAlign|<!|<\?(?!xml\s)")
_OFF = {"0", "false", "off"}


@dataclass(frozen=True)
class Look:
    """What a cell style says beyond borders and colours."""

    struck: bool
    format: Fact | None


class XlsxParts:
    """An opened package. Whatever a damaged one makes zipfile, expat or this raise is for the caller to say."""

    def __init__(self, data: bytes, own: str) -> None:
        self._own = own
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self._names: dict[str, str] = {}
        for entry in self.archive.namelist():
            if self._names.setdefault(member_key(entry), entry) != entry:
                raise ValueError("two members of one name")
        book_path = book_member(self._names, self._read)
        if book_path is None:
            raise ValueError("no workbook part")
        folder, name = posixpath.split(book_path)
        links = _links(self._read(f"{folder}/_rels/{name}.rels"), folder)
        book = ElementTree.fromstring(self._read(book_path))  # noqa: S314 - expat refuses entity bombs itself
        self.sheets: dict[str, str] = {}
        """Name -> member of the archive."""
        self.date_1904 = False
        for node in book.iter():
            kind = local(node.tag)
            if kind == "workbookPr":
                self.date_1904 = node.get("date1904", "0").strip() not in _OFF
            elif kind == "sheet":
                target = next((links[v][1] for k, v in node.items() if local(k) == "id" and v in links), None)
                sheet = node.get("name", "")
                if sheet in self.sheets:
                    raise ValueError("two sheets of one name")
                if target is not None and member_key(target) in self._names:
                    self.sheets[sheet] = self._names[member_key(target)]
        self.looks = self._looks(self._part(links, "styles", folder))
        self.odd_texts = self._odd_texts(self._part(links, "sharedStrings", folder))
        """Shared texts that are struck out or raised in part; with its text where calamine would lose some of it."""

    def pieces(self, member: str) -> Iterator[bytes]:
        """A part's bytes. Raises ValueError for another encoding than UTF-8, which calamine would misread."""
        with self.archive.open(member) as stream:
            first = True
            while piece := stream.read(PIECE):
                if first:
                    require_utf8(piece)
                    first = False
                yield piece

    def _read(self, member: str) -> bytes:
        name = self._names.get(member_key(member))
        if name is None:
            raise ValueError(f"no member {member}")
        return self._whole(name)

    def _whole(self, name: str) -> bytes:
        with self.archive.open(name) as stream:
            data = stream.read(_WHOLE_PART + 1)  # not the size that the archive states of it
        if len(data) > _WHOLE_PART:
            raise ValueError("too large for this part")
        return data

    def _part(self, links: dict[str, tuple[str, str]], kind: str, folder: str) -> str | None:
        found = {target for stated, target in links.values() if stated == kind} or {f"{folder}/{kind}.xml"}
        return next((self._names[member_key(t)] for t in sorted(found) if member_key(t) in self._names), None)

    def _looks(self, member: str | None) -> dict[int, Look]:
        """Only the styles that matter, by the number that cells name them with."""
        if member is None:
            return {}
        root = ElementTree.fromstring(self._whole(member))  # noqa: S314
        codes = {
            int(node.get("numFmtId", "-1")): node.get("formatCode", "")
            for node in root.iter()
            if local(node.tag) == "numFmt"
        }
        struck = [_raised(font) for group in root if local(group.tag) == "fonts" for font in group]
        looks: dict[int, Look] = {}
        styles = (xf for group in root if local(group.tag) == "cellXfs" for xf in group)
        for number, style in enumerate(styles):
            font, code = int(style.get("fontId", "0")), int(style.get("numFmtId", "0"))
            written = codes.get(code, BUILT_IN.get(code))
            look = Look(font < len(struck) and struck[font], formatted(written, self._own) if written else None)
            if look.struck or look.format:
                looks[number] = look
        return looks

    def _odd_texts(self, member: str | None) -> dict[int, Fact]:
        if member is None:
            return {}
        rest = b""
        for piece in self.pieces(member):
            if _ODD_TEXT.search(rest + piece):
                return _walk_texts(self.pieces(member))
            rest = piece[-_OVERLAP:]
        return {}


def member_key(name: str) -> str:
    """A member's name as spreadsheets compare them: some tools write backslashes, letter case doesn't count."""
    return name.replace("\\", "/").lstrip("/").casefold()


def book_member(names: dict[str, str], read: Any) -> str | None:
    """Where the package says that its workbook lies; ``names`` by ``member_key``."""
    usual = "xl/workbook.xml"
    if "_rels/.rels" in names:
        targets = [target for kind, target in _links(read("_rels/.rels"), "").values() if kind == "officeDocument"]
        found = [target for target in targets if member_key(target) in names]
        if found:
            if usual in names and member_key(found[0]) != usual:
                raise ValueError("two workbooks in one package")
            return found[0]
    return usual if usual in names else None


def local(name: str) -> str:
    """A name without its namespace or prefix."""
    return name.rpartition("}")[2].rpartition(":")[2]


def require_utf8(start: bytes) -> None:
    """Raise ValueError where a part states another encoding."""
    stated = _ENCODING.match(start.lstrip(b"\xef\xbb\xbf"))
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in start[:64]:
        raise ValueError("not UTF-8")
    if stated and stated[1].decode("ascii", "replace").lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
        raise ValueError("not UTF-8")


def raises(name: str, attributes: Any) -> bool:
    """A font's element that strikes out, raises or lowers what is written in it."""
    if name == "strike":
        return attributes.get("val", "1").strip().lower() not in _OFF
    return name == "vertAlign" and attributes.get("val", "baseline").strip().lower() != "baseline"


def _raised(font: ElementTree.Element) -> bool:
    return any(raises(local(node.tag), {local(k): v for k, v in node.items()}) for node in font)


def _links(data: bytes, folder: str) -> dict[str, tuple[str, str]]:
    """Relationships: id -> (last word of the type, member)."""
    found: dict[str, tuple[str, str]] = {}
    for node in ElementTree.fromstring(data):  # noqa: S314
        target = node.get("Target", "").replace("\\", "/")
        path = target if target.startswith("/") else posixpath.join(folder, target)
        found[node.get("Id", "")] = node.get("Type", "").rpartition("/")[2], posixpath.normpath(path).lstrip("/")
    return found


def new_parser() -> Any:
    """An expat parser that stops at a document type: no workbook has one, and its entities would go unread."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def doctype(*_: Any) -> None:
        raise ValueError("a document type in a workbook")

    parser.StartDoctypeDeclHandler = doctype
    return parser


def _walk_texts(pieces: Iterator[bytes]) -> dict[int, Fact]:
    """Which shared texts have a struck out or raised run, and which hold what calamine drops (CDATA, comments)."""
    found: dict[int, Fact] = {}
    number, odd, broken, inside, phonetic = -1, False, False, False, False
    text: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal number, odd, broken, inside, phonetic
        name = local(name)
        if name == "si":
            number, odd, broken, inside = number + 1, False, False, True
            text.clear()
        elif name == "rPh":
            phonetic = True
        elif inside and raises(name, attributes):
            odd = True

    def end(name: str) -> None:
        nonlocal inside, phonetic
        name = local(name)
        if name == "rPh":
            phonetic = False
        elif name == "si":
            inside = False
            if odd or broken:
                found[number] = doubtful("".join(text) if broken else None)

    def characters(data: str) -> None:
        if inside and not phonetic:
            text.append(data)

    def interrupt(*_: Any) -> None:
        nonlocal broken
        broken = broken or inside

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    parser.CommentHandler = parser.StartCdataSectionHandler = parser.ProcessingInstructionHandler = interrupt
    for piece in pieces:
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return found
