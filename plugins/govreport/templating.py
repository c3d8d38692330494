"""The one Jinja engine of the product: sandboxed, escaping, and it refuses names that a view doesn't have."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup


def engine(folder: Path) -> ImmutableSandboxedEnvironment:
    """The engine over the templates in ``folder``. Everything is escaped but in plain text (``*.txt.j2``).

    The filter ``svg`` lets a drawing of ours stand as it is.
    """
    return _engine(folder.resolve())  # whichever way leads there, a template is compiled once


@cache
def _engine(folder: Path) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=lambda name: name is None or not name.endswith(".txt.j2"),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["svg"] = _svg
    return environment


def style(*files: Path) -> Markup:
    """Style sheets of ours, one after the other, ready to stand in a page."""
    return Markup("\n".join(file.read_text(encoding="utf-8").strip() for file in files))  # noqa: S704 - our own files


def _svg(text: str) -> Markup:
    # Drawings are made by reports/charts/drawing.py through an escaping template: every word in them is text already.
    return Markup(text)  # noqa: S704
