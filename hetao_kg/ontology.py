"""What people edit without Python: names, words, patterns. Read once, checked, frozen."""

from __future__ import annotations

import csv
import functools
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hetao_kg import judgements
from hetao_kg.errors import OntologyError
from hetao_kg.text import digest, fold, has_han, key, to_simplified, to_traditional
from hetao_kg.types import KINDS, Entity, Kind, Measure

MEASURES = ("id", "zh-hant", "zh-hans", "en", "aliases", "units")
COLUMNS = ("id", "kind", "level", "zh-hant", "zh-hans", "en", "aliases", "parent", "note", "since", "until")
#: Cells at the end of a line that may be left out.
_OPTIONAL = ("since", "until")
#: A year or month.
_VALID = re.compile(r"(?:\d{4}(?:-\d\d)?)?")
#: Where a document may be at home, which decides what 立法會 or 教育局 means in it.
JURISDICTIONS = ("mainland", "hongkong", "macau", "taiwan")


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
    #: Folded name that means several things -> jurisdiction of the document -> what it means there (立法會).
    contexts: Mapping[str, Mapping[str, str]]
    #: What people judged (``same_as.tsv``): names that are the same are one entity here; pairs of ids that never are.
    judgements: tuple[judgements.Judgement, ...]
    different: frozenset[frozenset[str]]
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
    #: ``measures.tsv``: what figures are compared by, by id.
    measures: Mapping[str, Measure]
    #: ``concepts.tsv``: concept id -> its Chinese words (folded) and its English ones (lower case).
    concepts: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    #: ``units.toml``: currencies, units and bounds of amounts, written as folded text is.
    units: Mapping[str, Any]

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
    def sounds(self) -> Mapping[str, str]:
        """``sounds.tsv``: a syllable as Mandarin or Hong Kong names spell it -> the characters (folded) it may stand for."""
        path = self.folder / "sounds.tsv"
        return {row["sound"]: row["characters"] for _, row in _rows(path, ("sound", "characters"))} if path.is_file() else {}

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
    judged = judgements.read(folder / "same_as.tsv")
    _join(judged, entities, names)
    different = frozenset(frozenset(_identity(n, entities, names) for n in j.pair) for j in judged if j.verdict == "different")
    members = _links(folder / "members.tsv", entities)
    governments = {place: bodies[0] for place, bodies in _links(folder / "governments.tsv", entities).items()}
    for entity in entities.values():
        if entity.parent and entity.parent not in entities:
            raise OntologyError(f"ontology/entities: the parent {entity.parent} of {entity.id} does not exist", "add it or mend the id")
    related, words = _links(folder / "related.tsv", entities), _folded(_toml(folder / "words.toml"))
    rules, questions = _toml(folder / "patterns.toml"), _toml(folder / "questions.toml")
    kinds = {p: (frozenset(a), frozenset(b)) for p, (a, b) in rules.get("kinds", {}).items()}
    patterns, columns = tuple(rules.get("pattern", ())), tuple(rules.get("column", ()))
    contexts = _contexts(folder / "contexts.tsv", entities)
    concepts = _concepts(folder / "concepts.tsv")
    return Ontology(folder, _version(folder), entities, names, members, governments, related, contexts, judged, different,
                    words, patterns, columns, kinds, questions, _measures(folder / "measures.tsv"), concepts,
                    _toml(folder / "units.toml"))  # fmt: skip


def _join(judged: tuple[judgements.Judgement, ...], entities: dict[str, Entity], names: dict[str, str]) -> None:
    """Makes one entity of names that were judged the same: a listed one gets them as aliases, else a new one is listed."""
    listed = {(entities[i].kind, name): i for name, i in names.items()}
    for group in judgements.groups(judged, listed):
        known = next((listed[k, key(n)] for k, n in group if (k, key(n)) in listed), "")
        kind, first = group[0]
        entity = entities[known] if known else replace(local_entity(local_id(kind, first), kind, first), known=True)
        new = tuple(n for _, n in group if key(n) not in {key(o) for o in entity.names()})
        entities[entity.id] = replace(entity, aliases=(*entity.aliases, *new))
        for name in (*entity.names(), *new):
            names.setdefault(key(name), entity.id)


def _identity(named: judgements.Node, entities: Mapping[str, Entity], names: Mapping[str, str]) -> str:
    """Id of what has that kind and folded name, listed or not."""
    kind, name = named
    listed = names.get(name, "")
    return listed if listed and entities[listed].kind == kind else local_id(kind, name)


def local_id(kind: Kind, name: str) -> str:
    """Id of something known only from documents: the kind and a hash of its folded name; X人民政府 and X政府 are one."""
    folded = key(name)
    if folded.endswith("人民政府"):
        folded = folded.removesuffix("人民政府") + "政府"
    return f"{kind.lower()}-{digest(kind, folded)}"


