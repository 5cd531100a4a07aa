"""Word and PowerPoint files: a zip of XML parts, opened so that neither zip nor XML can harm.

Sizes are checked before anything is unpacked; entities are never expanded, nothing is fetched.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from hetao_kg.errors import CorpusError
from hetao_kg.read import limits

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    IndexError,
    OverflowError,
)
_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
#: An lxml element; the library has no types of its own.
Element = Any


class Package:
    """The parts of an Office Open XML file by name."""

    def __init__(self, data: bytes, what: str) -> None:
        """Opens ``data``; raises :class:`CorpusError` when it is none, broken, encrypted or a bomb."""
        self._what = what
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise CorpusError(f"this is an encrypted or an old {what} file", f"save it without a password as a {what} file of today")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except _BROKEN:
            raise CorpusError(f"this {what} file is broken", "save it again") from None
        if len(entries) > limits.PARTS or sum(e.file_size for e in entries) > limits.UNPACKED:
            raise CorpusError(
                f"this {what} file unpacks to more than {limits.UNPACKED // 2**20} MB or {limits.PARTS} parts",
                "it may be a zip bomb; split it if it is not",
            )
        self._entries = {e.filename: e for e in entries}

    def xml(self, name: str) -> Element | None:
        """The root of a part, ``None`` when there is no such part; what only old programs need is cut out."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        if entry.file_size > limits.PART or entry.file_size > limits.RATIO * max(entry.compress_size, 2**16):
            raise CorpusError(
                f"a part of this {self._what} file unpacks to {entry.file_size // 2**20} MB", "it may be a zip bomb; split it if it is not"
            )
        try:
            data = self._zip.read(entry)
        except _BROKEN:
            raise CorpusError(f"this {self._what} file is broken or encrypted", "save it again, without a password") from None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError):
            raise CorpusError(f"{name} in this {self._what} file is broken XML", "save it again") from None
        for old in root.iter(f"{_MARKUP}Fallback"):
            for child in list(old):
                old.remove(child)
        return root

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Id -> (last word of the type, part name) of what the part ``name`` refers to."""
        folder, file = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in root.iter(_RELATION) if root is not None else ():
            target = relation.get("Target", "")
            target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if relation.get("TargetMode") != "External":
                found[relation.get("Id", "")] = (relation.get("Type", "").rsplit("/", 1)[-1], target)
        return found

    def main(self) -> str:
        """Name of the part that holds the document."""
        for kind, target in self.related("").values():
            if kind == "officeDocument":
                return target
        raise CorpusError(f"this is no {self._what} file", "give it its real file name ending")

    def about(self) -> dict[str, str]:
        """Title and author from the file's properties."""
        root = self.xml("docProps/core.xml")
        found: dict[str, str] = {}
        for element in root if root is not None else ():
            name = local(element)
            text = (element.text or "").strip()
            if text and name in ("title", "creator"):
                found["author" if name == "creator" else name] = text
        return found


def local(element: Element) -> str:
    """Name of an element without its namespace."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without namespace; empty when it is not there."""
    for key, value in element.attrib.items():
        if key.rsplit("}", 1)[-1] == name:
            return str(value)
    return ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """Child elements with one of these names."""
    return (child for child in element if local(child) in names)


def child(element: Element | None, *path: str) -> Element | None:
    """The element at the end of a path of names, ``None`` if there is none."""
    for name in path:
        element = next(children(element, name), None) if element is not None else None
    return element
