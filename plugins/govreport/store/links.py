"""How explanation pages (explain/pages.py) lead to each other as they lie in the store; where a walk over them ends.

It imports little, for what only lists stored files imports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from govreport.store.files import FileStore

_LINK = re.compile(rb'href="\.\./\.\./(figures/[0-9a-f]{2}/[0-9a-f]{64}\.html)[#"]')


def href(key: str) -> str:
    """The address of a stored file from another one, as they lie in the store."""
    return f"../../{key}"


def reachable(files: FileStore, keys: Iterable[str]) -> Iterator[str]:
    """The pages ``keys`` and all that they lead to (lists of records that several share), each once."""
    seen: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            yield key
            waiting += [link.decode() for link in _LINK.findall(files.get(key))]
