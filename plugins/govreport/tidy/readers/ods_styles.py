"""Which styles of an ODS workbook strike out, raise or lower what they are put on."""

from __future__ import annotations

import zipfile
from xml.etree import ElementTree

from govreport.tidy.readers.xlsx_parts import local

_MARKS = (b"line-through", b"text-position")


class OdsStyles:
    """Filled from styles.xml, then from the beginning of content.xml."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._raised: dict[tuple[str, str], bool] = {}
        self._parents: dict[tuple[str, str], str] = {}
        self._current: tuple[str, str] | None = None
        if "styles.xml" not in archive.namelist():
            return
        data = archive.read("styles.xml")
        if any(mark in data for mark in _MARKS):
            for node in ElementTree.fromstring(data).iter():  # noqa: S314 - expat refuses entity bombs itself
                self.take(local(node.tag), {local(key): value for key, value in node.items()})

    def take(self, name: str, attributes: dict[str, str]) -> None:
        """An element of a style, by local names."""
        if name in ("style", "default-style"):
            self._current = attributes.get("family", ""), attributes.get("name", "")
            self._parents[self._current] = attributes.get("parent-style-name", "")
        elif name == "text-properties" and self._current is not None:
            raised = _raised(attributes)
            if raised is not None:
                self._raised[self._current] = raised

    def raises(self, family: str, name: str) -> bool:
        """Whether a style strikes out, raises or lowers, itself or by what it is derived from."""
        if not any(self._raised.values()):
            return False
        seen: set[str] = set()
        while name not in seen:
            seen.add(name)
            if (family, name) in self._raised:
                return self._raised[family, name]
            name = self._parents.get((family, name), "")
        return False


def _raised(attributes: dict[str, str]) -> bool | None:
    """None where nothing is said."""
    said: bool | None = None
    for name in ("text-line-through-style", "text-line-through-type"):
        if name in attributes:
            said = bool(said) or attributes[name] != "none"
    if "text-position" in attributes:
        place = attributes["text-position"].split()
        said = bool(said) or bool(place and place[0] not in ("0%", "0"))
    return said
