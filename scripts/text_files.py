"""Finds merge marks and files that don't end in one line feed: ``python -m scripts.text_files FILE ...`` (a hook)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_MARK = re.compile(rb"^(<{7} |>{7} |={7}\r?$)", re.MULTILINE)


def problems(data: bytes) -> list[str]:
    """What is wrong with a text file."""
    mark = _MARK.search(data)
    line = data.count(b"\n", 0, mark.start()) + 1 if mark else 0
    ends_well = not data or (data.endswith(b"\n") and not data.endswith(b"\n\n"))
    return [
        *([f"line {line} is a merge mark"] if mark else []),
        *([] if ends_well else ["doesn't end in one line feed"]),
    ]


def main() -> int:
    """Print a line a problem; 1 where there is one."""
    found = [f"{name}: {text}" for name in sys.argv[1:] for text in problems(Path(name).read_bytes())]
    print(*found, sep="\n", end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
