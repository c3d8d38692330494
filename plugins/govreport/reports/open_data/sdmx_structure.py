"""An SDMX-ML 3.0 structure message: a dataflow, its data structure, concepts and code lists.

Written here and not by a library: pysdmx names things in one language only. In the tests it reads what stands here, and
the published XML schemas of SDMX judge it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from govreport.errors import Message
from govreport.language import InBothLanguages

_SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LISTS = {"dimension": "DimensionList", "attribute": "AttributeList", "measure": "MeasureList"}


@dataclass(frozen=True)
class Component:
    """A column of the data: a dimension, the measure or an attribute."""

    id: str
    name: Message
    role: Literal["dimension", "time", "measure", "attribute"]
    codes: str = ""
    """The code list its values are from; "" for text of the type ``text``."""
    text: str = ""
    required: bool = True
    of: str = ""
    """The dimension that an attribute depends on; "" for the observation."""


@dataclass(frozen=True)
class Codes:
    """A code list: ids and their names."""

    id: str
    name: Message
    listed: Sequence[tuple[str, InBothLanguages]]


@dataclass(frozen=True)
class Structure:
    """What all artefacts of a message share."""

    agency: str
    version: str
    released: str
    """The day of the report: a message bears a time, and the same edition the same bytes."""
    name: InBothLanguages

    def urn(self, of: str, name: str, item: str = "") -> str:
        """The URN of an artefact of the message or of an item of it."""
        return f"urn:sdmx:org.sdmx.infomodel.{of}={self.agency}:{name}({self.version}){f'.{item}' if item else ''}"


def structure_xml(structure: Structure, components: Sequence[Component], codes: Sequence[Codes]) -> bytes:
    """The message, indented; the same arguments give the same bytes."""
    for prefix, schema in {"mes": "message", "str": "structure", "com": "common"}.items():
        register_namespace(prefix, f"{_SCHEMAS}/{schema}")
    message = Element(_tag("message", "Structure"))
    _header(message, structure)
    structures = SubElement(message, _tag("message", "Structures"))
    flow = _artefact(SubElement(structures, _str("Dataflows")), "Dataflow", structure, "DF_FIGURES", structure.name)
    SubElement(flow, _str("Structure")).text = structure.urn("datastructure.DataStructure", "DSD_FIGURES")
    lists = SubElement(structures, _str("Codelists"))
    for one in codes:
        _items(_artefact(lists, "Codelist", structure, one.id, one.name), "Code", one.listed)
    schemes = SubElement(structures, _str("ConceptSchemes"))
    scheme = _artefact(schemes, "ConceptScheme", structure, "CS_FIGURES", Message("概念", "Concepts"))
    _items(scheme, "Concept", [(c.id, c.name) for c in components])
    parent = SubElement(structures, _str("DataStructures"))
    _components(_artefact(parent, "DataStructure", structure, "DSD_FIGURES", structure.name), structure, components)
    indent(message)
    written: bytes = tostring(message, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _header(message: Element, structure: Structure) -> None:
    header = SubElement(message, _tag("message", "Header"))
    SubElement(header, _tag("message", "ID")).text = f"{structure.agency}-{structure.version}".replace(".", "-")
    SubElement(header, _tag("message", "Test")).text = "false"
    SubElement(header, _tag("message", "Prepared")).text = f"{structure.released}T00:00:00"
    SubElement(header, _tag("message", "Sender"), id=structure.agency)


def _artefact(parent: Element, kind: str, structure: Structure, name: str, said: InBothLanguages) -> Element:
    made = SubElement(parent, _str(kind), id=name, version=structure.version, agencyID=structure.agency)
    _named(made, said)
    return made


def _items(parent: Element, kind: str, listed: Iterable[tuple[str, InBothLanguages]]) -> None:
    for name, said in listed:
        _named(SubElement(parent, _str(kind), id=name), said)


def _named(parent: Element, said: InBothLanguages) -> None:
    for language, text in (("zh", said.zh), ("en", said.en)):
        SubElement(parent, _tag("common", "Name"), {_LANG: language}).text = text


def _components(parent: Element, structure: Structure, components: Sequence[Component]) -> None:
    listed = SubElement(parent, _str("DataStructureComponents"))
    lists = {role: SubElement(listed, _str(name)) for role, name in _LISTS.items()}
    for component in components:
        if component.role == "time":
            _component(lists["dimension"], "TimeDimension", structure, component)
        elif component.role == "attribute":
            made = _component(lists["attribute"], "Attribute", structure, component)
            made.set("usage", "mandatory" if component.required else "optional")
            _relation(SubElement(made, _str("AttributeRelationship")), component)
        else:
            _component(lists[component.role], component.role.capitalize(), structure, component)


def _component(parent: Element, kind: str, structure: Structure, component: Component) -> Element:
    made = SubElement(parent, _str(kind), id=component.id)
    concept = structure.urn("conceptscheme.Concept", "CS_FIGURES", component.id)
    SubElement(made, _str("ConceptIdentity")).text = concept
    form = SubElement(made, _str("LocalRepresentation"))
    if component.codes:
        SubElement(form, _str("Enumeration")).text = structure.urn("codelist.Codelist", component.codes)
    else:
        SubElement(form, _str("TextFormat"), textType=component.text)
    return made


def _relation(parent: Element, component: Component) -> None:
    if component.of:
        SubElement(parent, _str("Dimension")).text = component.of
    else:
        SubElement(parent, _str("Observation"))


def _str(name: str) -> str:
    return _tag("structure", name)


def _tag(schema: str, name: str) -> str:
    return f"{{{_SCHEMAS}/{schema}}}{name}"
