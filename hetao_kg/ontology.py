"""What people edit without Python: names, words, patterns. Read once, checked, frozen."""

from __future__ import annotations

import csv
import functools
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hetao_kg.errors import OntologyError
from hetao_kg.text import fold, key, to_simplified
from hetao_kg.types import KINDS, Entity

COLUMNS = ("id", "kind", "level", "zh-hant", "zh-hans", "en", "aliases", "parent", "note")
BASE = "https://w3id.org/hetao-kg/id/"


@dataclass(frozen=True)
class Ontology:
    """Everything under ``ontology/``. ``version`` is the hash of its files: a knowledge base records it."""

    folder: Path
    version: str
    entities: Mapping[str, Entity]
    #: Folded name -> entity id.
    names: Mapping[str, str]
    #: Entity id of a joint party (深港, 兩地政府) -> ids of its members.
    members: Mapping[str, tuple[str, ...]]
    #: Entity id of a place -> id of its government.
    governments: Mapping[str, str]
    #: Entity id -> ids that a question about it may be answered with (a drug listing is of a drug).
    related: Mapping[str, tuple[str, ...]]
    #: ``words.toml``: closed word lists of the extraction rules, folded.
    words: Mapping[str, Any]
    #: ``patterns.toml``: relation patterns.
    patterns: tuple[Mapping[str, Any], ...]
    #: ``patterns.toml``: what columns of tables say.
    columns: tuple[Mapping[str, Any], ...]
    #: ``patterns.toml``: predicate -> kinds its subject and its object may have (``same``: as the subject).
    kinds: Mapping[str, tuple[frozenset[str], frozenset[str]]]
    #: ``questions.toml``: words of questions, in three languages.
    questions: Mapping[str, Any]

    def entity(self, name: str) -> Entity | None:
        """The listed entity of that name, in any script; None if there is none."""
        found = self.names.get(key(name))
        return self.entities[found] if found else None

    def narrower(self, identifier: str) -> frozenset[str]:
        """``identifier`` and everything below it in the tree of parents."""
        found, todo = {identifier}, [identifier]
        while todo:
            todo = [child for parent in todo for child in self._children.get(parent, ()) if child not in found]
            found.update(todo)
        return frozenset(found)

    @functools.cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for entity in self.entities.values():
            if entity.parent:
                children.setdefault(entity.parent, []).append(entity.id)
        return children


def load(folder: Path) -> Ontology:
    """The ontology in ``folder``; raises :class:`OntologyError` with file and line when an entry is malformed."""
    if not folder.is_dir():
        raise OntologyError(f"there is no ontology at {folder}", "run in the project's folder or set HETAO_ONTOLOGY")
    entities: dict[str, Entity] = {}
    names: dict[str, str] = {}
    for path in sorted((folder / "entities").glob("*.tsv")):
        for where, row in _rows(path, COLUMNS):
            entity = _entity(where, row)
            if entity.id in entities:
                raise OntologyError(f"{where}: id {entity.id} is taken", "choose another id")
            entities[entity.id] = entity
            for name in entity.names():
                other = names.setdefault(key(name), entity.id)
                if other != entity.id:
                    raise OntologyError(f"{where}: the name {name} already belongs to {other}", "a name means one thing: drop one")
    members = _links(folder / "members.tsv", entities)
    governments = {place: bodies[0] for place, bodies in _links(folder / "governments.tsv", entities).items()}
    for entity in entities.values():
        if entity.parent and entity.parent not in entities:
            raise OntologyError(f"ontology/entities: the parent {entity.parent} of {entity.id} does not exist", "add it or mend the id")
    related, words = _links(folder / "related.tsv", entities), _folded(_toml(folder / "words.toml"))
    rules, questions = _toml(folder / "patterns.toml"), _toml(folder / "questions.toml")
    kinds = {p: (frozenset(a), frozenset(b)) for p, (a, b) in rules.get("kinds", {}).items()}
    patterns, columns = tuple(rules.get("pattern", ())), tuple(rules.get("column", ()))
    return Ontology(folder, _version(folder), entities, names, members, governments, related, words, patterns, columns, kinds, questions)


def _links(path: Path, entities: Mapping[str, Entity]) -> dict[str, tuple[str, ...]]:
    """A two-column table of entity ids: ``id`` and ``of`` (several separated by ``|``)."""
    found: dict[str, tuple[str, ...]] = {}
    for where, row in _rows(path, ("id", "of", "note")) if path.is_file() else ():
        found[row["id"]] = tuple(row["of"].split("|"))
        for identifier in (row["id"], *found[row["id"]]):
            if identifier not in entities:
                raise OntologyError(f"{where}: no entity has the id {identifier}", "add it to ontology/entities or mend the id")
    return found


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        head = next(reader, [])
        if tuple(head) != columns:
            raise OntologyError(f"{path}: the first line must be {' '.join(columns)} separated by tabs", "mend the first line")
        for number, cells in enumerate(reader, 2):
            if not cells or cells[0].startswith("#"):
                continue
            if len(cells) != len(columns):
                raise OntologyError(f"{path}:{number}: {len(cells)} columns instead of {len(columns)}", "separate the columns by tabs")
            yield f"{path}:{number}", dict(zip(columns, (c.strip() for c in cells), strict=True))


def _entity(where: str, row: dict[str, str]) -> Entity:
    if row["kind"] not in KINDS or not row["id"] or not row["zh-hant"]:
        raise OntologyError(f"{where}: id, zh-hant and a kind out of {', '.join(KINDS)} are needed", "fill them in")
    labels = [("zh-hant", row["zh-hant"]), ("zh-hans", row["zh-hans"] or to_simplified(row["zh-hant"]))]
    if row["en"]:
        labels.append(("en", row["en"]))
    aliases = tuple(dict.fromkeys(a.strip() for a in row["aliases"].split("|") if a.strip()))
    return Entity(row["id"], row["kind"], tuple(labels), aliases, row["level"], row["parent"], row["note"], known=True)


def _toml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise OntologyError(f"{path}: {error}", "mend the TOML") from error


def _folded(value: Any) -> Any:  # noqa: ANN401
    """The same structure with every string folded, so that it can be compared with folded text."""
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, list):
        return list(dict.fromkeys(_folded(v) for v in value))
    return {k: _folded(v) for k, v in value.items()} if isinstance(value, dict) else value


def _version(folder: Path) -> str:
    summed = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".tsv", ".toml", ".ttl")):
        summed.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return summed.hexdigest()[:16]