def local_entity(identifier: str, kind: Kind, name: str, aliases: tuple[str, ...] = ()) -> Entity:
    """An entity known from a document only; the label in the other script is converted, never shown as a quotation."""
    name = re.sub(r"\s+", " ", name).strip("《》 ")
    if not has_han(name):
        return Entity(identifier, kind, (("en", name),), aliases)
    traditional = to_traditional(name) if name == to_simplified(name) else name
    return Entity(identifier, kind, (("zh-hant", traditional), ("zh-hans", to_simplified(name))), aliases)


def _links(path: Path, entities: Mapping[str, Entity]) -> dict[str, tuple[str, ...]]:
    """A two-column table of entity ids: ``id`` and ``of`` (several separated by ``|``)."""
    found: dict[str, tuple[str, ...]] = {}
    for where, row in _rows(path, ("id", "of", "note")) if path.is_file() else ():
        found[row["id"]] = tuple(row["of"].split("|"))
        for identifier in (row["id"], *found[row["id"]]):
            if identifier not in entities:
                raise OntologyError(f"{where}: no entity has the id {identifier}", "add it to ontology/entities or mend the id")
    return found


def _measures(path: Path) -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    taken: dict[tuple[str, str], str] = {}
    for where, row in _rows(path, MEASURES) if path.is_file() else ():
        labels = (("zh-hant", row["zh-hant"]), ("zh-hans", row["zh-hans"] or to_simplified(row["zh-hant"])), ("en", row["en"]))
        units = tuple(u for u in fold(row["units"]).split("|") if u)
        one = Measure(row["id"], labels, tuple(a for a in row["aliases"].split("|") if a), units)
        for name in {key(n) for n in (row["zh-hant"], *one.aliases)}:
            for unit in units or ("",):
                other = taken.setdefault((name, unit), one.id)
                if other != one.id:
                    raise OntologyError(f"{where}: the name {name} already belongs to {other}", "a name means one thing: drop one")
        found[one.id] = one
    return found


def _contexts(path: Path, entities: Mapping[str, Entity]) -> dict[str, dict[str, str]]:
    """``contexts.tsv``: a name, where the document is at home, and what the name means there."""
    found: dict[str, dict[str, str]] = {}
    for where, row in _rows(path, ("name", "where", "entity")) if path.is_file() else ():
        if row["entity"] not in entities:
            raise OntologyError(f"{where}: no entity has the id {row['entity']}", "add it to ontology/entities or mend the id")
        if row["where"] not in JURISDICTIONS:
            raise OntologyError(f"{where}: {row['where']} is no jurisdiction", f"use one of {', '.join(JURISDICTIONS)}")
        found.setdefault(key(row["name"]), {})[row["where"]] = row["entity"]
    return found


def _concepts(path: Path) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for where, row in _rows(path, ("id", "zh", "en")) if path.is_file() else ():
        chinese, english = (tuple(dict.fromkeys(fold(w) for w in row[column].split("|") if w)) for column in ("zh", "en"))
        if row["id"] in found or not chinese or not english:
            raise OntologyError(f"{where}: a concept needs an id of its own, Chinese and English words", "fill them in")
        found[row["id"]] = chinese, english
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
            least = len([c for c in columns if c not in _OPTIONAL])
            if not least <= len(cells) <= len(columns):
                raise OntologyError(f"{path}:{number}: {len(cells)} columns instead of {len(columns)}", "separate the columns by tabs")
            cells += [""] * (len(columns) - len(cells))
            yield f"{path}:{number}", dict(zip(columns, (c.strip() for c in cells), strict=True))


def _entity(where: str, row: dict[str, str]) -> Entity:
    if row["kind"] not in KINDS or not row["id"] or not row["zh-hant"]:
        raise OntologyError(f"{where}: id, zh-hant and a kind out of {', '.join(KINDS)} are needed", "fill them in")
    labels = [("zh-hant", row["zh-hant"]), ("zh-hans", row["zh-hans"] or to_simplified(row["zh-hant"]))]
    if row["en"]:
        labels.append(("en", row["en"]))
    aliases = tuple(dict.fromkeys(a.strip() for a in row["aliases"].split("|") if a.strip()))
    since, until = row["since"], row["until"]
    if not (_VALID.fullmatch(since) and _VALID.fullmatch(until)) or (since and until and since[:4] > until[:4]):
        raise OntologyError(f"{where}: it cannot hold from {since or '…'} until {until or '…'}", "write years (2018) or months (2022-07)")
    return Entity(row["id"], row["kind"], tuple(labels), aliases, row["level"], row["parent"], row["note"], True, since, until)


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
