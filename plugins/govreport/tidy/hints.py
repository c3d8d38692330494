"""What a file must be told about itself before its header can be looked for: a JSON file's place of records, and the
encoding of a text whose bytes alone don't decide it.
"""

from __future__ import annotations

import json
from typing import Any

from govreport.errors import ReadError
from govreport.tidy.readers.json_grid import LISTS
from govreport.tidy.readers.likeness import is_chinese
from govreport.tidy.readers.sniff import sniff

_WINDOWS = "cp1252"
_WESTERN = frozenset("£€‘’“”–—…•·©®°½¼¾éèêëáàâäãåæçñïíîöóòôõøœßüúùûÿÉÈÊËÀÁÂÃÄÎÏÍÓÔÕÖÚÙÛÜÇÑŒŸ«»ªº\xa0")
"""What English, French, German, Spanish and Portuguese text holds beside ASCII; another character makes the encoding a
question."""


def hints(file: str, data: bytes) -> dict[str, str]:
    """``records`` and ``encoding`` of a layout, as far as this file needs them. Raises ReadError where it can't be
    opened at all."""
    kind = sniff(file, data)
    told: dict[str, str] = {}
    if kind == "json" and (place := _records(data)) is not None:
        told["records"] = place
    if kind == "csv" and _is_western(data):
        told["encoding"] = _WINDOWS
    return told


def safe_hints(file: str, data: bytes) -> dict[str, str]:
    """``hints``, and nothing of a file that can't be opened: whoever opens it says why."""
    try:
        return hints(file, data)
    except ReadError:
        return {}


def _is_western(data: bytes) -> bool:
    """Whether a text is Windows' Western one: neither Unicode nor Chinese, and all its letters are English text's."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:1000] or is_chinese(data):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return False
    try:
        text = data.decode(_WINDOWS)
    except UnicodeDecodeError:
        return False
    return {c for c in text if ord(c) > 127} <= _WESTERN


def _records(data: bytes) -> str | None:
    """Where the one list of records stands, if that is no usual place; None where there is none, or several."""
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return None
    places = _lists(whole, ()) if isinstance(whole, dict) else []
    usual = len(places) == 1 and all(step.casefold() in LISTS for step in places[0])
    return ".".join(places[0]) if len(places) == 1 and not usual else None


def _lists(value: dict[str, Any], path: tuple[str, ...]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, inner in value.items():
        if "." in name or len(path) > 2:
            continue
        if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner):
            found.append((*path, name))
        elif isinstance(inner, dict):
            found += _lists(inner, (*path, name))
    return found
