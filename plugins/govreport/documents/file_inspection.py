"""Reading a report back: which one a file says it is, and how its text differs from another's.

A file may come from anybody's mailbox, so nothing in it is trusted or run: bytes are searched, archives are opened
within limits.
"""

from __future__ import annotations

import difflib
import html
import io
import re
import zipfile
from collections.abc import Iterator

from govreport.confined import confined
from govreport.errors import ReadError

MARK = b"govreport-fingerprint"
ANNEX_MARK = b"govreport-part:annex"
"""A keyword of the technical annex, which bears its report's fingerprint."""
_STATED = re.compile(MARK + rb'(?:"\s+content="|:)([0-9a-f]{64})(?![0-9a-f])')
_PROPERTY = re.compile(MARK + rb'".{0,200}?>([0-9a-f]{64})<', re.DOTALL)
_LARGEST_PART = 64 << 20
_TAGS = re.compile(r"<(?:style|script|svg)\b.*?</(?:style|script|svg)>|<[^>]*>", re.DOTALL | re.IGNORECASE)


_HERE = "govreport.documents.file_inspection"
_SHOWN = 1000
"""Characters of a line that are compared."""
_MOST_LINES = 20_000


def fingerprint_in(data: bytes, file: str = "") -> str | None:
    """The fingerprint that a PDF, a web page, a workbook or a document bears in its properties; None without one.

    PDF: a keyword in the document's metadata. HTML: a meta element of its head. XLSX: a custom property.
    DOCX: a keyword of its properties. Archives are opened in another process. Raises ReadError where it dies of one.
    """
    if not data.startswith(b"PK"):
        return read_fingerprint(data)
    found = confined(file, f"{_HERE}:read_fingerprint", [data])
    return str(found) if found else None


def read_fingerprint(data: bytes) -> str | None:
    """``fingerprint_in``, in this process."""
    if data.startswith(b"PK"):
        parts = _parts(data, "docProps/")
        match = next((m for part in parts if (m := _PROPERTY.search(part) or _STATED.search(part))), None)
    else:
        match = _STATED.search(data)
    return match[1].decode() if match else None


def is_annex(data: bytes) -> bool:
    """Whether a file says of itself that it is a report's technical annex."""
    return ANNEX_MARK in data


def text_lines(data: bytes) -> list[str] | None:
    """What a file says, line by line, or None where it can't be read as the format that it seems to be."""
    try:
        if data.startswith(b"%PDF"):
            return _clean(_pdf(data))
        if data.startswith(b"PK"):
            return _clean(_office(data))
        if b"<html" in data[:2000].lower():
            text = _TAGS.sub("\n", data.decode("utf-8", "replace"))
            return _clean(html.unescape(line) for line in text.splitlines())
    except Exception:  # a damaged file raises whatever its reader likes; then there is nothing to compare
        return None
    return None


def differences(original: bytes, given: bytes, most: int = 5) -> list[tuple[str, str]]:
    """Lines that differ, (as stored, as given); "" where one side has nothing. At most ``most`` of them, and none where
    the given file is the end of the process in which the two are read."""
    try:
        return [(a, b) for a, b in confined("", f"{_HERE}:read_differences", [original, given], most)]
    except ReadError:
        return []


def read_differences(original: bytes, given: bytes, most: int) -> list[tuple[str, str]]:
    """``differences``, in this process."""
    texts = [text_lines(data) for data in (original, given)]
    if None in texts:
        return []
    before, after = ([line[:_SHOWN] for line in lines or ()][:_MOST_LINES] for lines in texts)
    pairs: list[tuple[str, str]] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for n in range(max(j - i, m - k)):
            pairs.append((before[i + n] if i + n < j else "", after[k + n] if k + n < m else ""))
            if len(pairs) == most:
                return pairs
    return pairs


def _clean(lines: Iterator[str]) -> list[str]:
    return [text for line in lines if (text := " ".join(line.split()))]


def _pdf(data: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    for page in PdfReader(io.BytesIO(data)).pages:
        yield from page.extract_text().splitlines()


def _office(data: bytes) -> Iterator[str]:
    if any(True for _ in _parts(data, "xl/workbook.xml")):
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            yield name
            for row in book.get_sheet_by_name(name).to_python():
                yield " ".join(str(cell) for cell in row if cell != "")
        return
    for part in _parts(data, "word/document.xml"):
        for paragraph in part.decode("utf-8", "replace").split("</w:p>"):
            yield html.unescape(_TAGS.sub("", paragraph))


def _parts(data: bytes, prefix: str) -> Iterator[bytes]:
    """The members of an archive below ``prefix`` that are of a sane size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                if member.filename.startswith(prefix) and member.file_size <= _LARGEST_PART:
                    with archive.open(member) as file:
                        yield file.read(_LARGEST_PART)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return
