"""Sending a stored file: its content type, its name and its caching are decided here, never by address or browser."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote

from fastapi import HTTPException, Request, Response, status

from govreport.overview.holdings import HeldFile
from govreport.reports.open_data.files import MEDIA_TYPES
from govreport.store.files import FileStore
from govreport_airflow.pages.headers import DOCUMENT_POLICY
from govreport_airflow.pages.words import say_both

_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    **MEDIA_TYPES,
}


def document(data: bytes) -> Response:
    """An HTML document, shown in the frame, in which nothing runs."""
    return Response(data, media_type=TYPES[".html"], headers={"content-security-policy": DOCUMENT_POLICY})


def send(file: HeldFile, store: FileStore, request: Request) -> Response:
    """The file: HTML to be shown, everything else to be saved (Airflow's frame shows no PDF). Raises IntegrityError."""
    suffix = PurePosixPath(file.key).suffix
    if suffix not in TYPES:
        raise HTTPException(status.HTTP_404_NOT_FOUND, say_both("no_such_file"))
    headers = {"cache-control": "no-store" if file.is_draft else "private, no-cache", "etag": f'"{file.sha256}"'}
    if not file.is_draft and request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    data = store.get(file.key)
    if suffix == ".html":
        response = document(data)
        response.headers.update(headers)
        return response
    plain = f"{file.sha256[:12]}{suffix}"
    headers["content-disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(data, media_type=TYPES[suffix], headers=headers)
