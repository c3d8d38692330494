"""Prints the part of requirements.txt that the product needs: ``python scripts/product_lock.py > product.txt``.

The image is installed from it, so that test tools and their servers stay out. What counts is the sections of
requirements.in above "# Checks" and everything that the lock says they brought along ("# via"). Standard library only:
it runs before anything is installed. Does not belong here: resolving.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOT_IN_THE_IMAGE = "# Checks"
"""The section of requirements.in from which on everything is for developers."""
_DIRECT = "-r requirements.in"
_NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(requirements_in: str) -> set[str]:
    """The product's own requirements; raises ValueError where the section of checks is missing."""
    product, mark, _ = requirements_in.partition(f"\n{NOT_IN_THE_IMAGE}\n")
    if not mark:
        raise ValueError(f"requirements.in has no section {NOT_IN_THE_IMAGE!r}")
    return {_normal(found[1]) for line in product.splitlines() if (found := _NAME.match(line))}


def entries(lock: str) -> dict[str, tuple[str, set[str]]]:
    """Each locked package: its lines, and who brought it."""
    found: dict[str, tuple[str, set[str]]] = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock):
        name = _NAME.match(block)
        if name is None:
            continue  # the head of the file
        comments = re.findall(r"^    #(?: via)?(?:   )? ?(.*)$", block, re.MULTILINE)
        brought = {text if text == _DIRECT else _normal(text) for text in comments if text}
        lines, others = found.get(_normal(name[1]), ("", set()))  # one package, two platforms
        found[_normal(name[1])] = (f"{lines}{block.rstrip()}\n", brought | others)
    return found


def product_lock(requirements_in: str, lock: str) -> str:
    """The lines of ``lock`` that the product needs, in their order; raises ValueError where one is missing."""
    locked, keep = entries(lock), wanted(requirements_in)
    if missing := keep - set(locked):
        raise ValueError(f"not in requirements.txt, run make lock: {', '.join(sorted(missing))}")
    while more := {name for name, (_, brought) in locked.items() if name not in keep and brought & keep}:
        keep |= more
    return "".join(lines for name, (lines, _) in locked.items() if name in keep)


if __name__ == "__main__":
    try:
        sys.stdout.write(product_lock(*((ROOT / f"requirements.{kind}").read_text("utf-8") for kind in ("in", "txt"))))
    except ValueError as error:
        sys.exit(str(error))
