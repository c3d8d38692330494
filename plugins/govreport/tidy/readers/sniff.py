"""What a file is, by its bytes: one of the formats that are read, or a refusal that names what it is instead.

The name counts in one case only: an .et file of an old WPS is no .xls inside, and its refusal says so.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from govreport.errors import ReadError
from govreport.tidy.readers import refusals
from govreport.tidy.readers.limits import check_archive
from govreport.tidy.readers.xlsx_parts import book_member, member_key

Format = Literal["csv", "json", "xlsx", "xls", "ods"]

SHOWN: dict[Format, str] = {"csv": "CSV", "json": "JSON", "xlsx": "XLSX", "xls": "XLS", "ods": "ODS"}
"""Formats as people call them."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WPS_STREAM = "ETExtData".encode("utf-16-le")
_BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x00\x06\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
_OTHERS = (
    (b"%PDF", "PDF 文件", "a PDF"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"II*\x00", "图片", "a picture"),
    (b"MM\x00*", "图片", "a picture"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", "GZ 压缩包", "a gzip archive"),
    (b"{\\rtf", "文字文档（RTF）", "a text document (RTF)"),
)
_PAGE = re.compile(rb"<[a-z!?]|mime-version:", re.IGNORECASE)
_JSON = re.compile(rb'\[\s*[\[{\]]|\{\s*["}]')


def sniff(file: str, data: bytes) -> Format:
    """The format of ``data``. Raises ReadError for anything that isn't read, an archive that must not be opened too."""
    if not data or data.isspace():
        raise refusals.empty(file)
    if data.startswith(OLE):
        return _ole(file, data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(file, data)
    if data.startswith(_BARE_BIFF):
        raise refusals.old_workbook(file)
    for magic, zh, en in _OTHERS:
        if data.startswith(magic):
            raise refusals.other_document(file, zh, en)
    # UTF-16 shows as ASCII between zero bytes, which is all that is needed here
    start = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"").lstrip()
    if _PAGE.match(start):
        raise refusals.web_page(file)
    return "json" if _JSON.match(start) else "csv"


def _ole(file: str, data: bytes) -> Format:
    import olefile  # type: ignore[import-untyped]  # slow to load, and only .xls needs it

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as storage:
            names = {"/".join(path) for path in storage.listdir()}
    except Exception:  # a damaged directory raises almost anything
        names = set()
    if not names:  # the directory's entries may still be legible where its chain is broken
        names = {name for name in ("EncryptedPackage", "WordDocument") if name.encode("utf-16-le") in data}
    if "EncryptedPackage" in names:
        raise refusals.protected_workbook(file)
    if "WordDocument" in names:
        raise refusals.other_document(file, "文字文档（Word 或 WPS 文字）", "a text document (Word or WPS Writer)")
    if {name.lower() for name in names} & {"workbook", "book"}:  # newer .et files are .xls files inside
        return "xls"
    if is_et(file, data):
        raise refusals.wps_workbook(file)
    raise refusals.damaged_workbook(file) if not names else _unknown_document(file)


def is_et(file: str, data: bytes) -> bool:
    """A workbook of WPS: by its name, or by a stream that WPS puts beside the workbook."""
    return file.lower().endswith(".et") or _WPS_STREAM in data


def _unknown_document(file: str) -> ReadError:
    return refusals.other_document(file, "其他办公文档", "another office document")


def _zip(file: str, data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(file, archive)
            members = {member_key(name): name for name in archive.namelist()}
            names = set(members)
            if any(entry.flag_bits & 1 for entry in archive.infolist()) or _encrypted_ods(archive, names):
                raise refusals.protected_workbook(file)
            if "content.xml" in names and "mimetype" in names:
                if b"opendocument.spreadsheet" not in archive.read(members["mimetype"]):
                    raise _unknown_document(file)
                return "ods"
            book = book_member(members, lambda member: archive.read(members[member_key(member)]))
    except ReadError:
        raise
    except Exception:  # zipfile raises BadZipFile, OSError, NotImplementedError, zlib.error and more
        raise refusals.damaged_workbook(file) from None
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise _unknown_document(file)
    if "xl/workbook.bin" in names or (book is not None and book.lower().endswith(".bin")):
        raise refusals.old_workbook(file)  # .xlsb: how its cells are shown would go unseen
    if book is not None:
        return "xlsx"
    if any(name.startswith("xl/") for name in names):
        raise refusals.damaged_workbook(file)
    raise refusals.other_document(file, "ZIP 压缩包", "a ZIP archive")


def _encrypted_ods(archive: zipfile.ZipFile, names: set[str]) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest.casefold() in names and b"encryption-data" in archive.read(manifest)
